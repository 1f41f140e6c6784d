/* Joins the forms of words. */
#include <stdlib.h>

#include "core/mem.h"
#include "core/utf8.h"
#include "text/forms.h"
#include "text/particles.h"

enum { MOST_PARTICLES = 3 };

static const double per_particle = 0.6, of_verb = 0.5;

/* "arrow" of "arrows"; absent where there is none. */
static struct str
singular(struct str word)
{
	enum { SHORTEST = 3 };
	size_t n = word.n;

	if (n <= SHORTEST || word.p[n - 1] != 's' || word.p[n - 2] == 's' ||
	    word.p[n - 2] < 'a' || word.p[n - 2] > 'z')
		return (struct str){ 0 };
	return (struct str){ word.p, n - 1 };
}

void
forms_add(struct intern *words)
{
	struct particle_split split;

	for (uint32_t n = words->n, w = 0; w < n; w++)
		for (unsigned k = 0;
		     particles_split(words->names[w], k, &split); k++)
			intern_add(words, split.stem);
}

static void
make_room(struct forms *f, uint32_t n)
{
	if (n > f->cap) {
		f->cap = mem_grow(f->cap, n);
		f->base = xreallocarray(f->base, f->cap, sizeof *f->base);
		f->with = xreallocarray(f->with, f->cap, sizeof *f->with);
		f->firm = xreallocarray(f->firm, f->cap, sizeof *f->firm);
	}
	f->n = n;
	for (uint32_t w = 0; w < n; w++) {
		f->base[w] = w;
		f->with[w] = f->firm[w] = 0;
	}
}

/* 랑 after 이 may be 이랑. */
static bool
is_firm(struct str word, const struct particle_split *split)
{
	return split->noun && !split->with_i && !str_ends(word, "랑");
}

/* Notes what each stem is met with. */
static void
note(struct forms *f, const struct intern *words, const uint32_t *total)
{
	struct particle_split split;

	for (uint32_t w = 0; w < words->n; w++)
		for (unsigned k = 0; total[w] > 0 &&
		     particles_split(words->names[w], k, &split);
		     k++) {
			uint32_t stem = intern_find(words, split.stem);

			f->with[stem] |= split.bit;
			if (is_firm(words->names[w], &split))
				f->firm[stem] += total[w];
		}
}

/* What is done in join, by word. */
struct joining {
	struct forms *f;
	const struct intern *words;
	const uint32_t *total;
	struct particles_kinds kinds;
};

/* Whether the noun is the stem and 이, 고양이, as what follows it shows. */
static bool
ends_in_i(const struct joining *j, uint32_t stem)
{
	struct buf longer = { 0 };
	uint32_t with_i;

	buf_str(&longer, j->words->names[stem]);
	buf_adds(&longer, "이");
	with_i = intern_find(j->words, buf_view(&longer));
	buf_free(&longer);
	return with_i != INTERN_NONE && j->f->firm[with_i] > 0 &&
	    j->f->firm[with_i] >= j->total[stem] + j->f->firm[stem];
}

static int
count_bits(uint64_t bits)
{
	return __builtin_popcountll(bits);
}

static bool
is_syllable(struct str word)
{
	uint32_t c;

	return word.n > 0 && (unsigned char)*word.p >= 0x80 &&
	    utf8_next(word, &c) == word.n;
}

/* Whether the stem is a word of its own. */
static bool
stands(const struct joining *j, uint32_t stem)
{
	uint64_t with = j->f->with[stem];
	bool alone = j->total[stem] > 0;
	int nouns = count_bits(with & j->kinds.nouns);
	int forms = alone + count_bits(with & ~j->kinds.with_i) +
	    ((with & j->kinds.with_i) != 0);

	if (is_syllable(j->words->names[stem]))
		return alone && nouns >= 2;
	return forms >= 2 && (alone || nouns > 0);
}

static uint32_t
base_of(const struct joining *j, uint32_t word)
{
	struct particle_split split;

	for (unsigned k = 0; particles_split(j->words->names[word], k, &split);
	     k++) {
		uint32_t stem = intern_find(j->words, split.stem);

		if (stands(j, stem) && !(split.with_i && ends_in_i(j, stem)))
			return stem;
	}
	return word;
}

/* Of one and many, the one that is said more often. */
static void
join_plural(const struct joining *j, uint32_t word)
{
	struct str shorter = singular(j->words->names[word]);
	uint32_t one =
	    shorter.p != NULL ? intern_find(j->words, shorter) : INTERN_NONE;

	if (one == INTERN_NONE || j->total[one] == 0)
		return;
	if (j->total[word] > j->total[one])
		j->f->base[one] = word;
	else
		j->f->base[word] = one;
}

/* 회의에서는 counts as what 회의 counts as. */
static void
settle(struct forms *f, uint32_t word)
{
	enum { DEEPEST = 4 };

	for (int i = 0; i < DEEPEST; i++)
		f->base[word] = f->base[f->base[word]];
}

void
forms_join(struct forms *f, const struct intern *words, const uint32_t *total)
{
	struct joining j = { f, words, total, particles_kinds() };

	make_room(f, words->n);
	note(f, words, total);
	for (uint32_t w = 0; w < words->n; w++)
		if (total[w] > 0)
			f->base[w] = base_of(&j, w);
	for (uint32_t w = 0; w < words->n; w++)
		if (total[w] > 0)
			join_plural(&j, w);
	for (uint32_t w = 0; w < words->n; w++)
		settle(f, w);
}

double
forms_weight(const struct forms *f, struct str word, uint32_t number)
{
	struct particles_kinds kinds = particles_kinds();
	uint64_t with = number < f->n ? f->with[number] : 0;
	int n = count_bits(with & kinds.naming);

	if (is_syllable(word) && count_bits(with & kinds.nouns) < 2)
		return 0;
	if (n == 0)
		return particles_is_verb(word) ? of_verb : 1;
	return 1 + per_particle * (n < MOST_PARTICLES ? n : MOST_PARTICLES);
}

void
forms_free(struct forms *f)
{
	free(f->base);
	free(f->with);
	free(f->firm);
	*f = (struct forms){ 0 };
}
