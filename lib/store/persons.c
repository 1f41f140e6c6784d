/* Takes people out of events. */
#include <stdlib.h>
#include <string.h>

#include "core/intern.h"
#include "core/mem.h"
#include "core/random.h"
#include "record/message_id.h"
#include "store/persons.h"
#include "text/pseudonyms.h"

struct persons {
	struct pseudonyms *names;
	struct arena texts; /* of the event in hand */
	struct buf text, made;
};

/* Whether the id stands for many people; an unknown one does not. */
static bool
is_shared(struct str id)
{
	return id.n > 0 && message_id_shared(id);
}

struct persons *
persons_new(struct str key)
{
	struct pseudonyms *names = pseudonyms_new(key);
	struct persons *p;

	if (names == NULL)
		return NULL;
	p = xcalloc(1, sizeof *p);
	p->names = names;
	return p;
}

void
persons_meet(struct persons *p, struct str user_id, struct str user)
{
	char unused[PSEUDONYM_ALIAS];

	if (user.n > 0 && !is_shared(user_id))
		pseudonyms_alias(p->names, user_id, user, unused);
}

static struct str
hidden_id(struct persons *p, struct str id)
{
	char digits[PSEUDONYM_ID];

	if (id.n == 0 || is_shared(id))
		return id;
	pseudonyms_id(p->names, id, digits);
	return (struct str){ arena_copy(&p->texts, digits, sizeof digits),
		sizeof digits };
}

/* "SENDER:MS" with another sender; others as a whole. */
static struct str
hidden_message_id(struct persons *p, struct str id)
{
	struct str rest = id, sender = str_cut(&rest, ':');

	if (rest.p == NULL || sender.n == 0)
		return hidden_id(p, id);
	p->made.n = 0;
	buf_str(&p->made, hidden_id(p, sender));
	buf_addc(&p->made, ':');
	buf_str(&p->made, rest);
	return (struct str){ arena_copy(&p->texts, p->made.p, p->made.n),
		p->made.n };
}

static struct str
hidden_user(struct persons *p, struct str user_id, struct str user)
{
	char alias[PSEUDONYM_ALIAS];

	if (user.p == NULL || is_shared(user_id))
		return user;
	pseudonyms_alias(p->names, user_id, user, alias);
	return (struct str){ arena_copy(&p->texts, alias, sizeof alias),
		sizeof alias };
}

void
persons_hide(struct persons *p, struct event *e)
{
	arena_reset(&p->texts);
	e->user = hidden_user(p, e->user_id, e->user);
	e->user_id = hidden_id(p, e->user_id);
	e->target_user_id = hidden_id(p, e->target_user_id);
	e->message_id = hidden_message_id(p, e->message_id);
	e->target_message_id = hidden_message_id(p, e->target_message_id);
	if (e->text.p != NULL)
		e->text = pseudonyms_text(p->names, e->text, true, &p->text);
}

void
persons_free(struct persons *p)
{
	if (p == NULL)
		return;
	pseudonyms_free(p->names);
	arena_free(&p->texts);
	buf_free(&p->text);
	buf_free(&p->made);
	free(p);
}

/* ---- who wants to be forgotten ---- */

struct forget {
	struct intern ids;
	struct pseudonyms *names; /* by a key that nobody has */
	struct buf text;
};

struct forget *
forget_new(void)
{
	struct forget *f = xcalloc(1, sizeof *f);
	char key[32];

	random_fill(key, sizeof key);
	f->names = pseudonyms_new((struct str){ key, sizeof key });
	return f;
}

void
forget_add(struct forget *f, struct str line)
{
	line = str_trim(line);
	if (line.n > 0 && line.p[0] != '#')
		intern_add(&f->ids, line);
}

bool
forget_knows(const struct forget *f, struct str user_id)
{
	return user_id.n > 0 && intern_find(&f->ids, user_id) != INTERN_NONE;
}

/* The text after a quote, up to the next quote. */
static struct str
quoted(const char *p, const char *end)
{
	const char *q = p;

	while (q < end && *q != '"')
		q += *q == '\\' && q + 1 < end ? 2 : 1;
	return (struct str){ p, (size_t)(q < end ? q - p : end - p) };
}

bool
forget_is_about(const struct forget *f, struct str line)
{
	const char *p = line.p, *end = line.p + line.n;

	while (p < end && (p = memchr(p, '"', (size_t)(end - p))) != NULL) {
		struct str text = quoted(p + 1, end), sender = text;

		if (forget_knows(f, text) ||
		    forget_knows(f, str_cut(&sender, ':')))
			return true;
		p = text.p + text.n + 1;
	}
	return false;
}

void
forget_meet(struct forget *f, struct str user_id, struct str user)
{
	char unused[PSEUDONYM_ALIAS];

	if (user.n > 0 && forget_knows(f, user_id))
		pseudonyms_alias(f->names, user_id, user, unused);
}

struct str
forget_text(struct forget *f, struct str text)
{
	return pseudonyms_text(f->names, text, false, &f->text);
}

void
forget_free(struct forget *f)
{
	if (f == NULL)
		return;
	intern_free(&f->ids);
	pseudonyms_free(f->names);
	buf_free(&f->text);
	free(f);
}
