/*
 * answer.h, said.h, flow.h: no bytes from a server or a model harm.  What is
 * to be said is well-formed, in one line and of bounded length, its emotion is
 * one of the set; pieces of a stream that was cut anywhere come to the same;
 * sentences of a text that grows are its own.
 *
 * The first byte says how the rest is cut.
 */
#include "core/utf8.h"
#include "fuzz.h"
#include "llm/answer.h"
#include "llm/flow.h"
#include "llm/said.h"

static struct emotions set;

static void
check_said(const struct said *s)
{
	must(emotions_find(&set, s->emotion).p != NULL, "emotion '%.*s'",
	    STR_ARG(s->emotion));
	must(s->text.n <= SAID_LONGEST, "%zu bytes", s->text.n);
	must(utf8_valid(s->text) == s->text.n, "ill-formed text");
	for (size_t i = 0; i < s->text.n; i++)
		must((unsigned char)s->text.p[i] >= ' ' && s->text.p[i] != 0x7F,
		    "a control character");
}

static void
read_all(struct str content)
{
	struct said_reader r = { 0 };
	struct said s = said_read(&r, content, &set, false);
	struct str rest = s.notes, note;
	int64_t n;

	check_said(&s);
	while (said_note(&r, &rest, &n, &note))
		must(utf8_valid(note) == note.n, "an ill-formed note");
	s = said_read(&r, content, &set, true);
	check_said(&s);
	said_free(&r);
}

/* Sentences of a plain text, as it grows by `step` bytes. */
static void
check_flow(struct str text, size_t step)
{
	struct flow f = { 0 };
	size_t given = 0, n = 0;
	struct str piece;

	for (;;) {
		n = text.n - n <= step ? text.n : n + step;
		while (
		    (piece = flow_next(&f, utf8_cut(text, n), n == text.n)).p !=
		    NULL) {
			must(piece.n > 0 && piece.p >= text.p &&
				piece.p + piece.n <= text.p + text.n,
			    "a piece of another text");
			given += piece.n;
		}
		if (n == text.n)
			break;
	}
	must(given <= text.n, "more than there is");
}

static void
take(void *ctx, struct str data)
{
	answer_event(ctx, data);
}

static void
stream(struct llm_answer *a, struct str bytes, size_t step)
{
	struct sse sse = { .data = take, .ctx = a };

	for (size_t at = 0; at < bytes.n; at += step)
		sse_feed(&sse,
		    (struct str){ bytes.p + at,
			bytes.n - at < step ? bytes.n - at : step });
	answer_ended(a);
	sse_free(&sse);
}

static void
check_stream(struct str bytes, size_t step)
{
	struct llm_answer whole = { 0 }, cut = { 0 };

	stream(&whole, bytes, bytes.n > 0 ? bytes.n : 1);
	stream(&cut, bytes, step);
	must(str_eq(buf_view(&whole.text), buf_view(&cut.text)) &&
		whole.failed == cut.failed && whole.n_calls == cut.n_calls,
	    "another answer in pieces of %zu", step);
	read_all(buf_view(&whole.text));
	answer_free(&whole);
	answer_free(&cut);
}

static void
check_document(struct str bytes)
{
	struct llm_answer a = { 0 };
	struct buf calls = { 0 };

	if (answer_read(&a, bytes))
		read_all(buf_view(&a.text));
	answer_put_calls(&a, &calls);
	answer_clear(&a);
	answer_read_error(&a, 400, bytes);
	answer_failure(&a, 400);
	answer_free(&a);
	buf_free(&calls);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str bytes = { (const char *)data, n };
	size_t step = 1;

	emotions_read(&set, STR("neutral,happy,sad"));
	if (n > 0) {
		step = data[0] + 1u;
		bytes = (struct str){ bytes.p + 1, n - 1 };
	}
	check_document(bytes);
	check_stream(bytes, step);
	read_all(bytes);
	if (utf8_valid(bytes) == bytes.n)
		check_flow(bytes, step);
	return 0;
}
