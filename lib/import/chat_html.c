/*
 * TwitchDownloader's pages, a line for each message:
 *
 *	<pre class="comment-root">[<a href="...">0:00:05</a>]
 *	<img ... title="moderator"> <a href="https://www.twitch.tv/nick" ...>
 *	<span class="comment-author" ...>Nick</span></a>
 *	<span class="comment-message">: text</span></pre>
 *
 * without line feeds; older ones do not link the time.  Emotes are pictures
 * with their names hidden behind them.  What is between and around the messages
 * is the page's.
 */
#include <string.h>

#include "core/num.h"
#include "core/utf8.h"
#include "import/formats.h"

/* What is between two marks, the first of which *s is cut behind; absent when
 * one is not there. */
static struct str
between(struct str *s, const char *before, const char *after)
{
	const char *p = memmem(s->p, s->n, before, strlen(before)), *end;
	size_t n;

	if (p == NULL)
		return (struct str){ 0 };
	p += strlen(before);
	n = s->n - (size_t)(p - s->p);
	end = memmem(p, n, after, strlen(after));
	if (end == NULL)
		return (struct str){ 0 };
	*s = (struct str){ p, n };
	return (struct str){ p, (size_t)(end - p) };
}

/* Appends what &NAME; means; false when it means nothing. */
static bool
put_entity(struct buf *b, struct str name)
{
	static const struct {
		const char *name, *text;
	} known[] = { { "amp", "&" }, { "lt", "<" }, { "gt", ">" },
		{ "quot", "\"" }, { "nbsp", " " }, { "apos", "'" } };
	int64_t c;

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (str_is(name, known[i].name)) {
			buf_adds(b, known[i].text);
			return true;
		}
	if (!str_take(&name, "#") || !num_int(name, &c) || c < ' ' ||
	    c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
		return false;
	b->n += utf8_put(buf_reserve(b, UTF8_MAX), (uint32_t)c);
	return true;
}

/* The length of the tag that a text begins with, 0 for none: <3 is none. */
static size_t
tag_at(struct str s)
{
	const char *end = memchr(s.p, '>', s.n);

	if (s.n < 2 || s.p[0] != '<' || end == NULL ||
	    !(s.p[1] == '/' || (s.p[1] >= 'a' && s.p[1] <= 'z')))
		return 0;
	return (size_t)(end - s.p) + 1;
}

static size_t
put_next(struct buf *b, struct str s)
{
	enum { LONGEST = 10 };
	size_t tag = tag_at(s);
	const char *end = *s.p == '&'
	    ? memchr(s.p, ';', s.n < LONGEST ? s.n : LONGEST)
	    : NULL;

	if (tag > 0)
		return tag;
	if (end != NULL &&
	    put_entity(b, (struct str){ s.p + 1, (size_t)(end - s.p) - 1 }))
		return (size_t)(end - s.p) + 1;
	buf_addc(b, *s.p);
	return 1;
}

/* A page's text without tags. */
static struct str
plain(struct import_file *f, struct str html)
{
	struct buf b = { 0 };
	struct str text;

	while (html.n > 0) {
		size_t n = put_next(&b, html);

		html.p += n;
		html.n -= n;
	}
	text = arena_str(&f->texts, str_trim(buf_view(&b)));
	buf_free(&b);
	return text;
}

static struct str
role_of(struct str badges)
{
	struct str role = STR("viewer"), badge;

	while ((badge = between(&badges, " title=\"", "\"")).p != NULL) {
		if (str_is(badge, "broadcaster"))
			return STR("streamer");
		if (str_is(badge, "moderator"))
			role = STR("manager");
	}
	return role;
}

/* "이름 (login)" is 이름. */
static struct str
name_of(struct str shown, struct str login)
{
	if (login.n > 0 && shown.n > login.n + 3 && str_ends(shown, ")") &&
	    memcmp(shown.p + shown.n - 1 - login.n, login.p, login.n) == 0 &&
	    shown.p[shown.n - 2 - login.n] == '(')
		shown.n -= login.n + 3;
	return shown;
}

static bool
read_message(struct import_file *f, struct str line, struct event *e)
{
	struct str time = between(&line, ">[", "]"), before, author;

	/* Newer ones link it to the video. */
	line.p += time.n;
	line.n -= time.n;
	before = line;
	e->user_id = between(&line, "<a href=\"https://www.twitch.tv/", "\"");
	author = between(&line, "class=\"comment-author\"", "</span>");
	before.n = author.p != NULL ? (size_t)(author.p - before.p) : 0;
	str_cut(&author, '>');
	e->user = name_of(plain(f, author), e->user_id);
	e->text =
	    plain(f, between(&line, "class=\"comment-message\">: ", "</pre>"));
	e->role = role_of(before);
	return import_elapsed(plain(f, time), &e->t_ms) && e->user.n > 0;
}

static void
take(struct import_file *f, const struct piece *piece, struct str message)
{
	struct event e = event_blank();

	e.type = EVENT_CHAT;
	e.platform = STR("twitch");
	if (utf8_valid(message) < message.n || !read_message(f, message, &e)) {
		import_complain(f, piece, "not a chat line", 0);
		return;
	}
	e.message_id = import_coarse_id(
	    f, e.t_ms, e.user_id.n > 0 ? e.user_id : e.user, e.text);
	import_give(f, &e);
}

void
import_chat_html(struct import_file *f, const struct piece *piece)
{
	static const char begin[] = "<pre class=\"comment-root\"",
			  end[] = "</pre>";
	const char *p, *past = piece->text.p + piece->text.n;
	struct str rest = piece->text;

	while (rest.n > 0 &&
	    (p = memmem(rest.p, rest.n, begin, sizeof begin - 1)) != NULL) {
		const char *stop =
		    memmem(p, (size_t)(past - p), end, sizeof end - 1);

		stop = stop != NULL ? stop + sizeof end - 1 : past;
		take(f, piece, (struct str){ p, (size_t)(stop - p) });
		rest = (struct str){ stop, (size_t)(past - stop) };
	}
}
