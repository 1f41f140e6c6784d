/* palette.h: few colours for many. */
#include <stdlib.h>

#include "chart/palette.h"
#include "tap.h"

enum { SIDE = 64 };

static uint32_t pixels[SIDE * SIDE];

/* The most that any channel of any pixel is off. */
static int
worst(const struct palette *p)
{
	unsigned char row[SIDE];
	int most = 0;

	for (int y = 0; y < SIDE; y++) {
		palette_row(p, (unsigned char *)(pixels + y * SIDE), SIDE, row);
		for (int x = 0; x < SIDE; x++)
			for (int shift = 0; shift < 24; shift += 8) {
				int is = p->colours[row[x]] >> shift & 0xFF;
				int was = pixels[y * SIDE + x] >> shift & 0xFF;

				if (abs(is - was) > most)
					most = abs(is - was);
			}
	}
	return most;
}

static bool
make(struct palette *p)
{
	return palette_make(p, (unsigned char *)pixels, SIDE, SIDE, 4 * SIDE);
}

int
main(void)
{
	struct palette p;

	for (int i = 0; i < SIDE * SIDE; i++)
		pixels[i] = i % 5 == 0 ? 0x0E1116 : 0xFFB020;
	ok(make(&p) && p.n == 2 && worst(&p) == 0, "two colours are kept");
	palette_free(&p);

	for (int i = 0; i < SIDE * SIDE; i++)
		pixels[i] = (uint32_t)(i % 256) * 0x010101;
	ok(make(&p) && worst(&p) <= 3, "greys are told apart by six bits");
	palette_free(&p);

	pixels[77] = 0xFF0000;
	ok(make(&p) && worst(&p) <= 3, "a rare colour finds its place");
	palette_free(&p);

	for (int i = 0; i < SIDE * SIDE; i++)
		pixels[i] = (uint32_t)rand() & 0xFFFFFF;
	ok(make(&p) && p.n == PALETTE_COLOURS && worst(&p) < 160,
	    "noise finds something near");
	palette_free(&p);
	return done_testing();
}
