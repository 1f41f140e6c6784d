/* subtitles.h, lanes.h, chatbox.h: what people write stays text, texts in lanes
 * never meet, a box shows each line for as long as it should. */
#include <stdlib.h>

#include "core/random.h"
#include "import/chatbox.h"
#include "import/lanes.h"
#include "tap.h"

/* ---- lanes ---- */

struct flight {
	int64_t start;
	double width;
	size_t lane;
};

/* Where its left end is. */
static double
left(const struct lanes *l, const struct flight *f, double ms)
{
	return l->screen -
	    (l->screen + f->width) * (ms - (double)f->start) /
	    (double)l->crossing_ms;
}

/* Looks at both from when the later one begins until the earlier one is gone.
 */
static bool
meet(const struct lanes *l, const struct flight *a, const struct flight *b)
{
	double end = (double)(a->start + l->crossing_ms);

	for (int i = 0; i <= 20; i++) {
		double ms =
		    (double)b->start + (end - (double)b->start) * i / 20;

		if (b->start < a->start + l->crossing_ms &&
		    left(l, b, ms) < left(l, a, ms) + a->width - 0.5)
			return true;
	}
	return false;
}

static void
test_lanes(uint64_t seed)
{
	enum { N = 3000, LANES = 7 };
	static struct flight flights[N];
	struct lane lane[LANES] = { 0 };
	struct lanes l = { 1920, 40, 8000, LANES, lane };
	int64_t ms = 0;
	size_t n = 0, met = 0, late = 0, lost = 0;

	for (int i = 0; i < N; i++) {
		struct flight f = { .width = random_between(&seed, 10, 4000) };

		ms += (int64_t)random_below(&seed, 1500);
		f.lane = lanes_take(&l, ms, f.width, 1000, &f.start);
		lost += f.lane == LANES;
		late += f.lane < LANES && (f.start < ms || f.start > ms + 1000);
		if (f.lane < LANES)
			flights[n++] = f;
	}
	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n && j < i + 200; j++)
			met += flights[i].lane == flights[j].lane &&
			    meet(&l, &flights[i], &flights[j]);
	ok(met == 0, "no two of %zu meet", n);
	ok(late == 0, "... none begins early, or later than it may");
	ok(lost > 0 && n > N / 2, "... what has no room is left out: %zu",
	    lost);
}

/* ---- the box ---- */

static void
note(void *ctx, const struct subtitle *cue)
{
	buf_fmt(
	    ctx, "%lld-%lld", (long long)cue->start_ms, (long long)cue->end_ms);
	for (size_t i = 0; i < cue->n; i++)
		buf_fmt(ctx, " %.*s", STR_ARG(cue->line[i].text));
	buf_addc(ctx, '\n');
}

static void
test_box(void)
{
	static const struct {
		int64_t ms;
		const char *text;
	} said[] = { { 1010, "a" }, { 1590, "b" }, { 1500, "c" }, { 9000, "d" },
		{ 9010, "e" }, { 9020, "f" }, { 9030, "g" } };
	struct buf out = { 0 };
	struct chatbox *box =
	    chatbox_new(&(struct chatbox_settings){ 3, 2050, 100, note, &out });

	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		chatbox_add(box, said[i].ms,
		    &(struct subtitle_line){ .text = str_of(said[i].text) });
	ok(chatbox_end(box) == 1, "one line was pushed out before it was seen");
	chatbox_free(box);
	is_text(buf_text(&out),
	    "1000-1500 a\n1500-3100 a b c\n3100-3600 b c\n9000-11100 e f g\n",
	    "lines rise, stay, and leave");
	buf_free(&out);
}

/* ---- texts ---- */

/* Whether all that could begin a tag is the tool's own. */
static bool
is_tame(enum subtitles_format format, struct str line)
{
	struct subtitles s = { .format = format, .plain = true };
	struct subtitle_line l = { .name = line, .text = line };
	struct subtitle cue = { .end_ms = 1000, .line = &l, .n = 1 };
	struct buf b = { 0 };
	const char *text, *end;
	bool tame;

	subtitles_put(&s, &b, &cue);
	end = buf_text(&b) + b.n;
	text = format == SUBTITLES_ASS ? strstr(b.p, ",,0,0,0,,")
				       : strchr(strstr(b.p, " --> "), '\n');
	tame = strpbrk(text, "<>{}\\") == NULL;
	/* One line, and what ends it. */
	for (const char *p = text + 1; tame && p < end - 2; p++)
		tame = (unsigned char)*p >= 0x20;
	buf_free(&b);
	return tame;
}

static void
test_hostile(uint64_t seed)
{
	static const char *const parts[] = { "<b>", "{\\an8}", "\\N", "\\h",
		"-->", "&lt;", "\n\n", "\r",
		"1\n00:00:01,000 --> 00:00:02,000\n", "NOTE", "STYLE", "::cue",
		"</v>", "<00:01.000>", "{", "}", "\\", "{\\p1}m 0 0", "\t",
		"봄", "😀", "Dialogue: 0,", "\x7F", "&" };
	enum { N_PARTS = sizeof parts / sizeof *parts };
	size_t wild = 0;

	for (int i = 0; i < 20000; i++) {
		struct buf b = { 0 };

		for (int n = 1 + (int)random_below(&seed, 6); n > 0; n--)
			buf_adds(&b, parts[random_below(&seed, N_PARTS)]);
		for (enum subtitles_format f = SUBTITLES_ASS;
		     f <= SUBTITLES_VTT; f++)
			wild += !is_tame(f, buf_view(&b));
		buf_free(&b);
	}
	ok(wild == 0, "no text becomes markup");
}

static const char *
plain(const char *text)
{
	static struct buf b;

	b.n = 0;
	subtitles_plain(&b, str_of(text));
	return buf_text(&b);
}

int
main(void)
{
	for (uint64_t seed = 1; seed <= 5; seed++)
		test_lanes(seed);
	test_box();
	test_hostile(7);
	is_text(plain(" \n a\r\n\tb \xC2\xA0 c\xE2\x80\xAE x "), "a b c x",
	    "one plain line");
	is_text(plain("{:d_47:}{x}"), ":d_47:{x}", "emotes lose their braces");
	return done_testing();
}
