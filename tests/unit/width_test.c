/* width.h, nfc.h, hll.h: texts as people see them, and counting nearly. */
#include <stdlib.h>

#include "core/nfc.h"
#include "core/width.h"
#include "series/hll.h"
#include "tap.h"

static void
test_widths(void)
{
	/* Columns as East Asian Width (UAX #11) and emoji presentation
	 * (UTS #51) have them. */
	static const struct {
		const char *text, *what;
		size_t columns;
	} golden[] = {
		{ "abc", "ASCII", 3 },
		{ "봄하늘", "syllables", 6 },
		{ "\u1107\u1169\u11B7", "a syllable taken apart", 2 },
		{ "ㅋㅋ", "letters that stand alone", 4 },
		{ "e\u0301", "a combining mark", 1 },
		{ "😀", "an emoji", 2 },
		{ "👍🏽", "... with a skin tone", 2 },
		{ "👨\u200d👩\u200d👧", "... a family of three", 2 },
		{ "❤\uFE0F", "... a text made emoji", 2 },
		{ "", "nothing", 0 },
	};

	for (size_t i = 0; i < sizeof golden / sizeof *golden; i++)
		ok(width_of(str_of(golden[i].text)) == golden[i].columns,
		    "%s: %zu columns", golden[i].what, golden[i].columns);
}

static const char *
fitted(const char *text, size_t columns)
{
	static struct buf b;

	b.n = 0;
	width_put(&b, str_of(text), columns);
	return buf_text(&b);
}

static void
test_cells(void)
{
	is_text(fitted("봄하늘", 8), "봄하늘  ", "filled");
	is_text(fitted("봄하늘", 5), "봄하…", "cut");
	is_text(fitted("봄하늘", 4), "봄… ", "cut where half would fit");
	is_text(fitted("a\x1b]52;x", 20), "a\\u001b]52;x        ",
	    "a stranger's name cannot drive a terminal");
}

static const char *
plain(const char *text)
{
	static struct buf b;

	b.n = 0;
	width_plain(&b, str_of(text));
	return buf_text(&b);
}

static void
test_plain(void)
{
	is_text(plain("봄 ㅋㅋ abc 😀"), "봄 ㅋㅋ abc 😀", "what all agree on");
	is_text(plain("\u1107\u1169\u11B7"), "봄", "letters are composed");
	is_text(plain("👨\u200d👩\u200d👧!👍🏽❤\uFE0F"), "👨!👍❤",
	    "emoji that were made of several");
	is_text(plain("x\u0301\u0302\u0303\u0304y\u200b"), "x\u0301\u0302y",
	    "few marks, nothing invisible");
}

static void
test_nfc(void)
{
	struct buf room = { 0 };

	ok(str_is(nfc(STR("\u1107\u1169\u11B7"), &room), "봄"),
	    "letters become a syllable");
	ok(str_is(nfc(STR("봄 ㅋㅋ 😀 abc"), &room), "봄 ㅋㅋ 😀 abc"),
	    "what is composed stays");
	ok(str_is(nfc(STR("e\u0301"), &room), "é"), "marks compose");
	ok(str_is(nfc(STR("a\xff"), &room), "a\xff"), "bad bytes stay");
	buf_free(&room);
}

static void
test_sketch(void)
{
	static struct hll a, b, both;
	const int n = 200000;

	ok(hll_count(&a) == 0, "nobody");
	for (int i = 0; i < n; i++) {
		struct id128 id = { 0, (uint64_t)i };

		hll_add(i % 3 == 0 ? &a : &b, id);
		hll_add(&both, id);
		hll_add(&both, id);
	}
	/* Three standard errors of 0.81 %. */
	ok(llabs((long long)hll_count(&both) - n) < n * 0.0243,
	    "200,000 ids within 2.4 %%");
	hll_merge(&a, &b);
	ok(memcmp(&a, &both, sizeof a) == 0, "merged parts are the whole");
}

int
main(void)
{
	test_widths();
	test_cells();
	test_plain();
	test_nfc();
	test_sketch();
	return done_testing();
}
