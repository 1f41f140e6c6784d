/* Takes a chunked body apart, a byte at a time outside the chunks. */
#include "net/chunked.h"

enum { DIGITS_MAX = 15 /* of a size: far beyond any */ };

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		return (c | 0x20) - 'a' + 10;
	return -1;
}

static enum chunked_state
after_size(struct chunked *c)
{
	c->digits = 0;
	c->in_line = false;
	return c->left > 0 ? CHUNKED_DATA : CHUNKED_TRAILER;
}

static enum chunked_state
take_digit(struct chunked *c, char byte)
{
	int value = hex_value(byte);

	if (value >= 0 && c->digits++ < DIGITS_MAX) {
		c->left = c->left << 4 | (unsigned)value;
		return CHUNKED_SIZE;
	}
	if (value >= 0 || c->digits == 0)
		return CHUNKED_BROKEN;
	return byte == '\n' ? after_size(c) : CHUNKED_REST_OF_SIZE;
}

/* Trailers end with an empty line. */
static enum chunked_state
take_trailer(struct chunked *c, char byte)
{
	if (byte == '\n' && !c->in_line)
		return CHUNKED_ENDED;
	if (byte != '\r')
		c->in_line = byte != '\n';
	return CHUNKED_TRAILER;
}

static enum chunked_state
take_byte(struct chunked *c, char byte)
{
	switch (c->state) {
	case CHUNKED_SIZE:
		return take_digit(c, byte);
	case CHUNKED_REST_OF_SIZE:
		return byte == '\n' ? after_size(c) : c->state;
	case CHUNKED_DATA_END:
		if (byte == '\r')
			return c->state;
		return byte == '\n' ? CHUNKED_SIZE : CHUNKED_BROKEN;
	case CHUNKED_TRAILER:
		return take_trailer(c, byte);
	case CHUNKED_DATA:
	case CHUNKED_ENDED:
	case CHUNKED_BROKEN:
		break;
	}
	return c->state;
}

static struct str
take_data(struct chunked *c, struct str *bytes)
{
	struct str piece = *bytes;

	if (piece.n > c->left)
		piece.n = (size_t)c->left;
	bytes->p += piece.n;
	bytes->n -= piece.n;
	c->left -= piece.n;
	if (c->left == 0)
		c->state = CHUNKED_DATA_END;
	return piece;
}

struct str
chunked_next(struct chunked *c, struct str *bytes)
{
	while (bytes->n > 0 && c->state < CHUNKED_ENDED) {
		if (c->state == CHUNKED_DATA)
			return take_data(c, bytes);
		c->state = take_byte(c, *bytes->p);
		bytes->p++;
		bytes->n--;
	}
	return (struct str){ 0 };
}
