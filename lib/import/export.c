/* What the writers of the formats have in common. */
#include "import/export_formats.h"

const char *const export_formats[] = { "chat-downloader",
	"chat-downloader-lines", "csv", "twitch-downloader", "yt-dlp", NULL };

static const struct {
	export_writer *put;
	void (*begin)(const struct export *, struct buf *);
	void (*end)(const struct export *, struct buf *);
	/* Around and between messages; the end of a file without any. */
	const char *before, *between, *after, *empty;
} formats[] = {
	[EXPORT_CHAT_DOWNLOADER] = { export_chat_downloader, NULL, NULL, "[\n",
	    ",\n", "\n]\n", "[]\n" },
	[EXPORT_CHAT_DOWNLOADER_LINES] = { export_chat_downloader, NULL, NULL,
	    "", "\n", "\n", "" },
	[EXPORT_CSV] = { export_csv, export_csv_begin, NULL, "", "\r\n", "\r\n",
	    "" },
	[EXPORT_TWITCH_DOWNLOADER] = { export_twitch_downloader,
	    export_twitch_downloader_begin, export_twitch_downloader_end, "\n",
	    ",\n", "\n", "" },
	[EXPORT_YTDLP] = { export_ytdlp, NULL, NULL, "", "\n", "\n", "" },
};

void
export_begin(struct export *x, struct buf *b)
{
	if (formats[x->format].begin != NULL)
		formats[x->format].begin(x, b);
}

bool
export_put(struct export *x, struct buf *b, const struct event *e, int64_t t_ms)
{
	size_t before = b->n;

	if (e->type == EVENT_OTHER)
		return false;
	buf_adds(b,
	    x->n == 0 ? formats[x->format].before : formats[x->format].between);
	if (!formats[x->format].put(x, b, e, t_ms)) {
		b->n = before;
		return false;
	}
	x->n++;
	if (t_ms > x->last_ms)
		x->last_ms = t_ms;
	return true;
}

void
export_end(const struct export *x, struct buf *b)
{
	buf_adds(
	    b, x->n == 0 ? formats[x->format].empty : formats[x->format].after);
	if (formats[x->format].end != NULL)
		formats[x->format].end(x, b);
}
