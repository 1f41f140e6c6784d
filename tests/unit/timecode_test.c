/* Frames and timecodes, against SMPTE ST 12-1's own counts. */
#include "import/timecode.h"
#include "tap.h"

static const char *
timecode(const char *rate, bool drop, int64_t frame)
{
	static char text[32];
	struct frame_rate r;
	struct buf b = { 0 };

	frame_rate_named(str_of(rate), &r);
	r.drop = r.drop && drop;
	timecode_put(&b, &r, frame);
	snprintf(text, sizeof text, "%s", buf_text(&b));
	buf_free(&b);
	return text;
}

/* Frames go through their timecodes unharmed, for 25 hours. */
static bool
comes_back(const char *rate)
{
	struct frame_rate r;

	frame_rate_named(str_of(rate), &r);
	for (int64_t frame = 0; frame < 86000 * 24; frame += 7) {
		struct buf b = { 0 };
		int64_t again = -1;
		bool good;

		timecode_put(&b, &r, frame);
		good = timecode_read(buf_view(&b), &r, &again);
		buf_free(&b);
		if (!good || again != frame)
			return false;
	}
	return true;
}

static bool
reads(const char *rate, const char *text)
{
	struct frame_rate r;
	int64_t frame;

	frame_rate_named(str_of(rate), &r);
	return timecode_read(str_of(text), &r, &frame);
}

static int64_t
at(const char *rate, int64_t ms)
{
	struct frame_rate r;

	frame_rate_named(str_of(rate), &r);
	return frame_at(&r, ms);
}

int
main(void)
{
	static const char *const rates[] = { "23.976", "24", "25", "29.97",
		"30", "50", "59.94", "60" };
	struct frame_rate r;

	is_text(timecode("29.97", true, 1799), "00:00:59;29", "29.97 drops:");
	is_text(timecode("29.97", true, 1800), "00:01:00;02", "two a minute");
	is_text(timecode("29.97", true, 17981), "00:09:59;29", "not");
	is_text(timecode("29.97", true, 17982), "00:10:00;00", "the tenth");
	is_text(timecode("29.97", true, 107892), "01:00:00;00", "an hour");
	is_text(timecode("29.97", true, 2589408), "00:00:00;00", "a day");
	is_text(timecode("29.97", false, 1800), "00:01:00:00", "non-drop");
	is_text(timecode("59.94", true, 3600), "00:01:00;04", "59.94: four");
	is_text(timecode("59.94", true, 215784), "01:00:00;00", "... an hour");
	is_text(timecode("25", true, 90000), "01:00:00:00", "25");
	is_text(timecode("23.976", true, 86400), "01:00:00:00", "23.976");
	ok(at("29.97", 3600000) == 107892, "an hour of 29.97 in frames");
	ok(at("60", 1008) == 60 && at("60", 1009) == 61, "the nearest frame");
	for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
		ok(comes_back(rates[i]), "%s: all come back", rates[i]);
	ok(!reads("29.97", "00:01:00;01"), "a number that is dropped");
	ok(reads("29.97", "00:10:00;01"), "... and one that is not");
	ok(!reads("30", "00:00:00:30"), "no such frame");
	ok(!reads("30", "00:60:00:00"), "no such minute");
	ok(!reads("30", "0:00:00:00") && !reads("30", "00:00:0x:00") &&
		!reads("30", "00.00.00.00"),
	    "no timecode");
	ok(!frame_rate_named(STR("29"), &r), "no such rate");
	return done_testing();
}
