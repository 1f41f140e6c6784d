/* Reads the tables that Korean is read by. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/mem.h"
#include "core/num.h"
#include "core/utf8.h"
#include "text/hangul.h"
#include "voice/korean.h"
#include "voice/lexicon.h"

/* korean.tab, a line each without comments; the Makefile makes it. */
extern const char *const korean_lines[];

enum { LARGEST_FILE = 4 << 20, NATIVE_LIMIT = 39 };

struct korean {
	struct lexicon tables[KOREAN_TABLES];
	struct arena texts;
	struct buf why;
};

/* How a section's lines are read. */
static const struct section {
	const char *name;
	enum korean_table table;
	bool list; /* of keys, with commas between them */
} sections[] = {
	{ "words", KOREAN_WORDS, false },
	{ "chat", KOREAN_CHAT, false },
	{ "alone", KOREAN_ALONE, false },
	{ "sounds", KOREAN_SOUNDS, false },
	{ "native", KOREAN_COUNTERS, true },
	{ "sino", KOREAN_COUNTERS, true },
	{ "either", KOREAN_COUNTERS, true },
	{ "units", KOREAN_UNITS, false },
	{ "signs", KOREAN_SIGNS, false },
	{ "operators", KOREAN_OPERATORS, false },
	{ "marks", KOREAN_MARKS, false },
	{ "cold", KOREAN_COLD, true },
	{ "particles", KOREAN_PARTICLES, true },
	{ "points", KOREAN_POINTS, true },
	{ "ranges", KOREAN_RANGES, true },
	{ "from", KOREAN_FROM, true },
	{ "spans", KOREAN_SPANS, true },
	{ "about native", KOREAN_ABOUT_NATIVE, false },
	{ "about sino", KOREAN_ABOUT_SINO, false },
	{ "english", KOREAN_ENGLISH, false },
	{ "native after", KOREAN_NATIVE_AFTER, true },
	{ "halves", KOREAN_HALVES, false },
	{ "digits after", KOREAN_DIGITS_AFTER, true },
	{ "digits before", KOREAN_DIGITS_BEFORE, true },
	{ "no zero", KOREAN_NO_ZERO, true },
	{ "date before", KOREAN_DATE_BEFORE, true },
	{ "date after", KOREAN_DATE_AFTER, true },
	{ "score before", KOREAN_SCORE_BEFORE, true },
	{ "score after", KOREAN_SCORE_AFTER, true },
	{ "written", KOREAN_WRITTEN, false },
	{ "hanja", KOREAN_HANJA, false },
	{ "entities", KOREAN_ENTITIES, false },
	{ "directions", KOREAN_DIRECTIONS, true },
	{ "direction endings", KOREAN_DIRECTION_ENDINGS, true },
	{ "action endings", KOREAN_ACTION_ENDINGS, true },
	{ "silent tags", KOREAN_SILENT_TAGS, true },
};

/* The section's name, or "native 12" with a limit after it. */
static const struct section *
section_of(struct str name, struct str *limit)
{
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
		size_t n = strlen(sections[i].name);

		if (str_is(name, sections[i].name)) {
			*limit = name;
			return &sections[i];
		}
		if (sections[i].table == KOREAN_COUNTERS &&
		    str_starts(name, sections[i].name) && name.p[n] == ' ' &&
		    name.p[n + 1] >= '0' && name.p[n + 1] <= '9') {
			*limit = (struct str){ name.p + n + 1, name.n - n - 1 };
			return &sections[i];
		}
	}
	return NULL;
}

/* "KEY=READING"; a key may be a "=" or begin with one. */
static bool
split(struct str line, struct str *key, struct str *reading)
{
	const char *sign =
	    line.n > 1 ? memchr(line.p + 1, '=', line.n - 1) : NULL;

	if (sign == NULL)
		return false;
	*key = (struct str){ line.p, (size_t)(sign - line.p) };
	*reading = (struct str){ sign + 1, line.n - key->n - 1 };
	return true;
}

static void
add_list(struct lexicon *l, struct str line, struct str value)
{
	while (line.p != NULL) {
		struct str key = str_trim(str_cut(&line, ','));

		if (key.n > 0)
			lexicon_add(l, key, value);
	}
}

static void
add_tables(struct korean *k)
{
	const struct section *s = NULL;
	struct str value = { 0 };

	for (const char *const *line = korean_lines; *line != NULL; line++) {
		struct str text = str_of(*line), key, reading;

		if (text.p[0] == '[' && str_ends(text, "]") &&
		    (s = section_of((struct str){ text.p + 1, text.n - 2 },
			 &value)) != NULL)
			continue;
		if (s != NULL && s->list)
			add_list(&k->tables[s->table], text, value);
		else if (s != NULL && split(text, &key, &reading))
			lexicon_add(&k->tables[s->table], key, reading);
	}
}

static void
sort_tables(struct korean *k)
{
	for (int i = 0; i < KOREAN_TABLES; i++)
		lexicon_sort(&k->tables[i]);
}

struct korean *
korean_new(void)
{
	struct korean *k = xcalloc(1, sizeof *k);

	add_tables(k);
	sort_tables(k);
	return k;
}

/* Words of lone letters, ㅇㅋ, are looked for among those of chat. */
static bool
add_word(struct korean *k, struct str line)
{
	struct str key, reading;
	uint32_t first;

	if (!split(line, &key, &reading) || utf8_valid(line) < line.n)
		return false;
	utf8_next(key, &first);
	lexicon_add(
	    &k->tables[hangul_is_letter(first) ? KOREAN_CHAT : KOREAN_WORDS],
	    key, reading);
	return true;
}

static bool
add_words(struct korean *k, const char *path, struct str rest)
{
	for (size_t lineno = 1; rest.p != NULL; lineno++) {
		struct str line = str_trim(str_cut(&rest, '\n'));

		if (line.n == 0 || str_starts(line, "# ") || str_is(line, "#"))
			continue;
		if (add_word(k, line))
			continue;
		buf_fmt(&k->why, "%s:%zu: not WORD=READING", path, lineno);
		return false;
	}
	return true;
}

bool
korean_read_words(struct korean *k, const char *path, const char **why)
{
	struct buf data = { 0 };
	bool good = file_read(path, LARGEST_FILE, &data);

	k->why.n = 0;
	if (!good)
		buf_fmt(&k->why, "%s: %s", path, strerror(errno));
	else if (data.n > 0)
		good = add_words(k, path,
		    (struct str){
			arena_copy(&k->texts, data.p, data.n), data.n });
	sort_tables(k);
	*why = buf_text(&k->why);
	buf_free(&data);
	return good;
}

void
korean_free(struct korean *k)
{
	if (k == NULL)
		return;
	for (int i = 0; i < KOREAN_TABLES; i++)
		lexicon_free(&k->tables[i]);
	arena_free(&k->texts);
	buf_free(&k->why);
	free(k);
}

size_t
korean_find(const struct korean *k, enum korean_table table, struct str text,
    size_t max, struct str *reading)
{
	return lexicon_find(&k->tables[table], text, max, reading);
}

bool
korean_has(const struct korean *k, enum korean_table table, struct str text)
{
	struct str reading;

	return text.n > 0 &&
	    korean_find(k, table, text, text.n, &reading) == text.n;
}

bool
korean_has_word(
    const struct korean *k, enum korean_table table, struct str word)
{
	struct str reading;
	size_t n = korean_find(k, table, word, word.n, &reading);

	return n > 0 &&
	    (n == word.n ||
		korean_has(k, KOREAN_PARTICLES,
		    (struct str){ word.p + n, word.n - n }));
}

size_t
korean_counter(
    const struct korean *k, struct str text, unsigned *limit, bool *either)
{
	struct str value;
	size_t n = korean_find(k, KOREAN_COUNTERS, text, text.n, &value);
	int64_t number;

	*limit = 0;
	*either = n > 0 && str_is(value, "either");
	if (n > 0 && (*either || str_is(value, "native")))
		*limit = NATIVE_LIMIT;
	else if (n > 0 && num_int(value, &number))
		*limit = (unsigned)number;
	return n;
}
