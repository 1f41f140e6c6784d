/* Reads lines of plain text, and gives them as events. */
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "import/formats.h"
#include "import/plain.h"

enum { DATE = 19 }; /* "2026-01-06 20:20:01" */

/* Cuts what is before `end`, and that, off the text. */
static bool
cut_at(struct str *s, const char *end, struct str *before)
{
	size_t n = strlen(end);
	const char *at = s->n > 0 ? memmem(s->p, s->n, end, n) : NULL;

	if (at == NULL)
		return false;
	*before = (struct str){ s->p, (size_t)(at - s->p) };
	s->n -= before->n + n;
	s->p = at + n;
	return true;
}

static bool
read_date(struct str s, bool local, int64_t *ms)
{
	if (s.n != DATE || s.p[4] != '-' || !when_kst(s, ms))
		return false;
	*ms += (int64_t)WHEN_KST * 60000;
	if (local)
		*ms -= (int64_t)when_offset(*ms) * 60000;
	return true;
}

static bool
is_nick(struct str s)
{
	return s.n > 0 && s.n <= 64 && s.p[0] != '<' && s.p[0] != '#' &&
	    memchr(s.p, ' ', s.n) == NULL;
}

/* "<@nick> text"; the signs are Chatty's for badges. */
static bool
read_angled(struct str s, struct plain_line *l)
{
	if (!str_starts(s, "<"))
		return false;
	s.p++;
	s.n--;
	if (!cut_at(&s, "> ", &l->nick)) {
		if (!str_ends(s, ">"))
			return false;
		l->nick = (struct str){ s.p, s.n - 1 };
		s.n = 0;
	}
	l->badges = (struct str){ l->nick.p, 0 };
	while (l->nick.n > 0 && strchr("~!@%$+^&*", *l->nick.p) != NULL) {
		l->nick.p++;
		l->nick.n--;
		l->badges.n++;
	}
	l->text = s;
	return l->nick.n > 0;
}

static bool
read_named(struct str s, struct plain_line *l)
{
	if (!cut_at(&s, ": ", &l->nick))
		return false;
	l->text = s;
	return is_nick(l->nick);
}

/* "#channel nick: text" */
static bool
read_channel(struct str s, struct plain_line *l)
{
	if (!str_starts(s, "#") || !cut_at(&s, " ", &l->channel))
		return false;
	l->channel.p++;
	l->channel.n--;
	return read_named(s, l);
}

static bool
read_bracketed(enum import_format format, struct str s, struct plain_line *l)
{
	struct str time;
	bool dated;

	if (!str_starts(s, "["))
		return false;
	s.p++;
	s.n--;
	if (!cut_at(&s, "] ", &time))
		return false;
	if (format == IMPORT_TWITCH_DOWNLOADER_TEXT && str_ends(time, " UTC"))
		time.n -= 4;
	else if (format == IMPORT_TWITCH_DOWNLOADER_TEXT && time.n == DATE)
		return false;
	dated = read_date(time, format == IMPORT_CHATTY, &l->ms);
	l->elapsed = !dated;
	if (!dated && !import_elapsed(time, &l->ms))
		return false;
	switch (format) {
	case IMPORT_CHATTY:
		return dated && read_angled(s, l);
	case IMPORT_JUSTLOG:
		return dated && read_channel(s, l);
	case IMPORT_TCD:
		return !dated && read_angled(s, l);
	default:
		return read_named(s, l);
	}
}

/* "(Moderator, Member) nick: text"; names of YouTube have spaces. */
static bool
read_barred(struct str s, struct plain_line *l)
{
	struct str time;

	if (!cut_at(&s, " | ", &time))
		return false;
	l->elapsed = !read_date(time, false, &l->ms);
	if (l->elapsed && !import_elapsed(time, &l->ms))
		return false;
	if (str_starts(s, "(")) {
		s.p++;
		s.n--;
		if (!cut_at(&s, ") ", &l->badges))
			return false;
	}
	if (!cut_at(&s, ": ", &l->nick))
		return false;
	l->text = s;
	return l->nick.n > 0;
}

bool
plain_read(enum import_format format, struct str line, struct plain_line *l)
{
	*l = (struct plain_line){ 0 };
	if (format == IMPORT_CHAT_DOWNLOADER_TEXT)
		return read_barred(line, l);
	return read_bracketed(format, line, l);
}

/* Whether the format's programs write such a line too, without a message. */
static bool
is_other(enum import_format format, struct str line)
{
	int64_t ms;

	if (format != IMPORT_CHATTY)
		return false;
	return str_starts(line, "# ") ||
	    (pieces_is_entry(line) && line.n > DATE + 3 &&
		line.p[DATE + 3] != '<' &&
		read_date((struct str){ line.p + 1, DATE }, true, &ms));
}

/* Twitch's logins are one to a person, and so are its names; YouTube's not. */
static struct str
user_of(struct import_file *f, struct str nick)
{
	struct str id = arena_str(&f->texts, nick);
	char *p = (char *)id.p;

	for (size_t i = 0; i < id.n; i++)
		if (p[i] >= 'A' && p[i] <= 'Z')
			p[i] = (char)(p[i] - 'A' + 'a');
	return id;
}

static bool
has(struct str s, const char *part)
{
	return s.n > 0 && memmem(s.p, s.n, part, strlen(part)) != NULL;
}

static struct str
role_of(struct str badges)
{
	if (has(badges, "~") || has(badges, "Owner") ||
	    has(badges, "Broadcaster"))
		return STR("streamer");
	if (has(badges, "@") || has(badges, "Moderator"))
		return STR("manager");
	return STR("viewer");
}

static void
give(struct import_file *f, enum import_format format,
    const struct plain_line *l)
{
	struct event e = event_blank();
	bool twitch = format != IMPORT_CHAT_DOWNLOADER_TEXT;

	e.type = EVENT_CHAT;
	e.platform = twitch ? STR("twitch") : STR("import");
	if (l->elapsed)
		e.t_ms = l->ms;
	else
		e.sent_at = l->ms;
	e.user = l->nick;
	if (twitch)
		e.user_id = user_of(f, l->nick);
	if (l->channel.n > 0)
		e.channel_id = e.channel = l->channel;
	e.text = l->text;
	e.role = role_of(l->badges);
	e.message_id =
	    import_coarse_id(f, l->ms, twitch ? e.user_id : l->nick, l->text);
	import_give(f, &e);
}

static void
read_line(
    struct import_file *f, enum import_format format, const struct piece *piece)
{
	struct plain_line l;
	struct str s = piece->text;

	if (utf8_valid(s) < s.n || (s.n > 0 && memchr(s.p, 0, s.n) != NULL))
		import_complain(f, piece, "not UTF-8 text", 0);
	else if (plain_read(format, s, &l))
		give(f, format, &l);
	else if (str_trim(s).n > 0 && !is_other(format, s))
		import_complain(f, piece, "not a chat line", 0);
}

void
import_chatty(struct import_file *f, const struct piece *piece)
{
	read_line(f, IMPORT_CHATTY, piece);
}

void
import_justlog(struct import_file *f, const struct piece *piece)
{
	read_line(f, IMPORT_JUSTLOG, piece);
}

void
import_tcd(struct import_file *f, const struct piece *piece)
{
	read_line(f, IMPORT_TCD, piece);
}

void
import_twitch_downloader_text(struct import_file *f, const struct piece *piece)
{
	read_line(f, IMPORT_TWITCH_DOWNLOADER_TEXT, piece);
}

void
import_chat_downloader_text(struct import_file *f, const struct piece *piece)
{
	read_line(f, IMPORT_CHAT_DOWNLOADER_TEXT, piece);
}
