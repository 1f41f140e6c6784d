/* span.h, doc_at: values in documents too large to hold, and deep ones. */
#include "jsonl/doc.h"
#include "jsonl/span.h"
#include "tap.h"

/* How many bytes of `text` are its first value, fed `step` bytes at a time;
 * -1 when it does not end. */
static int
length(const char *text, size_t step)
{
	struct str rest = str_of(text);
	struct span span = { 0 };
	size_t used;

	while (rest.n > 0) {
		struct str some = { rest.p, rest.n < step ? rest.n : step };
		bool done = span_take(&span, some, &used);

		rest.p += used;
		rest.n -= used;
		if (done)
			return (int)(rest.p - text);
	}
	return -1;
}

static void
test_length(size_t step)
{
	ok(length("{\"a\":[1,{}]},", step) == 12, "an object, by %zu", step);
	ok(length("\"a\\\"]\" ", step) == 6, "a string with a quote");
	ok(length("\"\\\\\" ", step) == 4, "... with a backslash at its end");
	ok(length("[\"]}\"]", step) == 6, "brackets in strings do not count");
	ok(length("12.5e3,", step) == 6, "a number ends at the comma");
	ok(length("null]", step) == 4, "a word ends at the bracket");
	ok(length("{\"a\":1", step) == -1, "what is cut does not end");
	ok(length("{\"a\n\"b\":1}", step) == 10,
	    "a line feed ends a string that lacks its quote");
}

static void
test_at(void)
{
	const char text[] = "{\"a\":{\"b\":{\"c\":\"d\"}},"
			    "\"f\":22,\"\\u0066\":1,\"e\":1}";
	struct json_val object = {
		.p = text, .n = sizeof text - 1, .kind = VAL_OBJECT
	};
	struct json_val v = doc_at(&object, "a.b.c");

	ok(val_is(&v, "d"), "a value three levels down");
	ok(doc_at(&object, "e").kind == VAL_NUMBER, "one at the top");
	ok(doc_at(&object, "f").n == 1, "the last of the same keys, escaped");
	ok(doc_at(&object, "a.x.c").kind == VAL_ABSENT, "a missing key");
	ok(doc_at(&object, "e.f").kind == VAL_ABSENT, "below a number");
}

int
main(void)
{
	test_length(100);
	test_length(1);
	test_at();
	return done_testing();
}
