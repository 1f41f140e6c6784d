/* Makes up answers from what is asked. */
#include <string.h>

#include "core/id128.h"
#include "core/utf8.h"
#include "jsonl/doc.h"
#include "jsonl/put.h"
#include "llm/gauge.h"
#include "sim/llm_talk.h"

enum { DEPTH = 6 /* of a schema */, SHORT = 60 /* bytes quoted */ };

enum {
	MODEL,
	MESSAGES,
	STREAM,
	OPTIONS,
	FORMAT,
	TOOLS,
	CHOICE,
	MAX,
	OLD_MAX,
	HOW_MANY,
	LOGPROBS,
	N_KEYS
};
static const struct scan_keys keys = { .n = N_KEYS,
	.name = { [MODEL] = DOC_KEY("model"),
	    [MESSAGES] = DOC_KEY("messages"),
	    [STREAM] = DOC_KEY("stream"),
	    [OPTIONS] = DOC_KEY("stream_options"),
	    [FORMAT] = DOC_KEY("response_format"),
	    [TOOLS] = DOC_KEY("tools"),
	    [CHOICE] = DOC_KEY("tool_choice"),
	    [MAX] = DOC_KEY("max_completion_tokens"),
	    [OLD_MAX] = DOC_KEY("max_tokens"),
	    [HOW_MANY] = DOC_KEY("n"),
	    [LOGPROBS] = DOC_KEY("logprobs") } };

static bool
is_true(const struct json_val *v)
{
	return v->kind == VAL_TRUE;
}

static bool
has(struct str s, const char *what)
{
	return s.n > 0 && memmem(s.p, s.n, what, strlen(what)) != NULL;
}

/* ---- what is asked ---- */

/* One line of quoted chat: {"n":1,"from":"...","says":"..."}. */
static bool
read_line(struct llm_order *o, struct str line, struct arena *a)
{
	static const struct scan_keys chat = { .n = 2,
		.name = { DOC_KEY("from"), DOC_KEY("says") } };
	struct json_val v[2];
	struct scan_error err;

	if (!str_starts(line, "{") || !doc_open(line, &chat, v, a, &err) ||
	    v[1].kind != VAL_STRING)
		return false;
	if (o->lines++ == 0) {
		o->from = val_text(&v[0], a);
		o->says = val_text(&v[1], a);
	}
	return true;
}

static void
read_user(struct llm_order *o, struct str text, struct arena *a)
{
	struct str rest = text;

	o->lines = 0;
	o->returned = (struct str){ 0 };
	o->summary = has(text, "<turns ");
	while (rest.n > 0)
		read_line(o, str_cut(&rest, '\n'), a);
	if (o->lines == 0) {
		o->from = (struct str){ 0 };
		o->says = text;
	}
}

/* A message's content: a text, or an array of parts with texts. */
static struct str
content_of(const struct json_val *message, struct arena *a)
{
	struct json_val content = doc_at(message, "content"), part, text;
	struct str rest = doc_items(&content);

	if (content.kind == VAL_STRING)
		return val_text(&content, a);
	if (!doc_item(&rest, &part))
		return (struct str){ 0 };
	text = doc_at(&part, "text");
	return val_text(&text, a);
}

static void
read_messages(
    struct llm_order *o, const struct json_val *messages, struct arena *a)
{
	struct str rest = doc_items(messages), text;
	struct json_val message, role, name;
	bool json = false;

	while (doc_item(&rest, &message)) {
		role = doc_at(&message, "role");
		name = doc_at(&message, "name");
		text = content_of(&message, a);
		json = json || has(text, "JSON") || has(text, "json");
		o->tokens += gauge_guess(text) + GAUGE_MESSAGE;
		if (name.kind != VAL_ABSENT && !val_is(&role, "tool"))
			o->wrong = "property 'messages.0.name' is unsupported";
		if (val_is(&role, "user"))
			read_user(o, text, a);
		else if (val_is(&role, "tool"))
			o->returned = text;
	}
	if (o->json && o->schema.kind == VAL_ABSENT && !json)
		o->wrong = "'messages' must contain the word 'json' in some "
			   "form, to use 'response_format' of type "
			   "'json_object'.";
}

static void
read_format(struct llm_order *o, const struct json_val *format)
{
	struct json_val type = doc_at(format, "type"), schema_type;

	if (val_is(&type, "json_object"))
		o->json = true;
	if (!val_is(&type, "json_schema"))
		return;
	o->json = true;
	o->schema = doc_at(format, "json_schema.schema");
	schema_type = doc_at(&o->schema, "type");
	if (!val_is(&schema_type, "object"))
		o->wrong = "invalid JSON schema for response_format: "
			   "schema must be of type object";
}

/* What Groq refuses: more than one of form, stream and tools; and more. */
static void
find_faults(struct llm_order *o, const struct json_val *v)
{
	int64_t n = val_natural(&v[HOW_MANY]);

	if (o->json && o->stream)
		o->wrong = "response_format is not supported with stream";
	if (o->json && o->tool.kind != VAL_ABSENT)
		o->wrong = "response_format is not supported with tools";
	if (n > 1)
		o->wrong = "'n' must be at most 1";
	if (is_true(&v[LOGPROBS]))
		o->wrong = "'logprobs' is not supported with this model";
	if (doc_items(&v[MESSAGES]).p == NULL)
		o->wrong = "'messages' is required";
}

bool
llm_order_read(struct llm_order *o, struct str body, struct arena *a)
{
	struct json_val v[N_KEYS], usage;
	struct scan_error err;
	struct str tools;

	*o = (struct llm_order){ 0 };
	if (!doc_open(str_trim(body), &keys, v, a, &err))
		return false;
	o->model = val_text(&v[MODEL], a);
	o->stream = is_true(&v[STREAM]);
	usage = doc_at(&v[OPTIONS], "include_usage");
	o->usage = is_true(&usage);
	read_format(o, &v[FORMAT]);
	tools = doc_items(&v[TOOLS]);
	if (!val_is(&v[CHOICE], "none"))
		doc_item(&tools, &o->tool);
	o->max_tokens = val_natural(&v[MAX]);
	if (o->max_tokens < 0)
		o->max_tokens = val_natural(&v[OLD_MAX]);
	if (o->max_tokens < 0)
		o->max_tokens = 0;
	read_messages(o, &v[MESSAGES], a);
	find_faults(o, v);
	return true;
}

bool
llm_order_calls(const struct llm_order *o)
{
	return o->tool.kind == VAL_OBJECT && o->returned.p == NULL &&
	    has(o->says, "?");
}

void
llm_talk_arguments(const struct llm_order *o, struct buf *b)
{
	struct json_val properties =
	    doc_at(&o->tool, "function.parameters.properties");
	struct str rest = doc_items(&properties);
	struct json_val name, type;
	struct arena a = { 0 };

	put_open(b);
	if (doc_member(&rest, &name, &type)) {
		put_raw(b, NULL, val_raw(&name));
		buf_addc(b, ':');
		put_string(b, utf8_cut(o->says, SHORT));
	}
	put_close(b);
	arena_free(&a);
}

/* ---- what is answered ---- */

/* A number that the text alone decides. */
static uint64_t
number_of(const struct llm_order *o)
{
	return id128_of(o->says).lo;
}

static const char *const emotions[] = { "happy", "neutral", "surprised", "sad",
	"excited", "angry" };

static void
put_answer(const struct llm_order *o, struct buf *b)
{
	static const struct {
		const char *before, *behind;
	} ways[] = { { "님, 반가워요! ", "라니 재밌네요." },
		{ "님이 말한 ", ", 저도 그렇게 생각해요. 또 이야기해 주세요!" },
		{ "님, ", " 들었어요. 조금 더 알려 주실래요?" } };
	size_t way = number_of(o) % (sizeof ways / sizeof *ways);
	struct str says = utf8_cut(o->says, SHORT);
	struct str from = o->from.n > 0 ? o->from : STR("여러분");

	if (o->summary) {
		buf_fmt(b, "%zu줄의 대화가 있었다. 처음은 \"%.*s\"였다.",
		    o->lines, STR_ARG(says));
		return;
	}
	if (o->returned.p != NULL) {
		buf_fmt(b, "%.*s님, 찾아봤어요: %.*s", STR_ARG(from),
		    STR_ARG(utf8_cut(o->returned, 4 * SHORT)));
		return;
	}
	buf_str(b, from);
	buf_fmt(b, "%s\"%.*s\"%s", ways[way].before, STR_ARG(says),
	    ways[way].behind);
}

static const char *
emotion_of(const struct llm_order *o)
{
	return emotions[number_of(o) / 3 %
	    (sizeof emotions / sizeof *emotions)];
}

static void fill(const struct llm_order *, const struct json_val *schema,
    struct str name, struct buf *, int depth);

static void
fill_object(const struct llm_order *o, const struct json_val *schema,
    struct buf *b, int depth)
{
	struct json_val properties = doc_at(schema, "properties"), name, inner;
	struct str rest = doc_items(&properties);
	const char *sep = "";

	buf_addc(b, '{');
	while (depth > 0 && doc_member(&rest, &name, &inner)) {
		buf_adds(b, sep);
		buf_str(b, val_raw(&name));
		buf_addc(b, ':');
		fill(o, &inner, (struct str){ name.p, name.n }, b, depth - 1);
		sep = ",";
	}
	buf_addc(b, '}');
}

/* One of the words that are allowed. */
static bool
fill_enum(
    const struct llm_order *o, const struct json_val *schema, struct buf *b)
{
	struct json_val words = doc_at(schema, "enum"), word, chosen = { 0 };
	struct str rest = doc_items(&words);

	while (doc_item(&rest, &word))
		if (chosen.kind == VAL_ABSENT || val_is(&word, emotion_of(o)))
			chosen = word;
	if (chosen.kind != VAL_ABSENT)
		buf_str(b, val_raw(&chosen));
	return chosen.kind != VAL_ABSENT;
}

/* What a schema describes; a value that may be of two types has the first. */
static void
fill(const struct llm_order *o, const struct json_val *schema, struct str name,
    struct buf *b, int depth)
{
	struct json_val type = doc_at(schema, "type"), first;
	struct buf text = { 0 };
	struct str rest = doc_items(&type);

	if (type.kind == VAL_ARRAY && doc_item(&rest, &first))
		type = first;
	if (fill_enum(o, schema, b))
		return;
	if (val_is(&type, "object")) {
		fill_object(o, schema, b, depth);
	} else if (val_is(&type, "boolean")) {
		buf_adds(b, "false");
	} else if (val_is(&type, "integer") || val_is(&type, "number")) {
		buf_adds(b, "1");
	} else if (val_is(&type, "array")) {
		buf_adds(b, "[]");
	} else {
		if (str_is(name, "emotion"))
			buf_adds(&text, emotion_of(o));
		else
			put_answer(o, &text);
		put_string(b, buf_view(&text));
	}
	buf_free(&text);
}

void
llm_talk_content(const struct llm_order *o, struct buf *b)
{
	struct buf text = { 0 };

	if (o->schema.kind == VAL_OBJECT) {
		fill(o, &o->schema, (struct str){ 0 }, b, DEPTH);
		return;
	}
	put_answer(o, &text);
	if (o->json) {
		put_open(b);
		put_text(b, "emotion", str_of(emotion_of(o)));
		put_text(b, "response", buf_view(&text));
		put_close(b);
	} else {
		if (o->from.n > 0 && !o->summary)
			buf_fmt(b, "[%s] ", emotion_of(o));
		buf_str(b, buf_view(&text));
	}
	buf_free(&text);
}
