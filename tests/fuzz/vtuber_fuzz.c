/*
 * vtuber.h: no bytes from a character harm.  Each line of the input is a
 * message: texts are well-formed, sounds no longer than their slices allow, and
 * what a text is answered with is JSON.
 */
#include "core/utf8.h"
#include "fuzz.h"
#include "jsonl/scan.h"
#include "platform/vtuber.h"

static size_t message_bytes;

static void
on_change(void *ctx)
{
	(void)ctx;
}

static void
must_be_text(struct str text)
{
	must(text.n == 0 || utf8_valid(text) == text.n, "'%.*s' is no text",
	    STR_ARG(text));
}

static void
must_be_json(struct str text)
{
	static const struct scan_keys none = { .n = 0 };
	struct json_val unused[1];
	struct scan_error err;

	must(scan_line(text, &none, unused, &err), "'%.*s': %s", STR_ARG(text),
	    err.why);
}

static void
on_said(void *ctx, struct str text, int64_t sound_ms)
{
	struct buf b = { 0 };

	(void)ctx;
	must_be_text(text);
	must(sound_ms >= 0 && sound_ms <= 1000 * (int64_t)message_bytes,
	    "a sound of %lld ms", (long long)sound_ms);
	vtuber_put_interrupt(&b, text);
	must_be_json(buf_view(&b));
	buf_free(&b);
}

static void
on_failed(void *ctx, struct str why)
{
	(void)ctx;
	must_be_text(why);
}

static const struct vtuber_events events = { on_change, on_said, on_change,
	on_change, on_failed };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str rest = { (const char *)data, n };
	struct arena texts = { 0 };

	while (rest.p != NULL) {
		struct str message = str_cut(&rest, '\n');

		message_bytes = message.n;
		vtuber_receive(&events, NULL, message, &texts);
		arena_reset(&texts);
	}
	arena_free(&texts);
	return 0;
}
