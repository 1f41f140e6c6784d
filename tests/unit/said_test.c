/* loose.h, said.h: what models really write. */
#include "tap.h"

#include "core/file.h"
#include "jsonl/doc.h"
#include "llm/said.h"

static struct emotions set;
static struct said_reader reader;

/* What a content comes to: "emotion: text", "skip" or "nothing". */
static const char *
read_as(const char *content, bool growing)
{
	static char shown[4096];
	struct said s = said_read(&reader, str_of(content), &set, growing);

	if (s.skip)
		return "skip";
	if (s.text.p == NULL)
		return "nothing";
	snprintf(shown, sizeof shown, "%.*s: %.*s", STR_ARG(s.emotion),
	    STR_ARG(s.text));
	return shown;
}

static void
says(const char *content, const char *want)
{
	is_text(read_as(content, false), want, "%s", want);
}

/* The same while it grows. */
static void
grows(const char *content, const char *want)
{
	is_text(read_as(content, true), want, "so far: %s", want);
}

static void
test_shapes(void)
{
	says("{\"response\":\"안녕\",\"emotion\":\"happy\"}", "happy: 안녕");
	says("```json\n{\"response\":\"안녕\",\"emotion\":\"sad\"}\n```",
	    "sad: 안녕");
	says("```\n안녕\n```", "neutral: 안녕");
	says("```안녕```", "neutral: 안녕");
	says("Sure: {\"response\":\"안녕\"} bye", "neutral: 안녕");
	says("{\"replies\":[{\"response\":\"a\",\"emotion\":\"excited\"},"
	     "{\"response\":\"b\"}]}",
	    "excited: a");
	says("[{\"response\":\"a\"}]", "neutral: a");
	says("{\"replies\":[]}", "skip");
	says("[]", "skip");
	says("{\"skip\":true,\"response\":\"\"}", "skip");
	says("{\"name\":\"json\",\"arguments\":{\"replies\":[{\"response\":"
	     "\"복구\",\"emotion\":\"happy\"}]}}",
	    "happy: 복구");
	says("{\"대답\":\"안녕하세요\",\"n\":1}", "neutral: 안녕하세요");
	says(
	    "{\"reply\":{\"text\":\"안쪽\",\"emotion\":\"sad\"}}", "sad: 안쪽");
	says("", "nothing");
	says("   ", "nothing");
	says("{}", "nothing");
	says("{", "nothing");
}

static void
test_looseness(void)
{
	says("{'response': '안녕', 'emotion': 'happy'}", "happy: 안녕");
	says("{response: \"안녕\", emotion: happy}", "happy: 안녕");
	says("{“response”: “안녕”, “emotion”: “happy”}", "happy: 안녕");
	says("{\"response\": \"그는 \"안녕\"이라 했다\", \"emotion\": \"sad\"}",
	    "sad: 그는 \"안녕\"이라 했다");
	says("{\"response\": \"따옴표가 안 닫힘, \"emotion\": happy}",
	    "happy: 따옴표가 안 닫힘");
	says(
	    "{\"response\":\"줄\n바꿈\" \"emotion\":\"sad\",}", "sad: 줄 바꿈");
	says("{\"response\":\"잘린 답", "neutral: 잘린 답");
	says("{\"response\":\"끝 \\ud83d\\ude00 \\u00e9 \\\"\\/\\n x\"}",
	    "neutral: 끝 😀 é \"/ x");
	says("{\"response\":\"반쪽 \\ud83d 하나\"}", "neutral: 반쪽 � 하나");
	says("{\"response\":\"반\\u00", "neutral: 반");
	says("{\"skip\": False, \"response\": \"x\", \"tts_text\": None}",
	    "neutral: x");
	says("// note\n{\"response\": /* here */ \"x\"}", "neutral: x");
	says("{\"emotion\":\"happy\",\"response\":\"a\",\"response\":\"b\"}",
	    "happy: a");
	says("{\"RESPONSE\":\"x\",\"Emotion\":\" HAPPY \"}", "happy: x");
}

static void
test_text(void)
{
	says("그냥 평문입니다.", "neutral: 그냥 평문입니다.");
	says("[happy] 안녕", "happy: 안녕");
	says("[sleepy] 안녕", "neutral: 안녕");
	says("[HAPPY]안녕", "happy: 안녕");
	says("(sad) 안녕", "sad: 안녕");
	says("(웃음) 안녕", "neutral: (웃음) 안녕");
	says("happy\n안녕", "happy: 안녕");
	says("happy: 안녕", "happy: 안녕");
	says("emotion: sad\n안녕", "sad: 안녕");
	says("neutral한 기분이에요", "neutral: neutral한 기분이에요");
	says("\"안녕\"", "neutral: 안녕");
	says("{:d_54:} 안녕", "neutral: {:d_54:} 안녕");
	says("점수: 3 {그래}", "neutral: 점수: 3 {그래}");
	says("줄\n\n바꿈\t\x01끝", "neutral: 줄 바꿈 끝");
	says("<think>음... {\"response\":\"x\"}</think>[happy] 안녕",
	    "happy: 안녕");
	says("생각 중</think>안녕", "neutral: 안녕");
	says("<think>끝나지 않는 생각", "nothing");
	says("<|channel|>analysis<|message|>음<|end|><|channel|>final"
	     "<|message|>안녕<|return|>",
	    "neutral: 안녕");
}

static void
test_growing(void)
{
	grows("", "nothing");
	grows("[hap", "nothing");
	grows("[happy]", "nothing");
	grows("[happy] 안녕하", "happy: 안녕하");
	grows("hap", "nothing");
	grows("안녕하세요", "neutral: 안녕하세요");
	grows("안녕 <thi", "neutral: 안녕");
	grows("<think>음", "nothing");
	grows("<think>음</think>[sad] 그래", "sad: 그래");
	grows("```js", "nothing");
	grows("{\"emotion\":\"happy\",\"resp", "nothing");
	grows("{\"emotion\":\"happy\",\"response\":\"안녕 \\", "happy: 안녕");
	grows("{\"emotion\":\"happy\",\"response\":\"안녕 \\\"나\\\"",
	    "happy: 안녕 \"나\"");
	reader.thinks = true;
	grows("생각 중", "nothing");
	grows("생각 중</think>안녕", "neutral: 안녕");
	says("안녕", "neutral: 안녕");
	reader.thinks = false;
}

/* What a model returned, in tests/fixtures/openai, and what it comes to. */
static void
test_recorded(void)
{
	static const char *const want[][2] = {
		{ "clean", "happy: 괜찮아요, 다음엔 더 잘할 거예요!" },
		{ "fenced", "happy: 괜찮아요, 다음엔 더 잘할 거예요!" },
		{ "prose around", "happy: 괜찮아요, 다음엔 더 잘할 거예요!" },
		{ "batch shape", "excited: 반가워요" },
		{ "empty batch = stay silent", "skip" },
		{ "bad emotion -> neutral", "neutral: 음" },
		{ "upper-case emotion", "happy: 음" },
		{ "not json", "neutral: 그냥 평문입니다." },
		{ "truncated", "neutral: 잘린 답" },
		{ "empty", "nothing" },
	};
	static const struct scan_keys keys = { .n = 2,
		.name = { DOC_KEY("case"), DOC_KEY("content") } };
	struct buf file = { 0 };
	struct str rest;

	ok(file_read(
	       "tests/fixtures/openai/contents_to_parse.jsonl", 1 << 20, &file),
	    "the recorded contents are there");
	rest = buf_view(&file);
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		struct arena a = { 0 };
		struct json_val v[2];
		struct scan_error err;
		struct buf content = { 0 };

		ok(doc_open(str_cut(&rest, '\n'), &keys, v, &a, &err) &&
			val_is(&v[0], want[i][0]),
		    "%s is there", want[i][0]);
		buf_str(&content, val_text(&v[1], &a));
		is_text(read_as(buf_text(&content), false), want[i][1], "%s",
		    want[i][0]);
		buf_free(&content);
		arena_free(&a);
	}
	buf_free(&file);
}

static void
test_parts(void)
{
	struct said s = said_read(&reader,
	    STR("{\"response\":\"3시\",\"tts_text\":\"세 시\",\"emotion\":"
		"\"sad\",\"notes\":[{\"n\":2,\"note\":\"시험을 봤다\"},7,"
		"{\"n\":\"x\",\"note\":\"y\"},{\"n\":4,\"note\":\"고양이\"}]}"),
	    &set, false);
	struct str rest = s.notes, note;
	int64_t n;

	ok(str_is(s.voice, "세 시"), "a text for a voice");
	ok(s.json && s.whole && s.has_emotion, "it was JSON, and whole");
	ok(said_note(&reader, &rest, &n, &note) && n == 2 &&
		str_is(note, "시험을 봤다"),
	    "a note on the second message");
	ok(said_note(&reader, &rest, &n, &note) && n == 4, "... on the fourth");
	ok(!said_note(&reader, &rest, &n, &note), "... and no more");
	s = said_read(&reader, STR("{\"response\":\"잘린"), &set, false);
	ok(s.json && !s.whole, "a text that was cut is not whole");
	s = said_read(&reader, STR("음</think>네"), &set, false);
	ok(s.thought, "thoughts without a mark in front are noticed");
}

static void
test_emotions(void)
{
	struct emotions e;

	ok(emotions_read(&e, STR(" calm , angry ")) && e.n == 2 &&
		str_is(emotions_find(&e, STR("CALM")), "calm"),
	    "a set of one's own");
	ok(!emotions_read(&e, STR("")) && !emotions_read(&e, STR("a,,b")),
	    "what is no set");
}

static void
test_length(void)
{
	struct buf b = { 0 };
	struct said s;

	buf_adds(&b, "{\"response\":\"");
	for (int i = 0; i < 100000; i++)
		buf_adds(&b, "가");
	s = said_read(&reader, buf_view(&b), &set, false);
	ok(s.text.n > 0 && s.text.n <= SAID_LONGEST, "an endless text ends");
	buf_free(&b);
}

int
main(void)
{
	emotions_read(&set, STR("neutral,happy,sad,angry,surprised,excited"));
	test_shapes();
	test_looseness();
	test_text();
	test_growing();
	test_recorded();
	test_parts();
	test_emotions();
	test_length();
	said_free(&reader);
	return done_testing();
}
