/*
 * theme.h - the colours of a chart; two themes, light and dark.
 */
#ifndef CHZ_CHART_THEME_H
#define CHZ_CHART_THEME_H

#include <stddef.h>
#include <stdint.h>

enum { THEME_COLOURS = 10, THEME_HEAT = 4 };

enum theme_name { THEME_LIGHT = 1, THEME_DARK };
/* Their names; NULL after the last. */
extern const char *const theme_words[];

struct theme {
	uint32_t back, panel;         /* the page, and tiles on it */
	uint32_t grid, axis;          /* lines */
	uint32_t text, muted;         /* words, and words that matter less */
	uint32_t curve, mean;         /* the rate, and its rolling mean */
	uint32_t peak, on_peak;       /* bands and badges, and words on them */
	uint32_t gift, gap;           /* donations; what was not recorded */
	uint32_t hues[THEME_COLOURS]; /* one for each stream or cluster */
	uint32_t heat[THEME_HEAT];    /* from next to nothing to the most */
};

const struct theme *theme_of(enum theme_name);

#endif
