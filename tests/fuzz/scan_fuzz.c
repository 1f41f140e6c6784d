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

static bool
same_val(const struct json_val *a, const struct json_val *b)
{
	return a->kind == b->kind &&
	    (a->kind == VAL_ABSENT ||
		(a->p == b->p && a->n == b->n && a->escaped == b->escaped));
}

/* The reference: each line by itself, by the plain scanner. */
static size_t
check_line(struct str line, uint32_t lineno, const struct batch *b, size_t next,
    bool peer)
{
	const struct batch_record *r = &b->record[next];
	struct json_val val[SCAN_KEYS];
	struct scan_error err;
	bool good;

	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	if (str_trim(line).n == 0)
		return next;
	must(next < b->n && r->lineno == lineno, "line %u is missing", lineno);
	must(r->end - r->start == line.n, "another line");
	good = scan_line(line, &keys, val, &err);
	must(good == (r->why == NULL), "'%.*s': %s, not %s", STR_ARG(line),
	    r->why, good ? "good" : err.why);
	for (unsigned i = 0; good && i < keys.n; i++)
		must(same_val(&val[i], &b->val[next * b->stride + i]),
		    "'%.*s': value of %s", STR_ARG(line), keys.name[i].p);
	must(good || (r->why == err.why && r->column == err.at + 1),
	    "another reason");
	if (peer)
		check_peer(line, good, val);
	return next + 1;
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

static void
check_text(struct str text, struct way *w)
{
	struct str rest = { text.p, text.n - 1 };
	size_t next = 0;

	if (!index_choose(w->kernel))
		return;
	if (w->runs++ % FRESH == 0) {
		parser_free(w->parser);
		w->parser = parser_new(&keys, LONGEST * REPEATS, NULL);
	}
	parser_run(w->parser, text.p, text.n, &w->batch);
	/* The reference is the same each time; jansson is asked once. */
	for (uint32_t lineno = 1; rest.p != NULL; lineno++)
		next = check_line(str_cut(&rest, '\n'), lineno, &w->batch, next,
		    w == ways && rest.n <= text.n / REPEATS);
	must(next == w->batch.n, "a record too many");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf text = { 0 };

	if (n > LONGEST)
		return 0;
	/* Again and again, so that the templates learn and are used. */
	memset(buf_reserve(&text, LINES_BEFORE), 0, LINES_BEFORE);
	text.n = LINES_BEFORE;
	for (int i = 0; i < REPEATS; i++) {
		buf_add(&text, data, n);
		buf_addc(&text, '\n');
	}
	memset(buf_reserve(&text, LINES_BEHIND), 0, LINES_BEHIND);
	text.n += LINES_BEHIND;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		check_text((struct str){ text.p + LINES_BEFORE,
			       text.n - LINES_BEFORE - LINES_BEHIND },
		    &ways[i]);
	buf_free(&text);
	return 0;
}
