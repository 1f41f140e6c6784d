/*
 * Raw lines of Twitch's IRC, as justlog's raw form and many loggers keep them:
 *
 *	@badges=...;tmi-sent-ts=1790590801000 :nick!... PRIVMSG #channel :text
 *
 * platform/twitch.h reads them; what is no chat means nothing here.
 */
#include "core/utf8.h"
#include "import/formats.h"
#include "platform/twitch.h"

static void
take(void *file, const struct event *event)
{
	struct event e = *event;

	import_give(file, &e);
}

void
import_irc(struct import_file *f, const struct piece *piece)
{
	struct chat_origin origin = { .opened_at = WHEN_UNKNOWN,
		.received_at = WHEN_UNKNOWN };
	struct chat_sink sink = { .event = take, .arg = f };
	struct str text, line = str_trim(piece->text);
	uint64_t bad;

	if (line.n == 0)
		return;
	if (f->twitch == NULL)
		f->twitch = twitch_new();
	bad = twitch_counts(f->twitch)->bad;
	twitch_read(f->twitch, line, &origin, &sink, &text);
	if (twitch_counts(f->twitch)->bad > bad)
		import_complain(f, piece, "not a line of IRC", 0);
}
