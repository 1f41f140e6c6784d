/* Reads sheets of cues, and finds the cues of a record. */
#include <stdlib.h>
#include <string.h>

#include "core/num.h"
#include "core/utf8.h"
#include "core/when.h"
#include "platform/cues.h"

enum { TEXT_MOST = 1000 /* bytes of a value: a source holds no more */ };

/* Where these stand among the keys. */
enum { TYPE, REPLY_ID, TEXT, EMOTION, OWN_KEYS };
static const char *const own_keys[OWN_KEYS] = { "type", "reply_id", "text",
	"emotion" };

/* ---- reading a sheet ---- */

static const char *
keep(struct cues *c, struct str s)
{
	return arena_copy(&c->texts, s.p, s.n);
}

/* The place of a key, or CUES_KEYS when there are too many. */
static size_t
key_place(struct cues *c, struct str key)
{
	size_t i = 0;

	for (; c->n_keys < OWN_KEYS; c->n_keys++)
		c->keys[c->n_keys] = own_keys[c->n_keys];
	while (i < c->n_keys && !str_is(key, c->keys[i]))
		i++;
	if (i == c->n_keys && c->n_keys < CUES_KEYS)
		c->keys[c->n_keys++] = keep(c, key);
	return i;
}

/* "amount>=10000". */
static bool
read_condition(struct cues *c, struct cue *cue, struct str word)
{
	static const struct {
		const char *sign;
		enum cue_test test;
	} signs[] = { { "!=", CUE_IS_NOT }, { ">=", CUE_AT_LEAST },
		{ "<=", CUE_AT_MOST }, { ">", CUE_ABOVE }, { "<", CUE_BELOW },
		{ "=", CUE_IS } };
	struct cue_condition found = { 0 };
	size_t n = 0, i = 0;

	while (n < word.n && strchr("!<>=", word.p[n]) == NULL)
		n++;
	found.key = key_place(c, (struct str){ word.p, n });
	word = (struct str){ word.p + n, word.n - n };
	while (
	    i < sizeof signs / sizeof *signs && !str_take(&word, signs[i].sign))
		i++;
	if (n == 0 || i == sizeof signs / sizeof *signs ||
	    found.key == CUES_KEYS)
		return false;
	found.test = signs[i].test;
	found.value = keep(c, word);
	if (found.test > CUE_IS_NOT && !num_real(word, &found.number))
		return false;
	MEM_RESERVE(
	    cue->conditions, cue->cap_conditions, cue->n_conditions + 1);
	cue->conditions[cue->n_conditions++] = found;
	return true;
}

/* "donation amount>=10000" between the brackets. */
static bool
read_section(struct cues *c, struct str text)
{
	struct str type = str_cut(&text, ' ');
	struct cue *cue;

	if (type.n == 0 || memchr(type.p, '=', type.n) != NULL)
		return false;
	MEM_RESERVE(c->at, c->cap, c->n + 1);
	cue = &c->at[c->n++];
	*cue = (struct cue){
		.type = keep(c, type), .for_ms = -1, .last = INT64_MIN
	};
	while (text.p != NULL) {
		struct str word = str_cut(&text, ' ');

		if (word.n > 0 && !read_condition(c, cue, word))
			return false;
	}
	return true;
}

static void
add_deed(struct cue *cue, struct cue_deed deed)
{
	MEM_RESERVE(cue->deeds, cue->cap, cue->n + 1);
	cue->deeds[cue->n++] = deed;
}

/* The keys in a text's braces. */
static bool
note_keys(struct cues *c, struct str text)
{
	while (text.p != NULL) {
		struct str key;

		str_cut(&text, '{');
		key = text;
		if (text.p == NULL || memchr(text.p, '}', text.n) == NULL)
			break;
		key = str_cut(&text, '}');
		if (key_place(c, key) == CUES_KEYS)
			return false;
	}
	return true;
}

/* "SCENE/ITEM", or an item of whatever is on air. */
static void
add_item(struct cues *c, struct cue *cue, enum cue_kind kind, struct str name)
{
	struct str item = name, scene = str_cut(&item, '/');

	if (item.p == NULL)
		add_deed(
		    cue, (struct cue_deed){ kind, NULL, keep(c, name), NULL });
	else
		add_deed(cue,
		    (struct cue_deed){
			kind, keep(c, scene), keep(c, item), NULL });
}

static bool
add_text(struct cues *c, struct cue *cue, struct str source, struct str text)
{
	source = str_trim(source);
	if (source.n == 0 || !note_keys(c, text))
		return false;
	add_deed(cue,
	    (struct cue_deed){
		CUE_TEXT, NULL, keep(c, source), keep(c, text) });
	return true;
}

static bool
read_deed(struct cues *c, struct cue *cue, struct str name, struct str value)
{
	if (str_take(&name, "text "))
		return add_text(c, cue, name, value);
	if (value.n == 0)
		return false;
	if (str_is(name, "for"))
		return when_duration(value, &cue->for_ms);
	if (str_is(name, "every"))
		return when_duration(value, &cue->every_ms);
	if (str_is(name, "show"))
		add_item(c, cue, CUE_SHOW, value);
	else if (str_is(name, "hide"))
		add_item(c, cue, CUE_HIDE, value);
	else if (str_is(name, "scene"))
		add_deed(cue,
		    (struct cue_deed){ CUE_SCENE, NULL, keep(c, value), NULL });
	else if (str_is(name, "hotkey"))
		add_deed(cue,
		    (struct cue_deed){
			CUE_HOTKEY, NULL, keep(c, value), NULL });
	else
		return false;
	return true;
}

/* Names may have any sign in them, so that only a whole line is a comment. */
static bool
read_line(struct cues *c, struct str line)
{
	struct str name;

	line = str_trim(line);
	if (line.n == 0 || line.p[0] == '#')
		return true;
	if (line.p[0] == '[')
		return line.p[line.n - 1] == ']' &&
		    read_section(
			c, str_trim((struct str){ line.p + 1, line.n - 2 }));
	if (c->n == 0)
		return false;
	if (str_is(line, "clip")) {
		add_deed(
		    &c->at[c->n - 1], (struct cue_deed){ .kind = CUE_CLIP });
		return true;
	}
	name = str_trim(str_cut(&line, '='));
	return line.p != NULL &&
	    read_deed(c, &c->at[c->n - 1], name, str_trim(line));
}

bool
cues_read(struct cues *c, struct str sheet)
{
	for (int number = 1; sheet.p != NULL; number++) {
		struct str line = str_cut(&sheet, '\n');

		if (read_line(c, line))
			continue;
		buf_fmt(&c->why, "line %d: no cue: ", number);
		utf8_show(&c->why, str_trim(line), 60);
		return false;
	}
	if (c->n == 0)
		buf_adds(&c->why, "no [TYPE] in it");
	return c->n > 0;
}

void
cues_free(struct cues *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->at[i].conditions);
		free(c->at[i].deeds);
	}
	for (size_t i = 0; i < CUES_REPLIES; i++) {
		free(c->replies[i].id);
		free(c->replies[i].text);
		free(c->replies[i].emotion);
	}
	free(c->at);
	arena_free(&c->texts);
	buf_free(&c->why);
	*c = (struct cues){ 0 };
}

/* ---- records ---- */

void
cues_want(struct cues *c, struct jsonl *in)
{
	key_place(c, STR("type"));
	for (size_t i = 0; i < c->n_keys; i++)
		c->places[i] = jsonl_want(in, c->keys[i]);
}

static char *
copy(struct str s)
{
	return s.p != NULL ? xstrndup(s.p, s.n) : NULL;
}

void
cues_note(struct cues *c, struct jsonl *in, const struct json_val *v)
{
	struct str id = jsonl_text(in, v + c->places[REPLY_ID]);
	struct cue_reply *r = &c->replies[c->n_replies % CUES_REPLIES];

	if (!val_is(v + c->places[TYPE], "reply") || id.p == NULL)
		return;
	free(r->id);
	free(r->text);
	free(r->emotion);
	r->id = copy(id);
	r->text = copy(jsonl_text(in, v + c->places[TEXT]));
	r->emotion = copy(jsonl_text(in, v + c->places[EMOTION]));
	c->n_replies++;
}

/* What the reply of a speech said. */
static struct str
reply_value(
    struct cues *c, size_t key, struct jsonl *in, const struct json_val *v)
{
	struct str id = jsonl_text(in, v + c->places[REPLY_ID]);

	for (size_t i = 0; id.p != NULL && i < CUES_REPLIES; i++) {
		const struct cue_reply *r = &c->replies[i];

		if (r->id != NULL && str_is(id, r->id))
			return str_of(key == TEXT ? r->text : r->emotion);
	}
	return (struct str){ 0 };
}

/* A value as text, absent when there is none. */
static struct str
value(struct cues *c, size_t key, struct jsonl *in, const struct json_val *v)
{
	const struct json_val *found = v + c->places[key];

	if (found->kind == VAL_STRING)
		return jsonl_text(in, found);
	if (found->kind == VAL_NUMBER || found->kind == VAL_TRUE ||
	    found->kind == VAL_FALSE)
		return val_raw(found);
	if ((key == TEXT || key == EMOTION) &&
	    val_is(v + c->places[TYPE], "speech"))
		return reply_value(c, key, in, v);
	return (struct str){ 0 };
}

static bool
holds(const struct cue_condition *is, struct str value)
{
	double number = 0;

	if (is->test == CUE_IS || is->test == CUE_IS_NOT)
		return (value.p != NULL && str_is(value, is->value)) ==
		    (is->test == CUE_IS);
	if (value.p == NULL || !num_real(value, &number))
		return false;
	switch (is->test) {
	case CUE_ABOVE:
		return number > is->number;
	case CUE_AT_LEAST:
		return number >= is->number;
	case CUE_BELOW:
		return number < is->number;
	default:
		return number <= is->number;
	}
}

bool
cues_match(struct cues *c, struct cue *cue, struct jsonl *in,
    const struct json_val *v, int64_t now)
{
	if (!val_is(v + c->places[TYPE], cue->type))
		return false;
	for (size_t i = 0; i < cue->n_conditions; i++)
		if (!holds(&cue->conditions[i],
			value(c, cue->conditions[i].key, in, v)))
			return false;
	if (cue->last != INT64_MIN && now - cue->last < cue->every_ms)
		return false;
	cue->last = now;
	return true;
}

/* A stranger's text: no control characters, and not without end. */
static void
put_value(struct buf *b, struct str s)
{
	s = utf8_cut(s, TEXT_MOST);
	for (size_t i = 0; i < s.n; i++)
		buf_addc(b,
		    (unsigned char)s.p[i] < ' ' || s.p[i] == 0x7F ? ' '
								  : s.p[i]);
}

void
cues_fill(struct cues *c, const struct cue_deed *deed, struct jsonl *in,
    const struct json_val *v, struct buf *b)
{
	struct str text = str_of(deed->text);

	while (text.p != NULL) {
		struct str key;

		buf_str(b, str_cut(&text, '{'));
		if (text.p == NULL)
			break;
		if (memchr(text.p, '}', text.n) == NULL) {
			buf_addc(b, '{');
			continue;
		}
		key = str_cut(&text, '}');
		put_value(b, value(c, key_place(c, key), in, v));
	}
}
