/* Cuts texts into pieces to be spoken. */
#include <stdint.h>
#include <string.h>

#include "core/utf8.h"
#include "text/sentence.h"

/* In characters. */
enum { SHORTEST = 6, FIRST_LEAST = 8, ENDING_LEAST = 25, LONGEST = 80 };

/* A place in the text: the character there and how many lie before it. */
struct sentence_place {
	struct str at;
	uint32_t c, before;
	size_t len, count;
};

static bool
step(struct sentence_place *p)
{
	p->before = p->c;
	p->at.p += p->len;
	p->at.n -= p->len;
	if (p->at.n == 0)
		return false;
	p->len = utf8_next(p->at, &p->c);
	p->count++;
	return true;
}

static bool
is_one_of(uint32_t c, const char *set)
{
	struct str rest = str_of(set);

	while (rest.n > 0) {
		uint32_t other;
		size_t len = utf8_next(rest, &other);

		if (other == c)
			return true;
		rest.p += len;
		rest.n -= len;
	}
	return false;
}

/* Whether a piece may end after the character at `p`. */
static bool
ends_at(const struct sentence_place *p, bool first)
{
	char next = p->at.n > p->len ? p->at.p[p->len] : ' ';

	if (p->c == '\n')
		return true;
	if (p->count < SHORTEST)
		return false;
	if (is_one_of(p->c, "!?。！？…"))
		return !is_one_of((unsigned char)next, "!?.");
	if (p->c == '.')
		return next == ' ' || next == '\n';
	if (first && p->count >= FIRST_LEAST && is_one_of(p->c, ",，、"))
		return next == ' ';
	if (p->c == ' ')
		return p->count >= LONGEST ||
		    (p->count >= ENDING_LEAST &&
			is_one_of(p->before, "다요죠까네자"));
	/* A text without spaces still has to end somewhere. */
	return p->count >= 2 * LONGEST;
}

struct str
sentence_cut(struct str *rest, bool first)
{
	struct str all = str_trim(*rest), piece;
	struct sentence_place p = { .at = all };
	size_t n = all.n;

	while (step(&p))
		if (ends_at(&p, first)) {
			n = (size_t)(p.at.p + p.len - all.p);
			break;
		}
	piece = str_trim((struct str){ all.p, n });
	*rest = str_trim((struct str){ all.p + n, all.n - n });
	if (rest->n == 0)
		*rest = (struct str){ 0 };
	return piece;
}
