/*
 * Any bytes written as a JSON string: a good line that reads back as the same
 * text, with ill-formed UTF-8 replaced; and well-formed text exactly.
 */
#include "core/mem.h"
#include "core/utf8.h"
#include "fuzz.h"
#include "jsonl/put.h"
#include "jsonl/val.h"

static const struct scan_keys keys = {
	.name = { { "text", 4 }, { "n", 1 }, { "x", 1 } }, .n = 3
};

/* What put_string promises for text that may be ill-formed. */
static void
replaced(struct buf *b, struct str s)
{
	while (s.n > 0) {
		uint32_t c;
		size_t n = utf8_next(s, &c);

		b->n += utf8_put(buf_reserve(b, UTF8_MAX), c);
		s.p += n;
		s.n -= n;
	}
}

static void
check_back(struct str line, struct str want, int64_t number, double real)
{
	struct json_val val[4];
	struct scan_error err;
	struct arena a = { 0 };
	int64_t n;
	double x;

	must(scan_line(line, &keys, val, &err), "'%.*s': %s", STR_ARG(line),
	    err.why);
	must(str_eq(val_text(&val[0], &a), want), "text of '%.*s'",
	    STR_ARG(line));
	must(val_int(&val[1], &n) && n == number, "n of '%.*s'", STR_ARG(line));
	must(val_real(&val[2], &x) && x == real, "x of '%.*s'", STR_ARG(line));
	arena_free(&a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str text = { (const char *)data, n };
	struct buf line = { 0 }, want = { 0 };
	int64_t number = 0;
	double real = 0;

	if (n >= 8)
		memcpy(&number, data, 8);
	memcpy(&real, &number, 8);
	if (!(real - real == 0)) /* NaN and infinities are written as 0 */
		real = 0;
	put_open(&line);
	put_text(&line, "text", n > 0 ? text : STR(""));
	put_int(&line, "n", number);
	put_real(&line, "x", real);
	put_close(&line);
	replaced(&want, text);
	check_back(buf_view(&line), buf_view(&want), number, real);
	buf_free(&line);
	buf_free(&want);
	return 0;
}
