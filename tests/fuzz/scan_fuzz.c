/*
 * Lines, four ways: the engine with each kernel, the plain scanner, and
 * jansson.  They agree on which lines are good and on the wanted values.
 */
#include "core/mem.h"
#include "fuzz.h"
#include "jsonl/batch.h"
#include "jsonl/index.h"
#include "jsonl/lines.h"
#include "jsonl/val.h"
#include "peer.h"

enum {
	REPEATS = 3,
	LONGEST = 64 * 1024,
	FRESH = 256 /* inputs, after which a parser has learnt enough */
};

static const struct scan_keys keys = { .name = { { "type", 4 }, { "t_ms", 4 },
					   { "user_id", 7 }, { "a", 1 },
					   { "a long key of some words", 24 } },
	.n = 5 };

static bool
same_number(const struct json_val *v, const struct peer_value *want)
{
	int64_t number;
	double real;

	if (want->whole)
		return val_int(v, &number) && number == want->integer;
	return !val_real(v, &real) || real == want->real;
}

static bool
same_text(const struct json_val *v, struct str want)
{
	struct arena a = { 0 };
	bool same = str_eq(val_text(v, &a), want);

	arena_free(&a);
	return same;
}

static bool
same_value(const struct json_val *v, struct peer_value want)
{
	if (v->kind != want.kind)
		return false;
	if (v->kind == VAL_NUMBER)
		return same_number(v, &want);
	return v->kind != VAL_STRING || same_text(v, want.text);
}

static void
check_peer(struct str line, bool good, const struct json_val *val)
{
	struct peer *doc;
	const char *why;
	enum peer_verdict verdict = peer_load(line, &doc, &why);

	if (verdict != PEER_GOOD) {
		must(!good || verdict == PEER_CHOICE,
		    "jansson refuses '%.*s': %s", STR_ARG(line), why);
		return;
	}
	must(good || !peer_is_object(doc) || peer_depth(doc) > SCAN_DEPTH,
	    "jansson accepts '%.*s'", STR_ARG(line));
	for (unsigned i = 0; good && i < keys.n; i++)
		must(same_value(&val[i], peer_get(doc, keys.name[i].p)),
		    "'%.*s': %s differs", STR_ARG(line), keys.name[i].p);
	peer_free(doc);
}

/* What the plain scanner says of a line of the input, each line by itself. */
struct line {
	struct str text;
	struct scan_error err;
	struct json_val val[SCAN_KEYS];
	bool blank, good;
};

static struct line *lines;
static size_t n_lines, lines_cap;

static void
scan_one(struct line *l)
{
	if (l->text.n > 0 && l->text.p[l->text.n - 1] == '\r')
		l->text.n--;
	l->blank = str_trim(l->text).n == 0;
	if (l->blank)
		return;
	l->good = scan_line(l->text, &keys, l->val, &l->err);
	check_peer(l->text, l->good, l->val);
}

static void
scan_lines(struct str rest)
{
	for (n_lines = 0; rest.p != NULL; n_lines++) {
		MEM_RESERVE(lines, lines_cap, n_lines + 1);
		lines[n_lines] = (struct line){ .text = str_cut(&rest, '\n') };
		scan_one(&lines[n_lines]);
	}
}

/* The same value, in lines that begin at `a` and `b`. */
static bool
same_val(const struct json_val *v, const char *a, const struct json_val *w,
    const char *b)
{
	return v->kind == w->kind &&
	    (v->kind == VAL_ABSENT ||
		(v->p - a == w->p - b && v->n == w->n &&
		    v->escaped == w->escaped));
}

/* A record of the batch, from the text at `at`, against the line that it is. */
static void
check_record(
    const struct line *l, const char *at, const struct batch *b, size_t i)
{
	const struct batch_record *r = &b->record[i];

	must(r->end - r->start == l->text.n, "another line");
	must(l->good == (r->why == NULL), "'%.*s': %s, not %s",
	    STR_ARG(l->text), r->why, l->good ? "good" : l->err.why);
	for (unsigned k = 0; l->good && k < keys.n; k++)
		must(same_val(
			 &b->val[i * b->stride + k], at, &l->val[k], l->text.p),
		    "'%.*s': value of %s", STR_ARG(l->text), keys.name[k].p);
	must(l->good || (r->why == l->err.why && r->column == l->err.at + 1),
	    "another reason");
}

/* A kernel, and the parser that it feeds: what it has learnt from inputs before
 * may not show either. */
static struct way {
	const char *kernel;
	struct parser *parser;
	struct batch batch;
	unsigned long runs;
} ways[] = { { .kernel = "scalar" }, { .kernel = "avx2" },
	{ .kernel = "avx512" } };

/* REPEATS copies of the lines, each of `n` bytes. */
static void
check_text(const char *text, size_t n, struct way *w)
{
	const struct batch *b = &w->batch;
	size_t next = 0;
	uint32_t lineno = 1;

	if (!index_choose(w->kernel))
		return;
	if (w->runs++ % FRESH == 0) {
		parser_free(w->parser);
		w->parser = parser_new(&keys, LONGEST * REPEATS, NULL);
	}
	parser_run(w->parser, text, n * REPEATS, &w->batch);
	for (size_t copy = 0; copy < REPEATS; copy++)
		for (size_t i = 0; i < n_lines; i++, lineno++) {
			const struct line *l = &lines[i];
			size_t at = copy * n + (l->text.p - lines[0].text.p);

			if (l->blank)
				continue;
			must(next < b->n && b->record[next].lineno == lineno &&
				b->record[next].start == at,
			    "line %u is missing", lineno);
			check_record(l, text + at, b, next++);
		}
	must(next == b->n, "a record too many");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct buf text;

	if (n > LONGEST)
		return 0;
	/* Again and again, so that the templates learn and are used. */
	text.n = 0;
	memset(buf_reserve(&text, LINES_BEFORE), 0, LINES_BEFORE);
	text.n = LINES_BEFORE;
	for (int i = 0; i < REPEATS; i++) {
		buf_add(&text, data, n);
		buf_addc(&text, '\n');
	}
	memset(buf_reserve(&text, LINES_BEHIND), 0, LINES_BEHIND);
	scan_lines((struct str){ text.p + LINES_BEFORE, n });
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		check_text(text.p + LINES_BEFORE, n + 1, &ways[i]);
	return 0;
}
