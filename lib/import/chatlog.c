/*
 * chzzk-timeline's chatLog-<video>.log:
 *
 *	[2026-09-28 19:02:26] nick: message (user id)
 *
 * Korean time.  A message's line feeds are written as they are, so an entry
 * may be several lines and the id stands at the end of the last.  A nick may
 * hold a colon but no ": ", a message both, and parentheses too.  The masked
 * kind has the message alone.  The collector appends when it is started again,
 * which repeats entries; the repeats get the ids of the first.
 */
#include <string.h>

#include "core/utf8.h"
#include "import/formats.h"
#include "record/message_id.h"

enum { TIME = 19, HEAD = TIME + 3 }; /* "[...] " */

struct chatlog_entry {
	struct str nick, text, id;
};

/* "MESSAGE (ID)" */
static bool
split_id(struct str s, struct str *message, struct str *id)
{
	size_t at = s.n;

	if (!str_ends(s, ")"))
		return false;
	while (at > 1 && !(s.p[at - 2] == ' ' && s.p[at - 1] == '('))
		at--;
	if (at <= 1 || at == s.n - 1)
		return false;
	*id = (struct str){ s.p + at, s.n - at - 1 };
	*message = (struct str){ s.p, at - 2 };
	return memchr(id->p, '\n', id->n) == NULL;
}

/* "NICK: MESSAGE (ID)" */
static bool
split(struct str s, struct chatlog_entry *e)
{
	const char *colon;

	if (!split_id(s, &e->text, &e->id))
		return false;
	colon = memmem(e->text.p, e->text.n, ": ", 2);
	if (colon == NULL)
		return false;
	e->nick = (struct str){ e->text.p, (size_t)(colon - e->text.p) };
	e->text.n -= e->nick.n + 2;
	e->text.p += e->nick.n + 2;
	return true;
}

/* Without its last line; false when it has only one. */
static bool
drop_line(struct str *s)
{
	const char *feed = memrchr(s->p, '\n', s->n);

	if (feed == NULL)
		return false;
	*s = str_trim((struct str){ s->p, (size_t)(feed - s->p) });
	return true;
}

/* Lines that do not belong to the entry may follow it: they are cut off. */
static bool
split_whole(struct str *s, struct chatlog_entry *e)
{
	do
		if (split(*s, e))
			return true;
	while (drop_line(s));
	return false;
}

static unsigned long
feeds(struct str s)
{
	unsigned long n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '\n';
	return n;
}

static void
give(struct import_file *f, int64_t ms, const struct chatlog_entry *entry)
{
	struct event e = event_blank();
	bool system = str_is(entry->id, "SYSTEM_MESSAGE");

	e.type = system ? EVENT_MODERATION : EVENT_CHAT;
	if (system)
		e.action = STR("system");
	e.platform = STR("chzzk");
	e.sent_at = ms;
	e.message_id = import_coarse_id(f, ms, entry->id, entry->text);
	if (!message_id_shared(entry->id))
		e.user_id = entry->id;
	if (!str_is(entry->nick, "Unknown"))
		e.user = entry->nick;
	e.text = entry->text;
	import_give(f, &e);
}

static const char *
check(struct str s)
{
	if (s.n > 0 && memchr(s.p, '\0', s.n) != NULL)
		return "NUL byte";
	return utf8_valid(s) < s.n ? "not UTF-8" : NULL;
}

void
import_chatlog(struct import_file *f, const struct piece *piece)
{
	struct str whole = piece->text, s;
	struct chatlog_entry entry = { 0 };
	const char *why = NULL;
	int64_t ms;

	if (!pieces_is_entry(whole) ||
	    !when_kst((struct str){ whole.p + 1, TIME }, &ms)) {
		import_complain(
		    f, piece, "not [YYYY-MM-DD HH:MM:SS] nick: text (id)", 0);
		return;
	}
	s = whole = (struct str){ whole.p + HEAD, whole.n - HEAD };
	if (!f->begun)
		f->masked = !split_whole(&s, &entry);
	f->begun = true;
	if (f->masked) {
		entry = (struct chatlog_entry){ .text = s = whole };
	} else if (!split_whole(&s, &entry)) {
		import_complain(f, piece, "no (user id) at its end", 0);
		return;
	}
	why = check(s);
	if (why == NULL)
		give(f, ms, &entry);
	else
		import_complain(f, piece, why, 0);
	if (s.n < whole.n)
		import_complain(f, piece, "not a chat line", feeds(s) + 1);
}
