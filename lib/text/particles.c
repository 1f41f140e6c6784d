/* Splits particles off Korean words. */
#include <assert.h>

#include "core/utf8.h"
#include "text/hangul.h"
#include "text/particles.h"

/* What may stand before a particle. */
enum before { ANY, CONSONANT, VOWEL };

enum takes { NOUNS, ALL };

/* Longer ones before the shorter ones that end them. */
static const struct {
	const char *text;
	enum before before;
	enum takes takes;
} particles[] = { { "이라고", CONSONANT, ALL }, { "이에요", CONSONANT, ALL },
	{ "입니다", ANY, ALL }, { "에서는", ANY, NOUNS },
	{ "에게는", ANY, NOUNS }, { "한테는", ANY, NOUNS },
	{ "이라서", CONSONANT, ALL }, { "라서", VOWEL, ALL },
	{ "으로", CONSONANT, NOUNS }, { "에서", ANY, NOUNS },
	{ "에게", ANY, NOUNS }, { "한테", ANY, NOUNS }, { "까지", ANY, NOUNS },
	{ "부터", ANY, NOUNS }, { "보다", ANY, NOUNS }, { "처럼", ANY, NOUNS },
	{ "라고", VOWEL, ALL }, { "이랑", CONSONANT, NOUNS },
	{ "하고", ANY, ALL }, { "인데", ANY, ALL }, { "인가", ANY, ALL },
	{ "이네", CONSONANT, ALL }, { "이야", CONSONANT, ALL },
	{ "이다", CONSONANT, ALL }, { "이나", CONSONANT, ALL },
	{ "이지", CONSONANT, ALL }, { "이래", CONSONANT, ALL },
	{ "이면", CONSONANT, ALL }, { "예요", VOWEL, ALL },
	{ "에요", VOWEL, ALL }, { "마다", ANY, NOUNS },
	{ "이요", CONSONANT, ALL }, { "네요", VOWEL, ALL },
	{ "밖에", ANY, NOUNS }, { "은", CONSONANT, NOUNS },
	{ "는", VOWEL, ALL }, { "이", CONSONANT, NOUNS },
	{ "가", VOWEL, NOUNS }, { "을", CONSONANT, NOUNS },
	{ "를", VOWEL, NOUNS }, { "의", ANY, NOUNS }, { "에", ANY, NOUNS },
	{ "로", VOWEL, NOUNS }, { "과", CONSONANT, NOUNS },
	{ "와", VOWEL, NOUNS }, { "랑", VOWEL, NOUNS }, { "도", ANY, ALL },
	{ "만", ANY, ALL }, { "요", ANY, ALL }, { "야", VOWEL, ALL },
	{ "네", VOWEL, ALL }, { "다", VOWEL, ALL }, { "지", VOWEL, ALL },
	{ "래", VOWEL, ALL }, { "면", VOWEL, ALL }, { "임", ANY, ALL },
	{ "들", ANY, ALL }, { "님", ANY, ALL } };
enum { N_PARTICLES = sizeof particles / sizeof *particles };
static_assert(N_PARTICLES <= 64, "a bit for each");

/* Final consonants as indexes into the alphabet's order. */
enum { FINAL_NH = 6, FINAL_L = 8, FINAL_LH = 15, FINAL_SS = 20 };

/* The last character, which *rest becomes what is before; 0 without any. */
static uint32_t
take_last(struct str *rest)
{
	uint32_t c = 0;
	size_t n = rest->n;

	while (n > 0 && ((unsigned char)rest->p[n - 1] & 0xC0) == 0x80)
		n--;
	if (n == 0)
		return 0;
	utf8_next((struct str){ rest->p + n - 1, rest->n - n + 1 }, &c);
	rest->n = n - 1;
	return c;
}

static bool
fits(struct str stem, enum before before, struct str particle)
{
	struct syllable s;

	if (!hangul_split(take_last(&stem), &s) || s.tail == FINAL_SS ||
	    s.tail == FINAL_NH || s.tail == FINAL_LH) /* only verbs' stems */
		return false;
	if (str_is(particle, "로") && s.tail == FINAL_L) /* as after a vowel */
		return true;
	return before == ANY || (s.tail != 0) == (before == CONSONANT);
}

bool
particles_split(struct str word, unsigned nth, struct particle_split *split)
{
	for (size_t i = 0; i < N_PARTICLES; i++) {
		struct str particle = str_of(particles[i].text), stem;

		if (!str_ends(word, particles[i].text))
			continue;
		stem = (struct str){ word.p, word.n - particle.n };
		if (!fits(stem, particles[i].before, particle) || nth-- > 0)
			continue;
		*split = (struct particle_split){ .stem = stem,
			.bit = UINT64_C(1) << i,
			.noun = particles[i].takes == NOUNS,
			.with_i = str_starts(particle, "이") };
		return true;
	}
	return false;
}

struct particles_kinds
particles_kinds(void)
{
	struct particles_kinds kinds = { 0 };

	for (size_t i = 0; i < N_PARTICLES; i++) {
		struct str text = str_of(particles[i].text);
		uint64_t bit = UINT64_C(1) << i;

		if (particles[i].takes == NOUNS)
			kinds.nouns |= bit;
		if (particles[i].takes == NOUNS || str_is(text, "는"))
			kinds.naming |= bit;
		if (str_starts(text, "이"))
			kinds.with_i |= bit;
	}
	return kinds;
}

struct str
particles_stem(struct str word, unsigned nth)
{
	enum { TWO_SYLLABLES = 6 };
	struct particle_split split;

	for (unsigned k = 0; particles_split(word, k, &split); k++)
		if (split.stem.n >= TWO_SYLLABLES && nth-- == 0)
			return split.stem;
	return (struct str){ 0 };
}

/* 했다, 갔네, 있음: no noun has this consonant at a syllable's end. */
static bool
has_past(struct str word)
{
	struct syllable s;
	uint32_t c;

	while (word.n > 0 && (c = take_last(&word)) != 0)
		if (hangul_split(c, &s) && s.tail == FINAL_SS)
			return true;
	return false;
}

bool
particles_is_verb(struct str word)
{
	static const char *const endings[] = { "세요", "어요", "아요", "해요",
		"네요", "까요", "져요", "려요", "워요", "와요", "니다", "한다",
		"된다", "는다", "는데", "은데", "인데", "할까", "을까", "해줘",
		"어줘", "아줘", "해라", "어라", "아라", "하자", "하네", "하는",
		"하면", "하고", "하지", "하게", "해서", "어서", "아서", "려고",
		"다고", "지마", "구나", "거든", "잖아", "못해", "안해",
		"나온다", "간다", "온다", NULL };

	for (const char *const *e = endings; *e != NULL; e++)
		if (str_ends(word, *e))
			return true;
	return has_past(word);
}
