/* Estimates how long texts take. */
#include <string.h>

#include "core/utf8.h"
#include "voice/spoken.h"

enum { SYLLABLE_MS = 180, LETTER_MS = 90, COMMA_MS = 200, STOP_MS = 350 };

static double
character_ms(uint32_t c)
{
	if (c >= 0x80)
		return SYLLABLE_MS;
	if (c == '.' || c == '!' || c == '?' || c == '\n')
		return STOP_MS;
	if (c == ',' || c == ';' || c == ':')
		return COMMA_MS;
	if (c >= '0' && c <= '9')
		return SYLLABLE_MS;
	return c > ' ' ? LETTER_MS : 0;
}

double
spoken_ms(struct str text)
{
	double ms = 0;

	while (text.n > 0) {
		uint32_t c;
		size_t n = utf8_next(text, &c);

		text = (struct str){ text.p + n, text.n - n };
		ms += character_ms(c);
	}
	return ms;
}

/* Marks alone are nothing to say. */
static bool
has_words(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (strchr(" \n.,!?;:", text.p[i]) == NULL)
			return true;
	return false;
}

struct str
spoken_after(struct str text, double ms)
{
	const char *end = text.p + text.n, *word = text.p;

	while (text.n > 0 && ms > 0) {
		uint32_t c;
		size_t n = utf8_next(text, &c);

		text = (struct str){ text.p + n, text.n - n };
		ms -= character_ms(c);
		if (c == ' ' || c == '\n')
			word = text.p;
	}
	if (text.n > 0)
		text = (struct str){ word, (size_t)(end - word) };
	if (!has_words(text))
		text.n = 0;
	return text;
}
