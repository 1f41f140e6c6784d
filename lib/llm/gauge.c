/* Estimates tokens by the kinds of characters. */
#include <math.h>
#include <stdbool.h>

#include "core/utf8.h"
#include "llm/gauge.h"
#include "text/hangul.h"

/* How much of the sums a new prompt takes the place of. */
static const double FORGET = 0.8;

static double
cost_of(uint32_t c)
{
	if (c < 0x80)
		return 0.33;
	if (c >= 0xAC00 && c <= 0xD7A3)
		return 0.80;
	return hangul_is_letter(c) ? 0.5 : 1;
}

double
gauge_guess(struct str text)
{
	double sum = 1;

	while (text.n > 0) {
		uint32_t c;
		size_t n = utf8_next(text, &c);

		sum += cost_of(c);
		text.p += n;
		text.n -= n;
	}
	return sum;
}

double
gauge_ratio(const struct gauge *g)
{
	double ratio = g->guessed > 0 ? g->told / g->guessed : 1;

	return fmin(fmax(ratio, 0.5), 2);
}

size_t
gauge_tokens(const struct gauge *g, struct str text)
{
	return (size_t)ceil(gauge_guess(text) * gauge_ratio(g));
}

void
gauge_learn(struct gauge *g, double guess, int64_t tokens)
{
	if (tokens <= 0 || !(guess > 0))
		return;
	g->told = g->told * FORGET + (double)tokens;
	g->guessed = g->guessed * FORGET + guess;
}
