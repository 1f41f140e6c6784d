/* Replaces ids and nicknames by keyed hashes. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "core/intern.h"
#include "core/mac.h"
#include "core/mem.h"
#include "core/nfc.h"
#include "core/utf8.h"
#include "text/hangul.h"
#include "text/particles.h"
#include "text/pseudonyms.h"
#include "text/tokens.h"

enum { NAME_LONGEST = 64 /* bytes that are looked for */ };

struct alias {
	char text[PSEUDONYM_ALIAS];
};

/* Names that were met, and their aliases by number. */
struct acquaintances {
	struct intern names;
	struct alias *alias;
	size_t cap;
};

struct pseudonyms {
	struct mac *mac;
	struct acquaintances young, old;
	struct buf composed, marked;
};

/* What may follow a name like a particle. */
static const char *const titles[] = { "님", "씨", "형", "형님", "누나", "언니",
	"오빠", "누님", "쌤", "야", "아", "이", "이야", "이형" };

struct pseudonyms *
pseudonyms_new(struct str key)
{
	struct mac *mac = mac_new(key);
	struct pseudonyms *p;

	if (mac == NULL)
		return NULL;
	p = xcalloc(1, sizeof *p);
	p->mac = mac;
	return p;
}

/* The hash of an id or a name, which never meet. */
static struct id128
hash_of(struct pseudonyms *p, char kind, struct str text)
{
	p->marked.n = 0;
	buf_addc(&p->marked, kind);
	buf_str(&p->marked, text);
	return mac_of(p->mac, buf_view(&p->marked));
}

void
pseudonyms_id(struct pseudonyms *p, struct str user_id, char *out)
{
	id128_put(out, hash_of(p, 'i', user_id));
}

/* Digits and letters that are not taken for one another (Crockford). */
static struct alias
spell(struct id128 id)
{
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
	struct alias a = { "anon-" };

	for (int i = 5; i < PSEUDONYM_ALIAS; i++) {
		a.text[i] = digits[id.hi & 31];
		id.hi >>= 5;
	}
	return a;
}

static const struct alias *
find_name(const struct pseudonyms *p, struct str name)
{
	uint32_t i = intern_find(&p->young.names, name);

	if (i != INTERN_NONE)
		return &p->young.alias[i];
	i = intern_find(&p->old.names, name);
	return i != INTERN_NONE ? &p->old.alias[i] : NULL;
}

static void
forget(struct acquaintances *a)
{
	intern_free(&a->names);
	free(a->alias);
	*a = (struct acquaintances){ 0 };
}

/* A name of lone letters and digits is what everybody writes: ㅋㅋ, 123. */
static bool
is_telling(struct str name)
{
	while (name.n > 0) {
		uint32_t c;
		size_t n = utf8_next(name, &c);

		if (!hangul_is_letter(c) && !(c >= '0' && c <= '9'))
			return true;
		name = (struct str){ name.p + n, name.n - n };
	}
	return false;
}

static void
remember(struct pseudonyms *p, struct str name, struct alias alias)
{
	uint32_t i;

	if (p->young.names.n >= PSEUDONYMS_WINDOW) {
		forget(&p->old);
		p->old = p->young;
		p->young = (struct acquaintances){ 0 };
	}
	i = intern_add(&p->young.names, name);
	MEM_RESERVE(p->young.alias, p->young.cap, (size_t)i + 1);
	p->young.alias[i] = alias;
}

void
pseudonyms_alias(
    struct pseudonyms *p, struct str user_id, struct str user, char *out)
{
	struct str name = nfc(str_trim(user), &p->composed);
	struct alias alias = spell(user_id.p != NULL ? hash_of(p, 'i', user_id)
						     : hash_of(p, 'n', name));

	if (name.n <= NAME_LONGEST && is_telling(name))
		remember(p, name, alias);
	memcpy(out, alias.text, PSEUDONYM_ALIAS);
}

/* ---- names in texts ---- */

static struct str
from(struct str s, size_t n)
{
	return (struct str){ s.p + n, s.n - n };
}

/* Whether names do not go on over this character. */
static bool
is_between(uint32_t c)
{
	utf8proc_category_t category;

	if (c < 0x80)
		return !((c >= '0' && c <= '9') || (c | 0x20) - 'a' < 26 ||
		    c == '_');
	category = utf8proc_category((utf8proc_int32_t)c);
	return category == UTF8PROC_CATEGORY_ZS ||
	    (category >= UTF8PROC_CATEGORY_PC &&
		category <= UTF8PROC_CATEGORY_SO);
}

/* The bytes up to where words end. */
static size_t
word_length(struct str s)
{
	size_t n = 0;
	uint32_t c;

	while (n < s.n) {
		size_t len = utf8_next(from(s, n), &c);

		if (is_between(c))
			break;
		n += len;
	}
	return n;
}

static bool
is_title(struct str s)
{
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		if (str_is(s, titles[i]))
			return true;
	return false;
}

/* Whether what stands between a name and the end of the word is nothing, a
 * title, a particle, or both. */
static bool
hangs_on(struct str word, size_t name)
{
	struct str rest = from(word, name), stem;

	if (rest.n == 0 || is_title(rest))
		return true;
	for (unsigned k = 0; (stem = particles_stem(word, k)).p != NULL; k++)
		if (stem.n == name ||
		    (stem.n > name &&
			is_title(from((struct str){ word.p, stem.n }, name))))
			return true;
	return false;
}

/* Characters, at most two. */
static bool
is_long_enough(struct str name)
{
	uint32_t c;

	return name.n > 0 && utf8_next(name, &c) < name.n;
}

/* The longest name that was met and with which `s` begins. */
static size_t
name_at(const struct pseudonyms *p, struct str s, const struct alias **alias)
{
	size_t best = 0, n = 0;
	uint32_t c;

	while (n < s.n) {
		const struct alias *found;

		n += utf8_next(from(s, n), &c);
		if (n > NAME_LONGEST)
			break;
		if (!is_long_enough((struct str){ s.p, n }))
			continue;
		found = find_name(p, (struct str){ s.p, n });
		if (found == NULL ||
		    !hangs_on(
			(struct str){ s.p, n + word_length(from(s, n)) }, n))
			continue;
		*alias = found;
		best = n;
	}
	return best;
}

/* "@name" of somebody who was not met; without the title after it. */
static size_t
called_name(struct str s)
{
	struct str name = { s.p, word_length(s) }, title = STR("님");

	return name.n > title.n && str_ends(name, title.p) ? name.n - title.n
							   : name.n;
}

/* Where a word begins: the bytes of a name there, and its alias. */
static size_t
mention(struct pseudonyms *p, struct str s, bool called, struct alias *alias)
{
	const struct alias *known = NULL;
	size_t n = name_at(p, s, &known);

	if (n > 0) {
		*alias = *known;
	} else if (called && (n = called_name(s)) > 0) {
		*alias = spell(hash_of(p, 'n', (struct str){ s.p, n }));
	}
	return n;
}

struct str
pseudonyms_text(
    struct pseudonyms *p, struct str text, bool called, struct buf *room)
{
	struct str rest = nfc(text, &p->composed);
	bool starts = true, changed = false;
	uint32_t c, before = 0;
	struct alias alias;

	room->n = 0;
	while (rest.n > 0) {
		size_t n = starts
		    ? mention(p, rest, called && before == '@', &alias)
		    : 0;

		if (n > 0) {
			buf_add(room, alias.text, PSEUDONYM_ALIAS);
			changed = true;
			c = 'a';
		} else {
			n = utf8_next(rest, &c);
			buf_add(room, rest.p, n);
		}
		starts = is_between(c);
		before = c;
		rest = from(rest, n);
	}
	return changed ? buf_view(room) : text;
}

void
pseudonyms_free(struct pseudonyms *p)
{
	if (p == NULL)
		return;
	mac_free(p->mac);
	forget(&p->young);
	forget(&p->old);
	buf_free(&p->composed);
	buf_free(&p->marked);
	free(p);
}
