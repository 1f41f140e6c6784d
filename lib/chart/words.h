/*
 * words.h - the words on a chart, in Korean and in English.
 */
#ifndef CHZ_CHART_WORDS_H
#define CHZ_CHART_WORDS_H

enum words_language { WORDS_EN = 1, WORDS_KO };
/* Their names, "en" and "ko"; NULL after the last. */
extern const char *const words_languages[];

struct words {
	const char *chats, *peak_rate, *top_moment, *donations; /* tiles */
	const char *per_second, *per_minute;                    /* units */
	const char *curve, *spikes, *mean, *peak, *gift, *gap;  /* legend */
	const char *seconds, *minutes, *hours; /* after a number */
	const char *elapsed, *clock;           /* axes */
	const char *side_by_side;              /* the title of an overlay */
	const char *more;                      /* "more", after a number */
	const char *params;       /* the title of parameters over time */
	const char *frames;       /* after a number */
	const char *map, *matrix; /* titles */
	const char *nodes, *clusters, *overlaps; /* after a number */
	const char *map_note, *matrix_note;      /* how to read them */
	const char *alone;                       /* in no cluster */
	const char *space; /* between a number and such a word */
	const char *part;  /* "part", before "1/3" */
};

const struct words *words_in(enum words_language);

#endif
