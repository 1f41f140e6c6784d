/* width.h, nfc.h, hll.h: texts as people see them, and counting nearly. */
#include <stdlib.h>
#include <utf8proc.h>

#include "core/nfc.h"
#include "core/utf8.h"
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

/* Whether `text` is plain and yet has another form. */
static bool
is_mistaken(struct str text)
{
	utf8proc_uint8_t *out = NULL;
	utf8proc_ssize_t n;
	bool same;

	if (!nfc_is_plain(text))
		return false;
	n = utf8proc_map((const utf8proc_uint8_t *)text.p,
	    (utf8proc_ssize_t)text.n, &out,
	    (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
	same = n >= 0 && str_eq((struct str){ (char *)out, (size_t)n }, text);
	free(out);
	return !same;
}

/* Each character behind one that takes marks, anywhere in a long text. */
static void
test_plain_is_composed(void)
{
	enum { LAST = 0x1FFFF, PLACES = 19 };
	int mistakes = 0;
	struct buf b = { 0 };

	for (uint32_t c = 1; c <= LAST; c++) {
		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		b.n = 0;
		for (uint32_t i = 0; i < c % PLACES; i++)
			buf_adds(&b, "e");
		buf_adds(&b, "가");
		b.n += utf8_put(buf_reserve(&b, UTF8_MAX), c);
		buf_adds(&b, "ㅋㅋ, plain enough");
		mistakes += is_mistaken(buf_view(&b));
	}
	ok(mistakes == 0, "what is plain is composed");
	ok(nfc_is_plain(STR("오늘 방송 ㅋㅋㅋ a {:d_1:} 👏 한자漢字")),
	    "what chat is written in is plain");
	buf_free(&b);
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
	test_plain_is_composed();
	test_sketch();
	return done_testing();
}
