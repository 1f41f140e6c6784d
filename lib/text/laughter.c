/* Knows laughter in several languages. */
#include <ctype.h>
#include <string.h>

#include "core/utf8.h"
#include "text/emote.h"
#include "text/laughter.h"

enum { KIEUK = 0x314B, HIEUH = 0x314E, GRASS = 0x8349, LONGEST = 16 };

static const char *const words[] = { "lol", "lmao", "lmfao", "rofl", "xd",
	"kek", "kekw", "lul", "lulw", "omegalul", "icant", "pepelaugh", NULL };
static const uint32_t faces[] = { 0x1F602, 0x1F606, 0x1F923 };

static bool
is_face(uint32_t c)
{
	for (size_t i = 0; i < sizeof faces / sizeof *faces; i++)
		if (faces[i] == c)
			return true;
	return false;
}

/* Whether the word is a syllable of laughter again and again: hahah, kkk. */
static bool
repeats(const char *word, size_t n, const char *syllable, size_t least)
{
	size_t length = strlen(syllable);

	for (size_t i = 0; i < n; i++)
		if (word[i] != syllable[i % length])
			return false;
	return n >= least;
}

static bool
is_laughing_word(const char *word, size_t n)
{
	for (const char *const *w = words; *w != NULL; w++)
		if (strlen(*w) == n && memcmp(*w, word, n) == 0)
			return true;
	return repeats(word, n, "ha", 3) || repeats(word, n, "ah", 4) ||
	    repeats(word, n, "he", 4) || repeats(word, n, "ja", 4) ||
	    repeats(word, n, "k", 3) || repeats(word, n, "w", 2);
}

/* The word of ASCII letters and digits that the text begins with, in lower
 * case; returns its length, of which at most LONGEST are stored. */
static size_t
take_word(struct str text, char word[LONGEST])
{
	size_t n = 0;

	for (; n < text.n && isalnum((unsigned char)text.p[n]); n++)
		if (n < LONGEST)
			word[n] = (char)tolower((unsigned char)text.p[n]);
	return n;
}

static bool
laughs_alone(uint32_t c, uint32_t before)
{
	return c == KIEUK || (c == HIEUH && before == HIEUH) || is_face(c);
}

bool
laughs(struct str text)
{
	bool grass = text.n > 0;
	uint32_t c, before = 0;

	while (text.n > 0) {
		char word[LONGEST];
		size_t n = take_word(text, word);

		if (n == 0) {
			if (emote_code(text) > 0)
				return true;
			n = utf8_next(text, &c);
			if (laughs_alone(c, before))
				return true;
			grass &= c == GRASS;
			before = c;
		} else {
			if (n <= LONGEST && is_laughing_word(word, n))
				return true;
			grass = false;
			before = 0;
		}
		text.p += n;
		text.n -= n;
	}
	return grass;
}
