/*
 * chz-sub - write chat as subtitles.
 * Reads a broadcast's chat; writes it as ASS, SRT or WebVTT beside the video.
 */
#include <stdlib.h>

#include "core/diag.h"
#include "core/num.h"
#include "core/width.h"
#include "import/chatbox.h"
#include "import/lanes.h"
#include "jsonl/jsonl.h"
#include "record/axis.h"
#include "record/edge.h"
#include "record/money.h"
#include "store/inputs.h"

enum style { DANMAKU = 1, BOX };
static const char *const style_words[] = { "danmaku", "box", NULL };

enum {
	PIXELS_MOST = 16384,
	CHAT_WAIT = 1000, /* how long a chat may wait for a lane */
	GIFT_WAIT = 10000,
	STEP = 200 /* between two pictures of a box */
};

struct picture {
	int width, height; /* pixels */
};

struct settings {
	enum subtitles_format format;
	enum subtitles_place place;
	enum style style;
	struct picture size;
	size_t lines, columns;
	int font_size;
	int64_t offset_ms, duration_ms;
	double opacity;
	const char *font, *stream;
	bool names, plain;
	struct edge from, to;
	struct walk_dates dates;
	struct jsonl_settings io;
};

static bool
read_pixels(struct str text, int *pixels)
{
	int64_t n;

	if (!num_int(text, &n) || n < 16 || n > PIXELS_MOST)
		return false;
	*pixels = (int)n;
	return true;
}

static const char *
read_size(struct str arg, void *member)
{
	struct picture *size = member;
	struct str width = str_cut(&arg, 'x');

	if (read_pixels(width, &size->width) && read_pixels(arg, &size->height))
		return NULL;
	return "WxH of 16 to 16384 pixels each";
}

static const struct opt options[] = {
	{ 0, "columns", "N", "longest line; hangul takes two",
	    OPT_COUNT(struct settings, columns), .def = "60", .min = 8,
	    .max = 1000 },
	{ 0, "duration", "DUR", "how long a message is seen",
	    OPT_SPAN(struct settings, duration_ms), .def = "10s", .min = 1000,
	    .max = 3600000 },
	{ 0, "font", "NAME", "ass: the font's family",
	    OPT_TEXT(struct settings, font), .def = "NanumGothic" },
	{ 0, "font-size", "N", "ass: its height in pixels (default 1/24 of -s)",
	    OPT_COUNT(struct settings, font_size), .max = 1000 },
	{ 'F', "format", "FORMAT", "of the output",
	    OPT_CHOICE(struct settings, format, subtitles_formats),
	    .def = "ass" },
	{ 0, "from", "WHEN", "leave out what came before",
	    OPT_OWN(struct settings, from, edge_read) },
	{ 0, "lines", "N", "of the box; danmaku: lanes",
	    OPT_COUNT(struct settings, lines), .def = "12", .min = 1,
	    .max = 100 },
	{ 0, "names", NULL, "danmaku: also who wrote it",
	    OPT_FLAG(struct settings, names) },
	{ 0, "offset", "DUR",
	    "what is added to times: -90s for a recording begun 90 s late",
	    OPT_OWN(struct settings, offset_ms, when_read_offset),
	    .def = "0s" },
	{ 0, "opacity", "SHARE", "ass: of the text",
	    OPT_REAL(struct settings, opacity), .def = "0.8", .max = 1 },
	{ 0, "place", "CORNER", "ass: of the box",
	    OPT_CHOICE(struct settings, place, subtitles_places),
	    .def = "bottom-left" },
	{ 0, "plain", NULL, "without colours",
	    OPT_FLAG(struct settings, plain) },
	{ 's', "size", "WxH", "ass: of the video, in pixels",
	    OPT_OWN(struct settings, size, read_size), .def = "1920x1080" },
	{ 0, "stream", "ID", "the broadcast, where the input has several",
	    OPT_TEXT(struct settings, stream) },
	{ 0, "style", "STYLE", "danmaku (ass only), or a box that rises",
	    OPT_CHOICE(struct settings, style, style_words) },
	{ 0, "to", "WHEN", "leave out what came then or later",
	    OPT_OWN(struct settings, to, edge_read) },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-sub",
	.operands = "[FILE|DIR...]",
	.about = "Write chat as subtitles.",
	.opts = options,
	.groups = OPT_GROUPS(INPUTS_GROUP(struct settings, dates),
	    JSONL_GROUPS(struct settings, io)),
	.examples = OPT_LINES("chz-sub -o stream.ass events.jsonl",
	    "chz-sub --style box -F srt --from 0:10 --to 0:30 --offset=-10s "
	    "events.jsonl"),
};

struct run {
	struct settings set;
	struct jsonl *in;
	struct out *out;
	struct subtitles subtitles;
	struct lanes lanes;
	struct chatbox *box;
	struct axis axis;
	struct buf stream; /* of the first message */
	bool met;
	struct buf name, text; /* of the message at hand, as they are shown */
	size_t unseen;         /* for want of room */
	size_t before;         /* that come before the video begins */
};

/* Whether the message is of the broadcast; exits when it is not clear which. */
static bool
belongs(struct run *r, const struct event *e)
{
	struct str key = axis_key(e, AXIS_STREAM);

	if (r->set.stream != NULL && !str_is(key, r->set.stream))
		return false;
	if (!r->met)
		buf_str(&r->stream, key);
	r->met = true;
	if (!str_eq(key, buf_view(&r->stream)))
		diag_die(EXIT_SOME_FAILED,
		    "several broadcasts: choose one by --stream, such as "
		    "'%.*s' or '%.*s'",
		    STR_ARG(buf_view(&r->stream)), STR_ARG(key));
	return true;
}

/* Cuts off the end that is longer than allowed. */
static void
shorten(struct buf *b, size_t columns)
{
	struct str all = buf_view(b), fits;

	if (width_of(all) <= columns)
		return;
	fits = width_cut(all, columns - 1);
	b->n = fits.n;
	buf_adds(b, "…");
}

/* Gathers what is shown of a message; false when there is nothing. */
static bool
describe(struct run *r, const struct event *e, struct subtitle_line *line)
{
	uint64_t user = event_user(e);
	bool named = r->set.style == BOX || r->set.names;

	r->name.n = r->text.n = 0;
	if (named && !e->anonymous) {
		subtitles_plain(&r->name, e->user);
		shorten(&r->name, r->set.columns / 2);
	}
	if (e->type == EVENT_DONATION && e->amount > 0) {
		money_put(&r->text, e->amount, e->currency);
		buf_addc(&r->text, ' ');
	}
	subtitles_plain(&r->text, e->text);
	*line = (struct subtitle_line){ .name = buf_view(&r->name),
		.text = str_trim(buf_view(&r->text)),
		.colour =
		    user != 0 ? 1 + (unsigned)(user % SUBTITLE_COLOURS) : 0,
		.gift = e->type == EVENT_DONATION };
	return line->text.n > 0;
}

/* ---- danmaku ---- */

/*
 * How wide a text may get.  Players make a font of N pixels a little smaller
 * than that, so a column is at most half of it, but for the broadest letters.
 */
static double
pixels_of(const struct run *r, struct str text)
{
	double columns = (double)width_of(text);

	for (size_t i = 0; i < text.n; i++)
		if ((text.p[i] >= 'A' && text.p[i] <= 'Z') ||
		    (text.p[i] != '\0' &&
			strchr("mw@%&+=~", text.p[i]) != NULL))
			columns += 0.6;
	return columns * r->subtitles.font_size / 2;
}

static void
fly(struct run *r, int64_t ms, const struct subtitle_line *line)
{
	double wide = pixels_of(r, line->text) +
	    (line->name.n > 0
		    ? pixels_of(r, line->name) + r->subtitles.font_size
		    : 0);
	int64_t start;
	size_t lane = lanes_take(&r->lanes, ms - ms % 10, wide,
	    line->gift ? GIFT_WAIT : CHAT_WAIT, &start);
	struct subtitle cue = { .line = line, .n = 1, .moves = true };

	if (lane == r->lanes.n) {
		r->unseen++;
		return;
	}
	/* ASS has hundredths of a second. */
	cue.start_ms = (start + 9) / 10 * 10;
	cue.end_ms = cue.start_ms + r->lanes.crossing_ms;
	cue.from_x = r->set.size.width;
	cue.to_x = -(int)wide;
	cue.y = (int)((double)lane * r->subtitles.font_size * 1.2) +
	    r->subtitles.font_size / 4;
	subtitles_put(&r->subtitles, &r->out->buf, &cue);
	out_ready(r->out);
}

/* ---- the box ---- */

static void
show(void *ctx, const struct subtitle *cue)
{
	struct run *r = ctx;

	subtitles_put(&r->subtitles, &r->out->buf, cue);
	out_ready(r->out);
}

/* The part of a text that fits into a line; ends at a space where one is in its
 * second half. */
static struct str
first_line(struct str text, size_t columns)
{
	struct str fits = width_cut(text, columns);
	const char *space;

	if (fits.n == text.n)
		return text;
	space = memrchr(fits.p, ' ', fits.n);
	if (space != NULL && (size_t)(space - fits.p) > fits.n / 2)
		fits.n = (size_t)(space - fits.p);
	/* A grapheme that is wider than the line. */
	return fits.n > 0 ? fits : text;
}

static void
rise(struct run *r, int64_t ms, struct subtitle_line line)
{
	size_t used = line.name.n > 0 ? width_of(line.name) + 2 : 0;
	struct str rest = line.text;

	while (rest.n > 0) {
		line.text = first_line(rest, r->set.columns - used);
		rest.p += line.text.n;
		rest.n -= line.text.n;
		rest = str_trim(rest);
		chatbox_add(r->box, ms, &line);
		line.name.n = line.colour = 0;
		used = 0;
	}
}

/* ---- messages ---- */

static void
take(struct run *r, const struct event *e)
{
	struct subtitle_line line;
	int64_t ms;

	if (e->type > EVENT_SUBSCRIPTION ||
	    edge_excludes(&r->set.from, &r->set.to, e) || !belongs(r, e))
		return;
	if (!axis_place(&r->axis, e, &ms)) {
		jsonl_bad(r->in, "no t_ms, sent_at or received_at");
		return;
	}
	ms += r->set.offset_ms;
	if (ms < 0)
		r->before++;
	else if (!describe(r, e, &line))
		return;
	else if (r->set.style == DANMAKU)
		fly(r, ms, &line);
	else
		rise(r, ms, line);
}

static void
read_all(struct run *r)
{
	struct record_reader events;
	struct event e = event_blank();
	const struct json_val *v;

	record_want(&events, &event_record, r->in,
	    AXIS_KEYS " " AXIS_MOMENTS " user_id user text amount currency "
		      "anonymous");
	while ((v = jsonl_next(r->in)) != NULL)
		if (record_read(&events, v, &e) != EVENT_OTHER)
			take(r, &e);
	record_require(&events);
}

static void
say_unseen(const struct run *r)
{
	if (r->before > 0)
		diag_note("%zu before the video begins: left out", r->before);
	if (r->unseen > 0)
		diag_note("%zu found no room: left out; more --lines or a "
			  "shorter --duration have more",
		    r->unseen);
}

static void
choose_style(struct settings *set)
{
	if (set->style == 0)
		set->style = set->format == SUBTITLES_ASS ? DANMAKU : BOX;
	if (set->style == DANMAKU && set->format != SUBTITLES_ASS)
		opt_misuse("--style danmaku: only --format ass can move text");
	if (set->font_size == 0)
		set->font_size =
		    set->size.height / 24 > 0 ? set->size.height / 24 : 1;
}

static void
begin(struct run *r)
{
	const struct settings *set = &r->set;

	r->subtitles = (struct subtitles){ .format = set->format,
		.width = set->size.width,
		.height = set->size.height,
		.font_size = set->font_size,
		.font = str_of(set->font),
		.opacity = set->opacity,
		.place = set->place,
		.plain = set->plain };
	r->lanes = (struct lanes){ .screen = set->size.width,
		.gap = set->font_size,
		.crossing_ms = set->duration_ms / 10 * 10,
		.n = set->lines,
		.lane = xcalloc(set->lines, sizeof *r->lanes.lane) };
	r->box = chatbox_new(&(struct chatbox_settings){
	    set->lines, set->duration_ms, STEP, show, r });
	subtitles_begin(&r->subtitles, &r->out->buf);
}

int
main(int argc, char *argv[])
{
	struct run r = { .axis = { AXIS_STREAM, WHEN_UNKNOWN } };
	int first = opt_parse(&tool, argc, argv, &r.set);

	choose_style(&r.set);
	r.out = out_open(r.set.io.output, r.set.io.line_buffered);
	r.in = inputs_open(argv + first, &r.set.dates, &r.set.io, r.out);
	begin(&r);
	read_all(&r);
	r.unseen += chatbox_end(r.box);
	say_unseen(&r);
	chatbox_free(r.box);
	free(r.lanes.lane);
	buf_free(&r.stream);
	buf_free(&r.name);
	buf_free(&r.text);
	return jsonl_finish(r.in, r.out);
}
