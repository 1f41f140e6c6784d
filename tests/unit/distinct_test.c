/* distinct.h, marks.h: sets of ids, and how they travel. */
#include <stdlib.h>

#include "series/distinct.h"
#include "series/marks.h"
#include "tap.h"

static struct id128
id(uint64_t n)
{
	return (struct id128){ n * UINT64_C(0x9e3779b97f4a7c15), ~n };
}

/* Sets of these sizes, one after the other in the same place. */
static void
test_clearing(void)
{
	static const uint32_t sizes[] = { 3000, 3, 600, 0, 0, 9, 5000, 400, 8 };
	struct distinct d = { 0 };
	int wrong = 0;

	for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
		for (uint64_t i = 0; i < 2 * (uint64_t)sizes[k]; i++)
			distinct_add(&d, id(k + i / 2));
		wrong += d.n != sizes[k];
		distinct_clear(&d);
	}
	ok(wrong == 0, "exact whatever there was before");
	distinct_free(&d);
}

static void
test_counting(void)
{
	struct distinct d = { 0 };
	uint32_t fresh = 0;

	ok(distinct_add(&d, (struct id128){ 0, 0 }), "zero is an id");
	ok(!distinct_add(&d, (struct id128){ 0, 0 }), "... once");
	ok(distinct_add(&d, (struct id128){ 0, 1 }) &&
		distinct_add(&d, (struct id128){ 1, 0 }),
	    "all bits count");
	distinct_clear(&d);
	ok(d.n == 0 && distinct_add(&d, (struct id128){ 0, 1 }),
	    "a cleared set knows nothing");
	distinct_clear(&d);
	for (uint64_t i = 0; i < 40; i++)
		fresh +=
		    distinct_add(&d, id(i / 2)) && !distinct_add(&d, id(i / 4));
	ok(fresh == 20 && d.n == 20, "each once, from few to many");
	fresh = 0;
	distinct_clear(&d);
	for (int round = 0; round < 3; round++)
		for (uint64_t i = 0; i < 5000; i++)
			fresh += distinct_add(&d, id(i % 1000));
	ok(fresh == 1000 && d.n == 1000, "a thousand among fifteen thousand");
	distinct_clear(&d);
	ok(distinct_add(&d, id(7)) && !distinct_add(&d, id(7)) && d.n == 1,
	    "used again after it has grown");
	distinct_free(&d);
	distinct_clear(&d);
	ok(d.n == 0, "an empty set can be cleared");
}

static void
test_marks(void)
{
	struct distinct ab = { 0 }, bc = { 0 };
	struct buf text = { 0 };
	uint32_t mark[400], bad;
	bool good = true;
	size_t n;

	for (uint64_t i = 0; i < 200; i++) {
		distinct_add(&ab, id(i));
		distinct_add(&bc, id(399 - i - 100));
	}
	marks_put(&text, &ab);
	ok(text.n == 200 * MARKS_DIGITS, "five characters a user");
	marks_put(&text, &bc);
	n = text.n / MARKS_DIGITS;
	for (size_t i = 0; i < n; i++)
		good &= marks_read(text.p + i * MARKS_DIGITS, &mark[i]);
	ok(good, "what is written can be read");
	/* 0..199 and 100..299 */
	ok(marks_count(mark, n) == 300, "united, each user counts once");
	ok(!marks_read("AB.DE", &bad), "a strange character is no mark");
	ok(marks_read("-----", &bad) && bad == 0 && marks_read("zzzzz", &bad) &&
		bad == 0x3fffffff,
	    "from nothing to 30 bits");
	buf_free(&text);
	distinct_free(&ab);
	distinct_free(&bc);
}

int
main(void)
{
	test_counting();
	test_clearing();
	test_marks();
	return done_testing();
}
