/* Takes lines of IRC apart. */
#include <string.h>

#include "platform/irc.h"

/* The next word; spaces after it are skipped. */
static struct str
word(struct str *rest)
{
	struct str s = str_cut(rest, ' ');

	while (rest->n > 0 && rest->p[0] == ' ')
		*rest = (struct str){ rest->p + 1, rest->n - 1 };
	return s;
}

static struct str
after_first(struct str s)
{
	return (struct str){ s.p + 1, s.n - 1 };
}

static void
read_tags(struct str s, struct irc_line *l)
{
	while (s.p != NULL && l->tags < IRC_TAGS) {
		struct str value = str_cut(&s, ';');
		struct str key = str_cut(&value, '=');

		if (value.p == NULL)
			value = STR("");
		l->tag[l->tags++] = (struct irc_pair){ key, value };
	}
}

static void
read_params(struct str rest, struct irc_line *l)
{
	while (rest.n > 0 && l->params < IRC_PARAMS) {
		if (rest.p[0] == ':') {
			l->param[l->params++] = after_first(rest);
			return;
		}
		l->param[l->params++] = word(&rest);
	}
}

bool
irc_read(struct str line, struct irc_line *l)
{
	struct str rest = line, prefix = { 0 };

	l->params = l->tags = 0;
	if (rest.n > 0 && rest.p[0] == '@')
		read_tags(after_first(word(&rest)), l);
	if (rest.n > 0 && rest.p[0] == ':')
		prefix = after_first(word(&rest));
	l->nick = str_cut(&prefix, '!');
	l->command = rest.n > 0 ? word(&rest) : (struct str){ 0 };
	read_params(rest, l);
	return l->command.n > 0;
}

struct str
irc_param(const struct irc_line *l, unsigned n)
{
	return n < l->params ? l->param[n] : (struct str){ 0 };
}

/* What stands for a character after a backslash. */
static char
meant(char c)
{
	switch (c) {
	case ':':
		return ';';
	case 's':
		return ' ';
	case 'r':
		return '\r';
	case 'n':
		return '\n';
	default:
		return c;
	}
}

/* A backslash at the end stands for nothing. */
static struct str
unescaped(struct str s, struct arena *arena)
{
	char *out;
	size_t n = 0;

	if (s.n == 0 || memchr(s.p, '\\', s.n) == NULL)
		return s;
	out = arena_alloc(arena, s.n);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '\\')
			out[n++] = s.p[i];
		else if (++i < s.n)
			out[n++] = meant(s.p[i]);
	}
	return (struct str){ out, n };
}

struct str
irc_tag(const struct irc_line *l, const char *key, struct arena *arena)
{
	for (unsigned i = 0; i < l->tags; i++)
		if (str_is(l->tag[i].key, key))
			return unescaped(l->tag[i].value, arena);
	return (struct str){ 0 };
}
