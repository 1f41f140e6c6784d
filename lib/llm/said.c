/* Takes an answer out of what a model wrote. */
#include <string.h>
#include <strings.h>

#include "core/num.h"
#include "core/utf8.h"
#include "llm/loose.h"
#include "llm/said.h"

static struct str
from(struct str s, size_t n)
{
	return (struct str){ s.p + n, s.n - n };
}

static bool
same_letters(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || strncasecmp(a.p, b.p, a.n) == 0);
}

/* ---- emotions ---- */

bool
emotions_read(struct emotions *e, struct str list)
{
	e->n = 0;
	while (list.p != NULL) {
		struct str name = str_trim(str_cut(&list, ','));

		if (name.n == 0 || e->n == SAID_EMOTIONS)
			return false;
		e->name[e->n++] = name;
	}
	return e->n > 0;
}

struct str
emotions_find(const struct emotions *e, struct str name)
{
	name = str_trim(name);
	for (size_t i = 0; i < e->n; i++)
		if (same_letters(e->name[i], name))
			return e->name[i];
	return (struct str){ 0 };
}

/* ---- what is around an answer ---- */

static const char *
find(struct str s, const char *what)
{
	return s.n > 0 ? memmem(s.p, s.n, what, strlen(what)) : NULL;
}

static struct str
behind(struct str s, const char *at, const char *mark)
{
	return from(s, (size_t)(at - s.p) + strlen(mark));
}

/* Marks of thoughts that models use. */
static const struct {
	const char *open, *close;
} thoughts[] = { { "<think>", "</think>" }, { "<thinking>", "</thinking>" },
	{ "<reasoning>", "</reasoning>" } };
enum { N_THOUGHTS = sizeof thoughts / sizeof *thoughts };

/* Without the thoughts in front.  Those that are not closed yet are all there
 * is. */
static struct str
drop_thoughts(struct str s, bool thinks, bool *unmarked)
{
	for (int i = 0; i < N_THOUGHTS; i++) {
		const char *close = find(s, thoughts[i].close);
		struct str trimmed = str_trim(s);

		if (str_starts(trimmed, thoughts[i].open) && close == NULL)
			return (struct str){ 0 };
		if (close != NULL) {
			*unmarked = find(s, thoughts[i].open) == NULL;
			return behind(s, close, thoughts[i].close);
		}
	}
	if (thinks)
		return (struct str){ 0 };
	return s;
}

/* Marks of the model's own format that a server let through. */
static struct str
drop_channels(struct str s)
{
	static const char *const ends[] = { "<|end|>", "<|return|>",
		"<|im_end|>", "<|eot_id|>", "<|call|>" };
	const char *at;

	while ((at = find(s, "<|message|>")) != NULL)
		s = behind(s, at, "<|message|>");
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if ((at = find(s, ends[i])) != NULL)
			s.n = (size_t)(at - s.p);
	return s;
}

static bool
is_ascii_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* Without the fence ```json in front and the one behind. */
static struct str
drop_fence(struct str s)
{
	struct str rest, line;
	const char *end;

	s = str_trim(s);
	if (!str_starts(s, "```"))
		return s;
	rest = line = from(s, 3);
	while (line.n > 0 && is_ascii_letter(*line.p))
		line = from(line, 1);
	if (line.n == 0 || *line.p == '\n' || *line.p == '\r' ||
	    *line.p == ' ' || *line.p == '{' || *line.p == '[')
		rest = line;
	end = find(rest, "```");
	if (end != NULL)
		rest.n = (size_t)(end - rest.p);
	return str_trim(rest);
}

/* A mark that may still become one of thoughts: "<thi". */
static struct str
drop_beginning(struct str s)
{
	for (size_t n = s.n < 12 ? s.n : 12; n > 0; n--) {
		struct str tail = from(s, s.n - n);

		if (*tail.p != '<')
			continue;
		for (int i = 0; i < N_THOUGHTS; i++)
			if (memcmp(tail.p, thoughts[i].open,
				n < strlen(thoughts[i].open)
				    ? n
				    : strlen(thoughts[i].open)) == 0)
				return (struct str){ s.p, s.n - n };
	}
	return s;
}

/* ---- a text for people ---- */

/* Appends `s` in one line, without what is no text. */
static void
put_clean(struct buf *b, struct str s)
{
	bool space = false;

	while (s.n > 0) {
		uint32_t c;
		size_t n = utf8_next(s, &c);

		if (c <= ' ' || c == 0x7F || (c >= 0x80 && c < 0xA0) ||
		    c == 0x2028 || c == 0x2029) {
			space = b->n > 0;
		} else if (b->n + n + 1 > SAID_LONGEST) {
			return;
		} else {
			if (space)
				buf_addc(b, ' ');
			space = false;
			b->n += utf8_put(buf_reserve(b, UTF8_MAX), c);
		}
		s = from(s, n);
	}
}

static struct str
clean(struct said_reader *r, struct str s)
{
	r->text.n = 0;
	put_clean(&r->text, s);
	if (r->text.n == 0)
		return (struct str){ 0 };
	return (
	    struct str){ arena_copy(&r->a, r->text.p, r->text.n), r->text.n };
}

/* ---- JSON ---- */

static const char *const answer_keys[] = { "response", "reply", "text",
	"answer", "message", "content", "say", NULL };
static const char *const emotion_keys[] = { "emotion", "mood", "feeling",
	NULL };
static const char *const voice_keys[] = { "tts_text", "voice", NULL };
static const char *const skip_keys[] = { "skip", NULL };
static const char *const notes_keys[] = { "notes", NULL };
static const char *const inner_keys[] = { "replies", "arguments", "parameters",
	"reply", "response", NULL };

/* Whether a bracket opens an array of answers, and no "[happy]". */
static bool
is_array(struct str s)
{
	if (s.n == 0 || *s.p != '[')
		return false;
	s = str_trim(from(s, 1));
	return s.n == 0 || *s.p == '{' || *s.p == '"' || *s.p == ']';
}

/* Where an object or array of answers begins; absent when there is none. */
static struct str
find_json(struct str s)
{
	const char *object = s.n > 0 ? memchr(s.p, '{', s.n) : NULL;
	struct str json;

	if (is_array(s))
		return s;
	if (object == NULL)
		return (struct str){ 0 };
	json = from(s, (size_t)(object - s.p));
	/* Prose may have braces too, and so have emotes. */
	if (str_starts(s, "{:"))
		return (struct str){ 0 };
	if (object == s.p)
		return json;
	for (int i = 0; answer_keys[i] != NULL; i++)
		if (find(json, answer_keys[i]) != NULL)
			return json;
	return find(json, "replies") != NULL ? json : (struct str){ 0 };
}

static bool
is_true(const struct loose_val *v)
{
	return same_letters(v->text, STR("true")) || str_is(v->text, "1");
}

static struct str
text_member(struct said_reader *r, struct str object, const char *const *names,
    bool *cut)
{
	struct loose_val v = loose_member(object, names, &r->a);

	if (v.kind == LOOSE_WORD &&
	    (same_letters(v.text, STR("null")) ||
		same_letters(v.text, STR("none"))))
		return (struct str){ 0 };
	*cut = v.cut;
	return v.kind == LOOSE_TEXT || v.kind == LOOSE_WORD ? clean(r, v.text)
							    : (struct str){ 0 };
}

/* The longest text of an object whose keys nobody knows. */
static struct str
longest_text(struct said_reader *r, struct str object)
{
	struct str best = { 0 }, rest = object, key;
	struct loose_val v;

	while (loose_next(&rest, &key, &v, &r->a))
		if (v.kind == LOOSE_TEXT && v.text.n > best.n)
			best = v.text;
	return best.n > 0 ? clean(r, best) : (struct str){ 0 };
}

/* Whether an array has nothing in it, to its end. */
static bool
is_empty(const struct loose_val *array, struct arena *a)
{
	struct str rest = array->text;
	struct loose_val unused;

	return !array->cut && !loose_next(&rest, NULL, &unused, a);
}

/* The answer in an object or, of an array, in its first item; `depth` levels
 * down at most. */
static void
read_object(
    struct said_reader *r, struct str json, struct said *said, int depth)
{
	struct loose_val v;
	struct str rest = json;
	bool cut = false, unused;

	if (depth == 0)
		return;
	if (*json.p == '[') {
		if (loose_next(&rest, NULL, &v, &r->a)) {
			if (v.kind == LOOSE_OBJECT)
				read_object(r, v.text, said, depth - 1);
			else if (v.kind == LOOSE_TEXT)
				said->text = clean(r, v.text);
		}
		return;
	}
	v = loose_member(json, skip_keys, &r->a);
	said->skip = said->skip || is_true(&v);
	said->text = text_member(r, json, answer_keys, &cut);
	said->whole = said->text.p != NULL && !cut;
	said->voice = text_member(r, json, voice_keys, &unused);
	v = loose_member(json, notes_keys, &r->a);
	if (v.kind == LOOSE_ARRAY)
		said->notes = v.text;
	v = loose_member(json, emotion_keys, &r->a);
	if (v.kind == LOOSE_TEXT || v.kind == LOOSE_WORD)
		said->emotion = v.text;
	v = loose_member(json, inner_keys, &r->a);
	if (said->text.p != NULL ||
	    (v.kind != LOOSE_OBJECT && v.kind != LOOSE_ARRAY))
		return;
	if (v.kind == LOOSE_ARRAY && is_empty(&v, &r->a))
		said->skip = true;
	read_object(r, v.text, said, depth - 1);
}

/* ---- text ---- */

static bool
is_word(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'z') &&
		    (s.p[i] & 0x80) == 0)
			return false;
	return s.n > 0 && s.n <= 40;
}

/* "[happy] text", "(happy) text", "happy: text", or the word on a line of its
 * own: takes the emotion off. */
static struct str
take_emotion(struct str s, const struct emotions *e, struct said *said)
{
	static const char pairs[] = "[]()**<>";
	struct str rest = s, word;

	for (int i = 0; pairs[i] != '\0'; i += 2)
		if (s.n > 0 && *s.p == pairs[i]) {
			rest = from(s, 1);
			word = str_cut(&rest, pairs[i + 1]);
			if (rest.p == NULL || !is_word(word) ||
			    (emotions_find(e, word).p == NULL &&
				pairs[i] != '['))
				return s;
			said->emotion = word;
			return rest;
		}
	word = str_cut(&rest, '\n');
	if (rest.p != NULL && emotions_find(e, word).p != NULL) {
		said->emotion = word;
		return rest;
	}
	rest = s;
	word = str_cut(&rest, ':');
	if (rest.p != NULL && same_letters(str_trim(word), STR("emotion")))
		word = str_trim(str_cut(&rest, '\n'));
	if (rest.p != NULL && emotions_find(e, word).p != NULL) {
		said->emotion = word;
		return rest;
	}
	return s;
}

/* While it grows, whether a line may still turn out to be an emotion. */
static bool
may_be_emotion(struct str s, const struct emotions *e)
{
	if (s.n == 0)
		return true;
	if (*s.p == '[')
		return s.n < 40 && memchr(s.p, ']', s.n) == NULL;
	for (size_t i = 0; i < e->n; i++)
		if (s.n <= e->name[i].n &&
		    strncasecmp(s.p, e->name[i].p, s.n) == 0)
			return true;
	return false;
}

static void
read_text(struct said_reader *r, struct str s, const struct emotions *e,
    bool growing, struct said *said)
{
	if (growing && may_be_emotion(s, e))
		return;
	s = str_trim(take_emotion(s, e, said));
	said->text = clean(r, growing ? drop_beginning(s) : str_unquoted(s));
}

struct said
said_read(struct said_reader *r, struct str content, const struct emotions *e,
    bool growing)
{
	struct said said = { 0 };
	struct str s, json;

	arena_reset(&r->a);
	s = drop_thoughts(content, r->thinks && growing, &said.thought);
	s = drop_fence(drop_channels(s));
	if (growing && s.n > 0 && (*s.p == '`' || *s.p == '<') && s.n < 12)
		s.n = 0; /* a mark that is not all there yet */
	json = find_json(s);
	if (json.p != NULL) {
		said.json = true;
		read_object(r, json, &said, 4);
		if (*json.p == '[' &&
		    is_empty(&(struct loose_val){ .text = json }, &r->a))
			said.skip = true;
		if (said.text.p == NULL && !said.skip && !growing)
			said.text = longest_text(r, json);
	} else {
		read_text(r, s, e, growing, &said);
	}
	said.has_emotion = said.emotion.p != NULL;
	said.emotion = emotions_find(e, said.emotion);
	if (said.emotion.p == NULL)
		said.emotion = e->name[0];
	if (said.skip)
		said.text = (struct str){ 0 };
	return said;
}

void
said_free(struct said_reader *r)
{
	arena_free(&r->a);
	buf_free(&r->text);
}

bool
said_note(
    struct said_reader *r, struct str *rest, int64_t *number, struct str *note)
{
	static const char *const number_keys[] = { "n", "number", "id", NULL };
	static const char *const text_keys[] = { "note", "text", NULL };
	struct loose_val item, n;
	bool unused;

	while (rest->n > 0 && loose_next(rest, NULL, &item, &r->a)) {
		if (item.kind != LOOSE_OBJECT)
			continue;
		n = loose_member(item.text, number_keys, &r->a);
		*note = text_member(r, item.text, text_keys, &unused);
		if (note->p != NULL && num_int(n.text, number))
			return true;
	}
	return false;
}
