/* Writes marked parts for editors and players. */
#include <string.h>

#include "import/cuts.h"

enum {
	CHAPTER_MS = 10 * 1000 /* what YouTube asks of each */
};

const char *const cuts_formats[] = { "chapters", "csv", "edl", "fcpxml",
	"ffmetadata", "ffmpeg", "markers", "premiere", NULL };

/* ---- texts ---- */

/* Each line of a format is one: line ends and other controls become spaces,
 * and so do those of `others`. */
static void
put_plain(struct buf *b, struct str text, const char *others)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if ((unsigned char)c < 0x20 || c == 0x7F ||
		    strchr(others, c) != NULL)
			c = ' ';
		buf_addc(b, c);
	}
}

static void
put_xml(struct buf *b, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c == '&')
			buf_adds(b, "&amp;");
		else if (c == '<')
			buf_adds(b, "&lt;");
		else if (c == '>')
			buf_adds(b, "&gt;");
		else if (c == '"')
			buf_adds(b, "&quot;");
		else
			put_plain(b, (struct str){ &c, 1 }, "");
	}
}

/* A file as a URL: what is not plain in one is percent-encoded. */
static void
put_url(struct buf *b, struct str path)
{
	static const char plain[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789-._~/";

	buf_adds(b, str_starts(path, "/") ? "file://" : "./");
	for (size_t i = 0; i < path.n; i++) {
		if (path.p[i] != '\0' && strchr(plain, path.p[i]) != NULL)
			buf_addc(b, path.p[i]);
		else
			buf_fmt(b, "%%%02X", (unsigned char)path.p[i]);
	}
}

/* As a word of the shell. */
static void
put_word(struct buf *b, struct str text)
{
	buf_addc(b, '\'');
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == '\'')
			buf_adds(b, "'\\''");
		else
			buf_addc(b, text.p[i]);
	buf_addc(b, '\'');
}

/* 1:05 or 1:00:05. */
static void
put_clock(struct buf *b, int64_t ms)
{
	long long sec = ms / 1000;

	if (sec >= 3600)
		buf_fmt(b, "%lld:%02lld:%02lld", sec / 3600, sec / 60 % 60,
		    sec % 60);
	else
		buf_fmt(b, "%lld:%02lld", sec / 60, sec % 60);
}

static void
put_seconds(struct buf *b, int64_t ms)
{
	buf_fmt(
	    b, "%lld.%03lld", (long long)(ms / 1000), (long long)(ms % 1000));
}

/* The last part of the recording's path. */
static struct str
file_name(struct str path)
{
	const char *slash = memrchr(path.p, '/', path.n);

	if (slash == NULL)
		return path;
	return (struct str){ slash + 1, path.n - (size_t)(slash + 1 - path.p) };
}

/* ---- in time ---- */

static size_t
put_chapters(struct buf *b, const struct cuts *c)
{
	int64_t last = 0;
	size_t left = 0;

	if (c->n == 0)
		return 0;
	if (c->at[0].start_ms >= CHAPTER_MS)
		buf_fmt(b, "0:00 %.*s\n", STR_ARG(c->opening));
	for (size_t i = 0; i < c->n; i++) {
		int64_t start = i == 0 && c->at[0].start_ms < CHAPTER_MS
		    ? 0
		    : c->at[i].start_ms;

		if (i > 0 && start < last + CHAPTER_MS) {
			left++;
			continue;
		}
		last = start / 1000 * 1000;
		put_clock(b, start);
		buf_addc(b, ' ');
		put_plain(b, c->at[i].title, "<>"); /* refused there */
		buf_addc(b, '\n');
	}
	return left;
}

static void
put_csv_time(struct buf *b, int64_t ms)
{
	buf_fmt(b, "%lld:%02lld:%02lld.%03lld,", (long long)(ms / 3600000),
	    (long long)(ms / 60000 % 60), (long long)(ms / 1000 % 60),
	    (long long)(ms % 1000));
}

static void
put_table(struct buf *b, const struct cuts *c)
{
	buf_adds(b, "start,end,duration,title\r\n");
	for (size_t i = 0; i < c->n; i++) {
		const struct cut *cut = &c->at[i];

		put_csv_time(b, cut->start_ms);
		put_csv_time(b, cut->end_ms);
		put_csv_time(b, cut->end_ms - cut->start_ms);
		buf_addc(b, '"');
		for (size_t j = 0; j < cut->title.n; j++) {
			if (cut->title.p[j] == '"')
				buf_addc(b, '"');
			buf_addc(b, cut->title.p[j]);
		}
		buf_adds(b, "\"\r\n");
	}
}

/* A chapter ends where the next one begins. */
static void
put_ffmetadata(struct buf *b, const struct cuts *c)
{
	buf_adds(b, ";FFMETADATA1\n");
	for (size_t i = 0; i < c->n; i++) {
		int64_t end = c->at[i].end_ms;

		if (i + 1 < c->n && c->at[i + 1].start_ms < end)
			end = c->at[i + 1].start_ms;
		buf_fmt(b,
		    "[CHAPTER]\nTIMEBASE=1/1000\nSTART=%lld\nEND=%lld\ntitle=",
		    (long long)c->at[i].start_ms, (long long)end);
		for (size_t j = 0; j < c->at[i].title.n; j++) {
			if (strchr("=;#\\\n", c->at[i].title.p[j]) != NULL)
				buf_addc(b, '\\');
			buf_addc(b, c->at[i].title.p[j]);
		}
		buf_addc(b, '\n');
	}
}

/* "stream.mp4" is cut into stream-01.mp4, stream-02.mp4. */
static void
put_commands(struct buf *b, const struct cuts *c)
{
	struct str name = file_name(c->media), stem = name, end = { 0 };
	const char *dot = memrchr(name.p, '.', name.n);

	if (dot != NULL && dot > name.p) {
		stem.n = (size_t)(dot - name.p);
		end = (struct str){ dot, name.n - stem.n };
	}
	for (size_t i = 0; i < c->n; i++) {
		struct buf out = { 0 };

		buf_fmt(&out, "./%.*s-%02zu%.*s", STR_ARG(stem), i + 1,
		    STR_ARG(end));
		buf_adds(b, "ffmpeg -nostdin -n -ss ");
		put_seconds(b, c->at[i].start_ms);
		buf_adds(b, " -t ");
		put_seconds(b, c->at[i].end_ms - c->at[i].start_ms);
		buf_adds(b, " -i ");
		put_word(b, c->media);
		buf_adds(b, " -c copy ");
		put_word(b, buf_view(&out));
		buf_adds(b, " # ");
		put_plain(b, c->at[i].title, "");
		buf_addc(b, '\n');
		buf_free(&out);
	}
}

/* ---- in frames ---- */

struct frames {
	int64_t from, n;
};

/* A part's frames: one at least. */
static struct frames
frames_of(const struct cuts *c, const struct cut *cut)
{
	int64_t from = frame_at(&c->rate, cut->start_ms);
	int64_t end = frame_at(&c->rate, cut->end_ms);

	return (struct frames){ from, end > from ? end - from : 1 };
}

static void
put_timecodes(struct buf *b, const struct cuts *c, int64_t from, int64_t n)
{
	buf_addc(b, ' ');
	timecode_put(b, &c->rate, from);
	buf_addc(b, ' ');
	timecode_put(b, &c->rate, from + n);
}

static void
begin_edl(struct buf *b, const struct cuts *c)
{
	buf_adds(b, "TITLE: ");
	put_plain(b, c->name, "");
	buf_fmt(b, "\nFCM: %sDROP FRAME\n\n", c->rate.drop ? "" : "NON-");
}

static void
put_edl(struct buf *b, const struct cuts *c)
{
	int64_t at = c->first_frame;

	begin_edl(b, c);
	for (size_t i = 0; i < c->n; i++) {
		struct frames s = frames_of(c, &c->at[i]);

		buf_fmt(b, "%03zu  AX       AA/V  C       ", i + 1);
		put_timecodes(b, c, c->first_frame + s.from, s.n);
		put_timecodes(b, c, at, s.n);
		buf_adds(b, "\n* FROM CLIP NAME: ");
		put_plain(b, file_name(c->media), "");
		buf_adds(b, "\n* COMMENT: ");
		put_plain(b, c->at[i].title, "");
		buf_adds(b, "\n\n");
		at += s.n;
	}
}

static void
put_markers(struct buf *b, const struct cuts *c)
{
	begin_edl(b, c);
	for (size_t i = 0; i < c->n; i++) {
		struct frames s = frames_of(c, &c->at[i]);

		buf_fmt(b, "%03zu  001      V     C       ", i + 1);
		put_timecodes(b, c, c->first_frame + s.from, 1);
		put_timecodes(b, c, c->first_frame + s.from, 1);
		buf_adds(b, "\n |C:ResolveColorBlue |M:");
		put_plain(b, c->at[i].title, "|");
		buf_fmt(b, " |D:%lld\n\n", (long long)s.n);
	}
}

/* The frame after the last part. */
static int64_t
last_frame(const struct cuts *c)
{
	int64_t last = 1;

	for (size_t i = 0; i < c->n; i++) {
		struct frames s = frames_of(c, &c->at[i]);

		last = s.from + s.n > last ? s.from + s.n : last;
	}
	return last;
}

/* ' name="1001/30000s"', exactly. */
static void
put_ratio(struct buf *b, const char *name, const struct cuts *c, int64_t frames)
{
	int64_t share = c->rate.ntsc ? 1001 : 1;
	int64_t whole = c->rate.ntsc ? 1000 : 1;

	buf_fmt(b, " %s=\"%lld/%llds\"", name, (long long)(frames * share),
	    (long long)(c->rate.count * whole));
}

static void
put_fcpx_head(struct buf *b, const struct cuts *c, int64_t length)
{
	buf_adds(b,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE fcpxml>\n"
	    "<fcpxml version=\"1.9\">\n<resources>\n<format id=\"r1\"");
	put_ratio(b, "frameDuration", c, 1);
	buf_adds(b, "/>\n<asset id=\"r2\" name=\"");
	put_xml(b, file_name(c->media));
	buf_addc(b, '"');
	put_ratio(b, "start", c, c->first_frame);
	put_ratio(b, "duration", c, last_frame(c));
	buf_adds(b,
	    " hasVideo=\"1\" hasAudio=\"1\" format=\"r1\">\n"
	    "<media-rep kind=\"original-media\" src=\"");
	put_url(b, c->media);
	buf_adds(b, "\"/>\n</asset>\n</resources>\n<library>\n<event name=\"");
	put_xml(b, c->name);
	buf_adds(b, "\">\n<project name=\"");
	put_xml(b, c->name);
	buf_adds(b, "\">\n<sequence format=\"r1\"");
	put_ratio(b, "duration", c, length);
	buf_fmt(b, " tcStart=\"0s\" tcFormat=\"%s\">\n<spine>\n",
	    c->rate.drop ? "DF" : "NDF");
}

static void
put_fcpxml(struct buf *b, const struct cuts *c)
{
	int64_t at = 0, length = 0;

	for (size_t i = 0; i < c->n; i++)
		length += frames_of(c, &c->at[i]).n;
	put_fcpx_head(b, c, length);
	for (size_t i = 0; i < c->n; i++) {
		struct frames s = frames_of(c, &c->at[i]);

		buf_adds(b, "<asset-clip ref=\"r2\" name=\"");
		put_xml(b, c->at[i].title);
		buf_addc(b, '"');
		put_ratio(b, "offset", c, at);
		put_ratio(b, "start", c, c->first_frame + s.from);
		put_ratio(b, "duration", c, s.n);
		buf_adds(b, "/>\n");
		at += s.n;
	}
	buf_adds(b,
	    "</spine>\n</sequence>\n</project>\n</event>\n</library>\n"
	    "</fcpxml>\n");
}

static void
put_number(struct buf *b, const char *name, int64_t n)
{
	buf_fmt(b, "<%s>%lld</%s>\n", name, (long long)n, name);
}

static void
put_rate(struct buf *b, const struct cuts *c)
{
	buf_fmt(b,
	    "<rate>\n<timebase>%d</timebase>\n<ntsc>%s</ntsc>\n</rate>\n",
	    c->rate.count, c->rate.ntsc ? "TRUE" : "FALSE");
}

/* The recording, from its first frame to the last that is marked. */
static void
put_whole(struct buf *b, const struct cuts *c, int64_t length)
{
	buf_adds(
	    b, "<media>\n<video>\n<track>\n<clipitem id=\"clip-1\">\n<name>");
	put_xml(b, file_name(c->media));
	buf_adds(b, "</name>\n");
	put_number(b, "duration", length);
	put_rate(b, c);
	put_number(b, "start", 0);
	put_number(b, "end", length);
	put_number(b, "in", 0);
	put_number(b, "out", length);
	buf_adds(b, "<file id=\"file-1\">\n<name>");
	put_xml(b, file_name(c->media));
	buf_adds(b, "</name>\n<pathurl>");
	put_url(b, c->media);
	buf_adds(b, "</pathurl>\n");
	put_rate(b, c);
	put_number(b, "duration", length);
	buf_adds(b,
	    "<media>\n<video/>\n<audio/>\n</media>\n</file>\n</clipitem>\n"
	    "</track>\n</video>\n</media>\n");
}

static void
put_premiere(struct buf *b, const struct cuts *c)
{
	int64_t length = last_frame(c);

	buf_adds(b,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE xmeml>\n"
	    "<xmeml version=\"5\">\n<sequence>\n<name>");
	put_xml(b, c->name);
	buf_adds(b, "</name>\n");
	put_number(b, "duration", length);
	put_rate(b, c);
	buf_adds(b, "<timecode>\n");
	put_rate(b, c);
	buf_adds(b, "<string>");
	timecode_put(b, &c->rate, c->first_frame);
	buf_fmt(b,
	    "</string>\n<frame>%lld</frame>\n<displayformat>%sDF"
	    "</displayformat>\n</timecode>\n",
	    (long long)c->first_frame, c->rate.drop ? "" : "N");
	put_whole(b, c, length);
	for (size_t i = 0; i < c->n; i++) {
		struct frames s = frames_of(c, &c->at[i]);

		buf_adds(b, "<marker>\n<name>");
		put_xml(b, c->at[i].title);
		buf_adds(b, "</name>\n");
		put_number(b, "in", s.from);
		put_number(b, "out", s.from + s.n);
		buf_adds(b, "</marker>\n");
	}
	buf_adds(b, "</sequence>\n</xmeml>\n");
}

size_t
cuts_put(struct buf *b, const struct cuts *c, enum cuts_format format)
{
	switch (format) {
	case CUTS_CHAPTERS:
		return put_chapters(b, c);
	case CUTS_CSV:
		put_table(b, c);
		break;
	case CUTS_EDL:
		put_edl(b, c);
		break;
	case CUTS_FCPXML:
		put_fcpxml(b, c);
		break;
	case CUTS_FFMETADATA:
		put_ffmetadata(b, c);
		break;
	case CUTS_FFMPEG:
		put_commands(b, c);
		break;
	case CUTS_MARKERS:
		put_markers(b, c);
		break;
	case CUTS_PREMIERE:
		put_premiere(b, c);
		break;
	}
	return 0;
}
