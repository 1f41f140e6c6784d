/* Writes OSC: big-endian numbers, texts padded to four bytes. */
#include <string.h>

#include "avatar/osc.h"

static void
put32(struct buf *b, uint32_t v)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_addc(b, (char)(v >> shift));
}

void
osc_int(struct buf *b, int32_t v)
{
	put32(b, (uint32_t)v);
}

void
osc_real(struct buf *b, double v)
{
	float f = (float)v;
	uint32_t bits;

	memcpy(&bits, &f, sizeof bits);
	put32(b, bits);
}

/* At least one zero byte ends it. */
void
osc_text(struct buf *b, const char *text)
{
	size_t n = strlen(text);

	buf_add(b, text, n);
	do
		buf_addc(b, '\0');
	while (++n % 4 != 0);
}

void
osc_open(struct buf *b)
{
	b->n = 0;
	osc_text(b, "#bundle");
	/* The time 1 is "at once". */
	put32(b, 0);
	put32(b, 1);
}

size_t
osc_begin(struct buf *b, const char *address, const char *types)
{
	size_t at = b->n;
	char tags[16] = ",";

	put32(b, 0);
	osc_text(b, address);
	strncat(tags, types, sizeof tags - 2);
	osc_text(b, tags);
	return at;
}

void
osc_end(struct buf *b, size_t at)
{
	uint32_t n = (uint32_t)(b->n - at - 4);

	for (int i = 0; i < 4; i++)
		b->p[at + (size_t)i] = (char)(n >> (24 - 8 * i));
}
