/* Matches names by their initial consonants. */
#include "text/initials.h"
#include "core/utf8.h"
#include "text/hangul.h"

/* Reads the next character that counts, in lower case; false at the end. */
static bool
next(struct str *rest, uint32_t *c)
{
	while (rest->n > 0) {
		size_t n = utf8_next(*rest, c);

		rest->p += n;
		rest->n -= n;
		if (*c >= 'A' && *c <= 'Z')
			*c += 'a' - 'A';
		if (*c > ' ' && *c != 0x3000)
			return true;
	}
	return false;
}

bool
initials_read(struct str pattern, struct initials *in)
{
	uint32_t c;

	in->n = 0;
	if (utf8_valid(pattern) != pattern.n)
		return false;
	while (next(&pattern, &c)) {
		if (in->n == INITIALS_LONGEST)
			return false;
		in->c[in->n++] = c;
	}
	return in->n > 0;
}

static bool
matches(uint32_t pattern, uint32_t c)
{
	struct syllable s;

	if (pattern == c)
		return true;
	if (!hangul_split(c, &s))
		return false;
	if (hangul_is_letter(pattern))
		return hangul_leads[s.lead] == pattern;
	return pattern == c - s.tail && hangul_split(pattern, &s);
}

static bool
is_here(const struct initials *in, struct str rest)
{
	uint32_t c;

	for (size_t i = 0; i < in->n; i++)
		if (!next(&rest, &c) || !matches(in->c[i], c))
			return false;
	return true;
}

bool
initials_find(const struct initials *in, struct str text)
{
	struct str rest = text;
	uint32_t c;

	while (next(&rest, &c)) {
		if (matches(in->c[0], c) && is_here(in, text))
			return true;
		text = rest;
	}
	return false;
}
