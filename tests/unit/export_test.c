/* export.h and import.h: what goes out in another program's format comes back
 * the same, whatever people write. */
#include <stdlib.h>

#include "core/num.h"
#include "core/random.h"
#include "import/export.h"
#include "imported.h"
#include "tap.h"

enum { EVENTS = 400 };

/* ---- events of all kinds ---- */

static struct str
pick(uint64_t *seed, struct arena *a)
{
	static const char *const parts[] = { "봄하늘", "ㅋㅋㅋ", " ", "😀",
		"👨‍👩‍👧", "{:d_47:}", ":_하트:", "\"", "\\", "\n",
		"\r", "\t", ",", ";", "<b>", "=1+1",
		"\xEF\xBF\xBD" /* a lone surrogate's */, "\x01", "-->", "null",
		"[]", "ſ́̂", "'", "{\"", "--", "@", "가", "é" };
	enum { N = sizeof parts / sizeof *parts };
	struct buf b = { 0 };
	struct str s;

	buf_adds(&b, "");
	for (uint64_t n = random_below(seed, 6); n > 0; n--)
		buf_adds(&b, parts[random_below(seed, N)]);
	s = arena_str(a, b.p != NULL ? buf_view(&b) : STR(""));
	buf_free(&b);
	return s;
}

static struct str
pick_json(uint64_t *seed, enum record_kind kind)
{
	static const char *const arrays[] = { "[]", "[\"a\", {\"b\" : \"]\"}]",
		"[\"https://x.example/\\\"1\\\".png\",\"\\ud800\"]" };
	static const char *const objects[] = { "{}",
		"{\"{:d_47:}\":\"https://x.example/47.gif\"}",
		"{\":_하트:\":\"https://x.example/h\",\"{:d_47:}\":null}" };

	return str_of(kind == RECORD_ARRAY ? arrays[random_below(seed, 3)]
					   : objects[random_below(seed, 3)]);
}

static int64_t
pick_number(uint64_t *seed)
{
	static const int64_t ends[] = { 0, 1, 999, 1000000000001,
		NUM_SAFE_MAX };

	return random_below(seed, 3) == 0
	    ? ends[random_below(seed, sizeof ends / sizeof *ends)]
	    : (int64_t)random_below(seed, 50000000);
}

static void
pick_key(
    uint64_t *seed, const struct record_field *f, void *member, struct arena *a)
{
	switch (f->kind) {
	case RECORD_TEXT:
		*(struct str *)member = pick(seed, a);
		break;
	case RECORD_NATURAL:
		*(int64_t *)member = pick_number(seed);
		break;
	case RECORD_MOMENT:
		*(int64_t *)member = random_below(seed, 8) == 0
		    ? -1234
		    : 1767698400000 + (int64_t)random_below(seed, 90000000);
		break;
	case RECORD_FLAG:
		*(bool *)member = true;
		break;
	default:
		*(struct str *)member = pick_json(seed, f->kind);
	}
}

/* An event with any of the keys that its type may have, and a t_ms. */
static struct event
make(uint64_t *seed, struct arena *a)
{
	static const char *const currencies[] = { "KRW", "USD", "BITS", "KWD" };
	static const char *const actions[] = { "blind", "delete", "ban",
		"notice" };
	struct event e = event_blank();

	e.type = (enum event_type)(1 + random_below(seed, EVENT_LINK));
	for (size_t i = 0; i < event_record.n; i++) {
		const struct record_field *f = &event_record.field[i];

		if ((f->of == 0 || (f->of >> (e.type - 1) & 1) != 0) &&
		    random_below(seed, 3) > 0)
			pick_key(seed, f, (char *)&e + f->at, a);
	}
	e.stream_id = STR("vod_1");
	if (e.t_ms == RECORD_UNKNOWN)
		e.t_ms = 5;
	if (e.currency.p != NULL)
		e.currency = str_of(currencies[random_below(seed, 4)]);
	if (e.action.p != NULL)
		e.action = str_of(actions[random_below(seed, 4)]);
	if (random_below(seed, 2) == 0)
		e.role =
		    str_of(random_below(seed, 2) == 0 ? "streamer" : "manager");
	return e;
}

/* ---- there and back ---- */

struct trip {
	struct buf sent, file, back;
	size_t left;
};

/* The table has one character for a line's end. */
static void
drop_returns(struct event *e, struct arena *a)
{
	for (size_t i = 0; i < event_record.n; i++) {
		struct str *s = (void *)((char *)e + event_record.field[i].at);
		struct buf b = { 0 };

		if (event_record.field[i].kind != RECORD_TEXT || s->n == 0)
			continue;
		for (size_t k = 0; k < s->n; k++)
			if (s->p[k] != '\r')
				buf_addc(&b, s->p[k]);
		*s = arena_str(a, b.n > 0 ? buf_view(&b) : STR(""));
		buf_free(&b);
	}
}

static void
send(struct trip *t, enum export_format format, bool bare, int n, uint64_t seed)
{
	struct export x = {
		.format = format, .bare = bare, .opened_at = WHEN_UNKNOWN
	};
	struct arena a = { 0 };

	export_begin(&x, &t->file);
	for (int i = 0; i < n; i++) {
		struct event e = make(&seed, &a);

		if (format == EXPORT_CSV)
			drop_returns(&e, &a);
		if (export_put(&x, &t->file, &e, e.t_ms))
			record_put(&t->sent, &event_record, &e);
		else
			t->left++;
	}
	export_end(&x, &t->file);
	arena_free(&a);
}

static void
receive(struct trip *t, enum import_format format, size_t step)
{
	const struct import_settings settings = { .format = format,
		.max_record = 1 << 20,
		.opened_at = WHEN_UNKNOWN };

	t->back.n = 0;
	imported(&settings, buf_view(&t->file), step, &t->back);
}

static void
free_trip(struct trip *t)
{
	buf_free(&t->sent);
	buf_free(&t->file);
	buf_free(&t->back);
	*t = (struct trip){ 0 };
}

/* The first lines that differ, for a failed check. */
static void
show_difference(const struct trip *t)
{
	struct str a = buf_view(&t->sent), b = buf_view(&t->back);

	while (a.p != NULL && b.p != NULL) {
		struct str x = str_cut(&a, '\n'), y = str_cut(&b, '\n');

		if (str_eq(x, y))
			continue;
		printf("# sent: %.*s\n# back: %.*s\n", STR_ARG(x), STR_ARG(y));
		return;
	}
}

static void
test_format(enum export_format format)
{
	struct trip t = { 0 };
	size_t wrong = 0, sent = 0;

	for (uint64_t seed = 1; seed <= 12; seed++) {
		send(&t, format, false, EVENTS, seed);
		receive(&t, IMPORT_UNKNOWN, seed % 2 == 0 ? 7 : 1 << 16);
		sent += EVENTS - t.left;
		if (!str_eq(buf_view(&t.sent), buf_view(&t.back))) {
			if (wrong++ == 0)
				show_difference(&t);
		}
		free_trip(&t);
	}
	ok(wrong == 0, "%s: %zu events come back as they went",
	    export_formats[format - 1], sent);
	ok(sent > 12 * EVENTS / 3, "... most have a place in it");
}

/* Without "chz" what is common to all formats comes back. */
static void
test_bare(enum export_format format)
{
	struct trip t = { 0 };

	send(&t, format, true, EVENTS, 3);
	ok(memmem(t.file.p, t.file.n, "\"chz\"", 5) == NULL,
	    "%s: bare it has no keys of ours", export_formats[format - 1]);
	receive(&t, IMPORT_UNKNOWN, 1 << 16);
	ok(t.back.n > 0 && t.back.p[0] == '{', "... and is read");
	free_trip(&t);
}

/* What was exported and then damaged gives records or complaints, no harm. */
static void
test_damaged(enum export_format format)
{
	uint64_t seed = 11;
	size_t n = 0;

	for (int i = 0; i < 300; i++) {
		struct trip t = { 0 };

		send(&t, format, false, 8, (uint64_t)i + 1);
		for (uint64_t k = 1 + random_below(&seed, 4); k > 0; k--)
			t.file.p[random_below(&seed, t.file.n)] =
			    "\"{}[]:,\\x\n\0"[random_below(&seed, 12)];
		receive(&t, IMPORT_UNKNOWN, 64);
		n += t.back.n > 0;
		free_trip(&t);
	}
	ok(n > 200, "%s: a damaged file gives something",
	    export_formats[format - 1]);
}

/* A reader that has indented the file gives whole lines. */
static void
test_indented(void)
{
	const struct import_settings settings = { .max_record = 1 << 20,
		.opened_at = WHEN_UNKNOWN };
	static const char file[] =
	    "[\n{\"message_type\":\"text_message\",\"message\":\"a\",\n"
	    "\"author\":{},\"time_in_seconds\":1,\"chz\":{\"type\":\"chat\",\n"
	    "\"badges\":[\r\n1\n,\n2]}}\n]";
	struct buf out = { 0 };

	imported(&settings, STR(file), 1000, &out);
	is_text(buf_text(&out),
	    "{\"type\":\"chat\",\"stream_id\":\"vod_1\",\"t_ms\":1000,"
	    "\"text\":\"a\",\"badges\":[  1 , 2]}\n",
	    "line ends within a value are spaces");
	buf_free(&out);
}

int
main(void)
{
	for (enum export_format f = EXPORT_CHAT_DOWNLOADER; f <= EXPORT_YTDLP;
	     f++) {
		test_format(f);
		test_damaged(f);
		if (f != EXPORT_CSV)
			test_bare(f);
	}
	test_indented();
	return done_testing();
}
