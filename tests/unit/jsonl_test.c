/* jsonl.h: records from bytes, however the bytes come. */
#include <stdlib.h>
#include <unistd.h>

#include "core/mem.h"
#include "jsonl/index.h"
#include "jsonl/jsonl.h"
#include "tap.h"

/* What a reader makes of its input, in words: good lines and their a, and
 * the numbers of all lines. */
struct account {
	struct buf text;
	struct jsonl *in;
	int a;
};

static void
begin(struct account *acc, size_t max_record)
{
	struct jsonl_settings io = { .max_record = max_record };

	acc->text = (struct buf){ 0 };
	acc->in = jsonl_new("test", &io);
	acc->a = jsonl_want(acc->in, "a");
}

static void
drain(struct account *acc)
{
	const struct json_val *v;

	while ((v = jsonl_next(acc->in)) != NULL) {
		struct str a = jsonl_text(acc->in, v + acc->a);

		buf_fmt(&acc->text, "%s a=%.*s %.*s\n", jsonl_where(acc->in),
		    STR_ARG(a), STR_ARG(jsonl_line(acc->in)));
	}
}

static const char *
finish(struct account *acc, int want_status)
{
	jsonl_push_end(acc->in);
	drain(acc);
	ok(jsonl_close(acc->in) == want_status, "the status is %d",
	    want_status);
	return buf_text(&acc->text);
}

static const char sample[] =
    "\xEF\xBB\xBF{\"a\":\"\xEA\xB0\x80\"}\n"
    "\n"
    "{\"a\":\"x\\n\"}\r\n"
    " \t\r\n"
    "{\"a\":\"open}\n"
    "{\"a\":\"\xEA\xB0\"}\n"
    "{\"b\":{\"a\":1},\"a\":\"z\"}\n"
    "{\"a\":\"too long for the limit that is set, by far, by far\"}\n"
    "{\"a\":\"last\"}";
static const char wanted[] = "test:1 a=\xEA\xB0\x80 {\"a\":\"\xEA\xB0\x80\"}\n"
			     "test:3 a=x\n {\"a\":\"x\\n\"}\n"
			     "test:7 a=z {\"b\":{\"a\":1},\"a\":\"z\"}\n"
			     "test:9 a=last {\"a\":\"last\"}\n";

/* In pieces of `size` bytes, drained after each `drained` of them. */
static void
test_pieces(size_t size, size_t drained)
{
	struct account acc;
	size_t n = sizeof sample - 1, pieces = 0;

	begin(&acc, 40);
	for (size_t at = 0; at < n; at += size) {
		jsonl_push(acc.in, sample + at, n - at < size ? n - at : size);
		if (++pieces % drained == 0)
			drain(&acc);
	}
	is_text(finish(&acc, 1), wanted, "in pieces of %zu bytes, each %zu",
	    size, drained);
	buf_free(&acc.text);
}

static unsigned long
next_random(unsigned long *state)
{
	*state = *state * 6364136223846793005UL + 1442695040888963407UL;
	return *state >> 33;
}

static void
test_random_pieces(unsigned long seed)
{
	struct account acc;
	size_t n = sizeof sample - 1;

	begin(&acc, 40);
	for (size_t at = 0, size; at < n; at += size) {
		size = 1 + next_random(&seed) % 60;
		if (size > n - at)
			size = n - at;
		jsonl_push(acc.in, sample + at, size);
		if (next_random(&seed) % 2 == 0)
			drain(&acc);
	}
	is_text(finish(&acc, 1), wanted, "in random pieces");
	buf_free(&acc.text);
}

static void
test_push_while_reading(void)
{
	struct account acc;
	static char many[200000];
	const struct json_val *v;
	struct str line;
	size_t n = 0;

	while (n < sizeof many - 20)
		n += (size_t)sprintf(many + n, "{\"a\":%zu}\n", n);
	begin(&acc, 0);
	jsonl_push(acc.in, "{\"a\":\"kept\"}\n{\"a\":1}\n", 21);
	v = jsonl_next(acc.in);
	line = jsonl_line(acc.in);
	jsonl_push(acc.in, many, n);
	ok(val_is(v + acc.a, "kept") && str_is(line, "{\"a\":\"kept\"}"),
	    "a record stays while more is pushed");
	v = jsonl_next(acc.in);
	ok(v != NULL, "the next one, too");
	drain(&acc);
	buf_free(&acc.text);
	jsonl_close(acc.in);
}

/* Digests: a record's number, and who saw it before its turn. */
struct numbered {
	int64_t number;
	int seen;
};

static void
make_numbered(void *a, const struct json_val *v, void *digest)
{
	struct numbered *d = digest;

	*d = (struct numbered){ 0 };
	val_int(v + *(int *)a, &d->number);
}

static void
see_first(void *a, void *digest)
{
	struct numbered *d = digest;

	(void)a;
	d->seen = d->seen * 10 + 1;
}

static void
see_second(void *a, void *digest)
{
	struct numbered *d = digest;

	(void)a;
	d->seen = d->seen * 10 + 2;
}

static void
see_third(void *a, void *digest)
{
	struct numbered *d = digest;

	(void)a;
	d->seen = d->seen * 10 + 3;
}

/* Every third line is bad. */
static void
test_digests(struct jsonl_ahead ahead, int seen, int records)
{
	struct jsonl *in = jsonl_new("test", NULL);
	int a = jsonl_want(in, "a"), n = 0;
	struct buf text = { 0 };
	bool right = true;

	ahead.digester =
	    (struct digester){ sizeof(struct numbered), make_numbered, &a };
	jsonl_look_ahead(in, &ahead);
	for (int i = 0; i < records; i++)
		buf_fmt(&text, "{\"a\":%d}\n%s", i, i % 2 ? "bad\n" : "");
	jsonl_push(in, text.p, text.n);
	for (; jsonl_next(in) != NULL; n++) {
		const struct numbered *d = jsonl_digest(in);

		right &= d->number == n && d->seen == seen;
	}
	ok(right && n == records, "%d digests, each seen by %d in turn",
	    records, seen);
	buf_free(&text);
	jsonl_close(in);
}

static const char *const kernels[] = { "scalar", "avx2", "avx512" };

int
main(void)
{
	/* What is said of bad lines is not tested here. */
	(void)!freopen("/dev/null", "w", stderr);
	for (int i = 0; i < 3; i++) {
		if (!index_choose(kernels[i]))
			continue;
		for (size_t size = 1; size < 70; size += 1 + size / 8)
			test_pieces(size, 1 + size % 3);
		test_pieces(1000, 1);
		for (unsigned long seed = 1; seed < 20; seed++)
			test_random_pieces(seed);
		test_push_while_reading();
	}
	for (int records = 1; records < 30000; records = records * 3 + 17) {
		test_digests((struct jsonl_ahead){ 0 }, 0, records);
		test_digests(
		    (struct jsonl_ahead){ .look = { see_first, see_second } },
		    12, records);
		test_digests(
		    (struct jsonl_ahead){
			.look = { see_first, see_second, see_third, see_first,
			    see_second } },
		    12312, records);
	}
	return done_testing();
}
