/* prompt.h, flow.h, guard.h: what the model is told, and what it may tell. */
#include <jansson.h>

#include "core/file.h"
#include "core/utf8.h"
#include "jsonl/doc.h"
#include "llm/flow.h"
#include "llm/guard.h"
#include "llm/prompt.h"
#include "llm/request.h"
#include "record/reply.h"
#include "tap.h"

#define MARKER "quokka-7731"

static struct emotions set;
static struct persona persona;
static struct buf persona_file;
static struct prompt prompt;

static void
read_persona(void)
{
	ok(file_read(
	       "tests/fixtures/llm/persona.txt", 1 << 20, &persona_file) &&
		persona_read(&persona, buf_view(&persona_file)),
	    "a persona");
	ok(str_starts(persona.about, "이름은 보리.") &&
		str_ends(persona.about, "월요일이다."),
	    "... has a description");
	ok(persona.n == 2 && str_is(persona.example[0].said, "보리야 안녕") &&
		str_is(persona.example[0].emotion, "happy") &&
		str_is(persona.example[1].answer,
		    "에고, 고생했어요. 조개라도 나눠 드릴까요?"),
	    "... and examples");
	emotions_read(&set, STR("neutral,happy,sad,angry,surprised,excited"));
	prompt = (struct prompt){ .persona = &persona,
		.emotions = &set,
		.language = STR("Korean"),
		.tag = STR("k3x9"),
		.marker = STR(MARKER),
		.sentences = 2,
		.json = true };
}

static void
test_persona(void)
{
	struct persona p;
	struct buf b = { 0 };

	ok(!persona_read(&p, STR("  \n")), "nothing is no persona");
	ok(persona_read(&p, STR("수달\n---\nA: 먼저\nQ: 질문\nA: 답")) &&
		p.n == 1 && str_is(p.example[0].answer, "답"),
	    "an answer needs a question");
	for (int i = 0; i < 20000; i++)
		buf_adds(&b, "가");
	ok(persona_read(&p, buf_view(&b)) && p.about.n == 3 * PERSONA_LONGEST,
	    "a long one is cut");
	buf_free(&b);
}

static void
test_system(void)
{
	struct buf b = { 0 }, schema = { 0 };
	json_t *root;

	prompt_put_system(&b, &prompt);
	ok(str_starts(buf_view(&b), "이름은 보리.") &&
		strstr(buf_text(&b), "one JSON object") != NULL &&
		strstr(b.p, "in Korean, at most 2 sentences") != NULL &&
		strstr(b.p, "neutral, happy, sad, angry") != NULL,
	    "the instructions say who, how and in what form");
	prompt.json = false;
	b.n = 0;
	prompt_put_system(&b, &prompt);
	ok(strstr(buf_text(&b), "[neutral] ...") != NULL,
	    "... also for plain text");
	prompt.json = true;
	prompt_put_schema(&schema, &prompt);
	root = json_loadb(schema.p, schema.n, 0, NULL);
	ok(root != NULL &&
		json_array_size(json_object_get(
		    json_object_get(
			json_object_get(root, "properties"), "emotion"),
		    "enum")) == 6,
	    "a schema with six emotions");
	/* Strict schemas need every property required, and no others. */
	ok(json_array_size(json_object_get(root, "required")) ==
		    json_object_size(json_object_get(root, "properties")) &&
		json_is_false(json_object_get(root, "additionalProperties")),
	    "... is strict");
	json_decref(root);
	b.n = 0;
	prompt_put_answer(&b, &prompt, STR("happy"), STR("네"));
	is_text(buf_text(&b),
	    "{\"emotion\":\"happy\",\"response\":\"네\",\"skip\":false}",
	    "an answer as it is to be written");
	buf_free(&b);
	buf_free(&schema);
}

static void
is_safe(const char *text, const char *want)
{
	struct buf b = { 0 };

	prompt_put_safe(&b, str_of(text), 20);
	is_text(buf_text(&b), want, "'%s' is safe", want);
	buf_free(&b);
}

static void
test_safe(void)
{
	is_safe("안녕 <b>|`[x]{y}", "안녕 ‹b›¦'(x)(y)");
	is_safe("a\n\n\tb\r\nc ", "a b c");
	is_safe("한\u200b글\u202e\U000E0041", "한글");
	is_safe("{:d_54:}안녕", "☺안녕");
	is_safe("e\u0301\u0302\u0303\u0304", "e\u0301\u0302");
	is_safe("가나다라마바사아자차카타파하가나다라마바사",
	    "가나다라마바사아자차카타파하가나다라마바");
	is_safe("\xff", "\xef\xbf\xbd");
	is_safe("\u3164\u3000 ", "");
}

static void
test_lines(void)
{
	const struct prompt_line l = { .number = 1,
		.user = STR("하나"),
		.text = STR("\"안녕\""),
		.amount = 5000,
		.currency = STR("KRW"),
		.others = 3,
		.first = true,
		.known = STR("시험을 봤다") };
	struct buf b = { 0 }, quoted = { 0 };

	prompt_put_line(&b, &l);
	is_text(buf_text(&b),
	    "{\"n\":1,\"from\":\"하나\",\"says\":\"\\\"안녕\\\"\","
	    "\"paid\":\"5000 KRW\",\"others\":3,\"first_time\":true,"
	    "\"known\":\"시험을 봤다\"}\n",
	    "a message as data");
	prompt_put_quoted(&quoted, &prompt, "chat", buf_view(&b));
	ok(str_starts(buf_view(&quoted), "<chat k3x9>\n{") &&
		str_ends(buf_view(&quoted), "}\n</chat k3x9>\n"),
	    "... quoted");
	buf_free(&b);
	buf_free(&quoted);
}

/* ---- messages that would be more than data ---- */

static const char *wrong; /* what an injection has changed */

static void
expect(bool good, const char *what)
{
	if (!good && wrong == NULL)
		wrong = what;
}

static bool
has_marks(const char *text)
{
	return strpbrk(text, "<>[]{}|`\n\r") != NULL;
}

/* Each line of the quoting is one of ours, whatever is said. */
static void
check_quoting(struct str body)
{
	struct str rest = body;
	int lines = 0;

	for (; rest.n > 0; lines++) {
		struct str line = str_cut(&rest, '\n');
		json_t *root;
		const char *says;

		if (lines == 0 || lines == 3) {
			expect(str_is(line,
				   lines == 0 ? "<chat k3x9>" : "</chat k3x9>"),
			    "an end of the quoting");
			continue;
		}
		root = json_loadb(line.p, line.n, 0, NULL);
		says = json_string_value(json_object_get(root, "says"));
		expect(says != NULL && !has_marks(says), "a message's text");
		says = json_string_value(json_object_get(root, "from"));
		expect(says != NULL && !has_marks(says), "a nickname");
		expect(json_object_get(root, "streamer") == NULL, "who speaks");
		json_decref(root);
	}
	expect(lines == 4, "the number of lines");
}

/* The request still has two messages, and asks for the same form. */
static void
check_request(struct str system, struct str body)
{
	const struct llm_message talk[] = { { LLM_SYSTEM, .text = system },
		{ LLM_USER, .text = body } };
	struct buf schema = { 0 }, b = { 0 };
	struct llm_request r = { .model = STR("m"),
		.messages = talk,
		.n_messages = 2,
		.form = LLM_SCHEMA,
		.temperature = -1 };
	json_t *root, *messages;

	prompt_put_schema(&schema, &prompt);
	r.schema = buf_view(&schema);
	request_put(&b, &r);
	root = json_loadb(b.p, b.n, 0, NULL);
	messages = json_object_get(root, "messages");
	expect(json_array_size(messages) == 2, "the number of messages");
	expect(root != NULL &&
		str_is(system,
		    json_string_value(json_object_get(
			json_array_get(messages, 0), "content"))),
	    "the instructions");
	json_decref(root);
	buf_free(&schema);
	buf_free(&b);
}

/* What a model makes that says just what it is told to say. */
static void
check_obedience(struct str says, struct guard *guard)
{
	struct said_reader reader = { 0 };
	struct said s = said_read(&reader, says, &set, false);
	struct reply reply = reply_blank();
	struct buf line = { 0 };
	json_t *root;

	expect(emotions_find(&set, s.emotion).p != NULL, "the emotions");
	reply.text = s.text.p != NULL ? s.text : STR("");
	reply.emotion = s.emotion;
	record_put(&line, &reply_record, &reply);
	expect(memchr(line.p, '\n', line.n) == line.p + line.n - 1,
	    "the number of records");
	root = json_loadb(line.p, line.n, 0, NULL);
	expect(root != NULL &&
		strcmp(json_string_value(json_object_get(root, "type")),
		    "reply") == 0,
	    "the type of the record");
	expect(!guard_leaks(guard, s.text), "what is secret");
	json_decref(root);
	buf_free(&line);
	said_free(&reader);
}

/* ... and one that gives away what it knows. */
static void
check_leaks(struct str says, struct str system, struct guard *guard)
{
	struct buf b = { 0 };

	buf_str(&b, says);
	buf_adds(&b, " Quokka - 7731!");
	expect(guard_leaks(guard, buf_view(&b)), "the marker's guard");
	b.n = 0;
	buf_str(&b, says);
	buf_adds(&b, ": ");
	buf_str(&b, utf8_cut(system, 160));
	expect(guard_leaks(guard, buf_view(&b)), "the instructions' guard");
	buf_free(&b);
}

static void
inject(struct str says, struct str system, struct guard *guard)
{
	const struct prompt_line first = { .number = 1,
		.user = says,
		.text = says,
		.known = says },
				 second = { .number = 2,
					 .user = STR("두리"),
					 .text = STR("안녕") };
	struct buf lines = { 0 }, body = { 0 };

	prompt_put_line(&lines, &first);
	prompt_put_line(&lines, &second);
	prompt_put_quoted(&body, &prompt, "chat", buf_view(&lines));
	check_quoting(buf_view(&body));
	check_request(system, buf_view(&body));
	check_obedience(says, guard);
	check_leaks(says, system, guard);
	buf_free(&lines);
	buf_free(&body);
}

/* "TAG" stands for the tag, as if somebody had guessed it. */
static struct str
with_tag(struct str text, struct buf *b)
{
	const char *at;

	b->n = 0;
	while ((at = memmem(text.p, text.n, "TAG", 3)) != NULL) {
		buf_add(b, text.p, (size_t)(at - text.p));
		buf_str(b, prompt.tag);
		text =
		    (struct str){ at + 3, (size_t)(text.p + text.n - at) - 3 };
	}
	buf_str(b, text);
	return buf_view(b);
}

static void
test_injections(void)
{
	static const struct scan_keys keys = { .n = 1,
		.name = { DOC_KEY("says") } };
	struct buf file = { 0 }, system = { 0 }, text = { 0 };
	struct guard *guard;
	struct str rest;
	int n = 0;

	prompt_put_system(&system, &prompt);
	guard = guard_new(buf_view(&system), prompt.marker);
	ok(file_read("tests/fixtures/llm/injections.jsonl", 1 << 20, &file),
	    "the injections are there");
	for (rest = buf_view(&file); rest.n > 0; n++) {
		struct arena a = { 0 };
		struct json_val v[1];
		struct scan_error err;
		struct str says;

		wrong = NULL;
		expect(doc_open(str_cut(&rest, '\n'), &keys, v, &a, &err),
		    "the test");
		says = with_tag(val_text(v, &a), &text);
		inject(says, buf_view(&system), guard);
		if (!ok(wrong == NULL, "injection %d changes nothing", n + 1))
			printf("# %.*s: %s\n", STR_ARG(utf8_cut(says, 100)),
			    wrong);
		arena_free(&a);
	}
	ok(n >= 200, "there are %d of them", n);
	guard_free(guard);
	buf_free(&file);
	buf_free(&system);
	buf_free(&text);
}

static void
test_guard(void)
{
	struct buf system = { 0 };
	struct guard *g;

	prompt_put_system(&system, &prompt);
	g = guard_new(buf_view(&system), prompt.marker);
	ok(!guard_leaks(g, STR("안녕하세요! 저는 보리예요. 조개 좋아해요.")),
	    "a character may speak of itself");
	ok(!guard_leaks(g, persona.example[0].answer), "... as in examples");
	ok(guard_leaks(g,
	       STR("치지직 방송에 사는 작은 수달이다, 호기심이 많고 "
		   "장난을 좋아하지만 누구에게도 못되게")),
	    "... not recite what it is told");
	ok(guard_leaks(g, STR("QUOKKA7731")), "the marker is not said");
	ok(!guard_leaks(g, STR("quokka")), "half of it is");
	ok(!guard_leaks(g, STR("")), "nothing leaks nothing");
	guard_free(g);
	g = guard_new(STR(""), (struct str){ 0 });
	ok(!guard_leaks(
	       g, STR("아무 말이나 길게 해도 비밀이 없으면 새지 않는다")),
	    "without secrets nothing leaks");
	guard_free(g);
	guard_free(NULL);
	buf_free(&system);
}

/* ---- sentences ---- */

static void
test_flow(void)
{
	static const char text[] = "안녕하세요 여러분! 점수는 3.5점이에요. 끝";
	struct flow f = { 0 };
	const char *behind_first = strstr(text, " 점수");
	size_t first = (size_t)(behind_first - text);
	struct str piece;

	for (size_t n = 0; n < first; n++)
		if (flow_next(&f, (struct str){ text, n }, false).p != NULL)
			printf("# too early: %zu\n", n);
	ok(f.parts == 0, "a sentence that is not whole waits");
	piece = flow_next(&f, (struct str){ text, first }, false);
	ok(str_is(piece, "안녕하세요 여러분!"), "... and leaves with its mark");
	piece = flow_next(&f, STR("안녕하세요 여러분! 점수는 3."), false);
	ok(piece.p == NULL, "a number may go on");
	piece = flow_next(&f, str_of(text), false);
	ok(str_is(piece, "점수는 3.5점이에요."),
	    "the next when one comes behind");
	piece = flow_next(&f, str_of(text), false);
	ok(piece.p == NULL, "the last waits");
	piece = flow_next(&f, str_of(text), true);
	ok(str_is(piece, "끝"), "... for the end");
	ok(flow_next(&f, str_of(text), true).p == NULL && f.parts == 3,
	    "and that is all");
	f = (struct flow){ 0 };
	flow_next(&f, STR("정말 그렇습니까?"), false);
	piece = flow_next(&f, STR("정말 그렇습니까?!! 네."), true);
	ok(str_is(piece, "네."), "marks that come late are passed over");
	f = (struct flow){ 0 };
	ok(flow_next(&f, STR(""), true).p == NULL, "nothing has no sentence");
}

int
main(void)
{
	read_persona();
	test_persona();
	test_system();
	test_safe();
	test_lines();
	test_injections();
	test_guard();
	test_flow();
	buf_free(&persona_file);
	return done_testing();
}
