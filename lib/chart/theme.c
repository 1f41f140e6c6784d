/* The two tables of colours. */
#include "chart/theme.h"

/* The hues keep apart for people who see few colours: neighbours in the list
 * differ in lightness too.  Heat is a matter of lightness, and of blue and
 * yellow, which nearly everybody tells apart. */
static const struct theme themes[] = {
	[THEME_LIGHT] = { .back = 0xFFFFFFFF,
	    .panel = 0xF3F5F8FF,
	    .grid = 0xE6E9EEFF,
	    .axis = 0xC3C9D2FF,
	    .text = 0x14181FFF,
	    .muted = 0x667080FF,
	    .curve = 0x00A878FF,
	    .mean = 0x3457D5FF,
	    .peak = 0xF08C00FF,
	    .on_peak = 0xFFFFFFFF,
	    .gift = 0xE0447CFF,
	    .gap = 0x8A93A1FF,
	    .hues = { 0x00A878FF, 0x3457D5FF, 0xF08C00FF, 0xE0447CFF,
		0x7B3FE4FF, 0x0097C2FF, 0x8A9A00FF, 0xB5532AFF, 0x5A6577FF,
		0xC13FB8FF },
	    .heat = { 0xF3F5F8FF, 0x9FC6E8FF, 0x2F74B8FF, 0x0A2A5EFF } },
	[THEME_DARK] = { .back = 0x0E1116FF,
	    .panel = 0x191E26FF,
	    .grid = 0x232A34FF,
	    .axis = 0x3A4452FF,
	    .text = 0xF1F4F8FF,
	    .muted = 0x93A0B2FF,
	    .curve = 0x1FE0A2FF,
	    .mean = 0x8FB0FFFF,
	    .peak = 0xFFB020FF,
	    .on_peak = 0x1A1300FF,
	    .gift = 0xFF6E9EFF,
	    .gap = 0x6C7888FF,
	    .hues = { 0x1FE0A2FF, 0x7FA2FFFF, 0xFFB020FF, 0xFF6E9EFF,
		0xB78CFFFF, 0x45C8F0FF, 0xC9D64AFF, 0xFF8C5AFF, 0xA9B4C4FF,
		0xF08CE8FF },
	    .heat = { 0x191E26FF, 0x234E86FF, 0x6FA3C8FF, 0xFFE9A0FF } },
};

const char *const theme_words[] = { "light", "dark", NULL };

const struct theme *
theme_of(enum theme_name name)
{
	return themes + name;
}
