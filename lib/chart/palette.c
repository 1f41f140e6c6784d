/* Chooses 256 colours for a picture. */
#include <stdlib.h>
#include <string.h>

#include "chart/palette.h"
#include "core/mem.h"

enum { SLOTS = 16384, FLAT = 24, SIX_BITS = 0xFCFCFC };

/* The colours of a picture that agree in their six high bits. */
struct shade {
	uint32_t key; /* those bits, + 1; 0 is a free slot */
	uint32_t count;
	uint64_t red, green, blue; /* sums */
	int index;                 /* in the palette; -1 while undecided */
};

static uint32_t
pixel(const unsigned char *row, int x)
{
	uint32_t rgb;

	memcpy(&rgb, row + 4 * (size_t)x, sizeof rgb);
	return rgb & 0xFFFFFF;
}

static struct shade *
shade_of(struct shade *shades, uint32_t rgb)
{
	uint32_t key = (rgb & SIX_BITS) + 1;
	size_t at = (key * 2654435761u >> 16) % SLOTS;

	while (shades[at].key != 0 && shades[at].key != key)
		at = (at + 1) % SLOTS;
	return shades + at;
}

static void
count(struct shade *s, uint32_t rgb, uint32_t times)
{
	s->key = (rgb & SIX_BITS) + 1;
	s->index = -1;
	s->count += times;
	s->red += (uint64_t)(rgb >> 16) * times;
	s->green += (uint64_t)(rgb >> 8 & 0xFF) * times;
	s->blue += (uint64_t)(rgb & 0xFF) * times;
}

/* Counts a row's shades; how many are new. */
static int
count_row(struct shade *shades, const unsigned char *row, int width)
{
	int fresh = 0;

	for (int x = 0, from = 0; x < width; x = from) {
		uint32_t rgb = pixel(row, x);
		struct shade *s = shade_of(shades, rgb);

		while (from < width && pixel(row, from) == rgb)
			from++;
		fresh += s->key == 0;
		count(s, rgb, (uint32_t)(from - x));
	}
	return fresh;
}

static uint32_t
mean(const struct shade *s)
{
	uint64_t half = s->count / 2;

	return (uint32_t)((s->red + half) / s->count) << 16 |
	    (uint32_t)((s->green + half) / s->count) << 8 |
	    (uint32_t)((s->blue + half) / s->count);
}

static int
distance(uint32_t a, uint32_t b)
{
	return abs((int)(a >> 16) - (int)(b >> 16)) +
	    abs((int)(a >> 8 & 0xFF) - (int)(b >> 8 & 0xFF)) +
	    abs((int)(a & 0xFF) - (int)(b & 0xFF));
}

/* The palette's colour that is nearest, and how far it is. */
static int
nearest(const struct palette *p, uint32_t rgb, int *far)
{
	int best = 0;

	*far = 3 * 256;
	for (int i = 0; i<p->n && * far> 0; i++) {
		int d = distance(p->colours[i], rgb);

		if (d < *far) {
			*far = d;
			best = i;
		}
	}
	return best;
}

static int
by_count(const void *va, const void *vb)
{
	const struct shade *const *a = va, *const *b = vb;

	if ((*a)->count != (*b)->count)
		return (*a)->count > (*b)->count ? -1 : 1;
	return ((*a)->key > (*b)->key) - ((*a)->key < (*b)->key);
}

static void
choose(struct palette *p, struct shade **shades, size_t n, int apart)
{
	int far;

	for (size_t i = 0; i < n && p->n < PALETTE_COLOURS; i++) {
		uint32_t rgb = mean(shades[i]);

		if (shades[i]->index >= 0)
			continue;
		nearest(p, rgb, &far);
		if (far < apart)
			continue;
		p->colours[p->n] = rgb;
		shades[i]->index = p->n++;
	}
}

/* The flat colours, some of every kind, then whatever is frequent. */
static void
choose_all(struct palette *p, size_t n)
{
	static const int apart[] = { 60, 30, 0 };
	struct shade **list = xreallocarray(NULL, n + 1, sizeof *list);
	size_t at = 0;
	int far;

	for (size_t i = 0; i < SLOTS; i++)
		if (p->shades[i].key != 0)
			list[at++] = p->shades + i;
	qsort(list, n, sizeof *list, by_count);
	choose(p, list, n < FLAT ? n : FLAT, 0);
	for (size_t i = 0; i < sizeof apart / sizeof *apart; i++)
		choose(p, list, n, apart[i]);
	for (size_t i = 0; i < n; i++)
		if (list[i]->index < 0)
			list[i]->index = nearest(p, mean(list[i]), &far);
	free(list);
}

bool
palette_make(struct palette *p, const unsigned char *pixels, int width,
    int height, size_t stride)
{
	int n = 0;

	*p = (struct palette){ .shades = xcalloc(SLOTS, sizeof *p->shades) };
	for (int y = 0; y < height; y++) {
		/* A row may bring as many new shades as it has pixels. */
		if (n + width > SLOTS - 1)
			return false;
		n += count_row(p->shades, pixels + (size_t)y * stride, width);
	}
	choose_all(p, (size_t)n);
	return true;
}

void
palette_row(const struct palette *p, const unsigned char *row, int width,
    unsigned char *to)
{
	uint32_t last = UINT32_MAX;
	unsigned char index = 0;

	for (int x = 0; x < width; x++) {
		uint32_t rgb = pixel(row, x);

		if (rgb != last)
			index = (unsigned char)shade_of(p->shades, rgb)->index;
		last = rgb;
		to[x] = index;
	}
}

void
palette_free(struct palette *p)
{
	free(p->shades);
}
