/* import.h: no bytes harm, and each event is a line that our own reader takes.
 * The first byte chooses the format, the second how the rest is cut. */
#include "fuzz.h"
#include "import/import.h"

static void
put_event(void *ctx, const struct event *e)
{
	record_put(ctx, &event_record, e);
}

static void
put_record(void *ctx, struct str line)
{
	buf_str(ctx, line);
	buf_addc(ctx, '\n');
}

static void
ignore_bad(void *ctx, const struct import_bad *bad)
{
	(void)ctx;
	(void)bad;
}

/* What was written must be good records. */
static void
check_lines(struct str lines)
{
	static const struct scan_keys none = { .n = 0 };
	struct json_val unused[1];
	struct scan_error err;

	while (lines.n > 0)
		must(scan_line(str_cut(&lines, '\n'), &none, unused, &err),
		    "%s", err.why);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf out = { 0 };
	struct import_settings settings = { .max_record = 4096,
		.sink = { put_event, put_record, ignore_bad, &out } };
	struct import *im;
	size_t step;

	if (size < 2)
		return 0;
	settings.format = data[0] % (IMPORT_NOKCHART + 1);
	step = data[1] + 1u;
	im = import_new(&settings, "chatLog-1.log");
	for (size_t at = 2; at < size; at += step)
		import_push(im, (const char *)data + at,
		    size - at < step ? size - at : step);
	import_end(im);
	import_free(im);
	check_lines(buf_view(&out));
	buf_free(&out);
	return 0;
}
