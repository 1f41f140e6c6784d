/* request.h, answer.h: chat completions, asked and answered.  What is expected
 * is in tests/fixtures/openai. */
#include <jansson.h>

#include "core/file.h"
#include "llm/answer.h"
#include "llm/request.h"
#include "tap.h"

static struct llm_answer answer;

static struct str
fixture(const char *name, struct buf *b)
{
	struct buf path = { 0 };

	b->n = 0;
	buf_fmt(&path, "tests/fixtures/openai/%s", name);
	if (!file_read(buf_text(&path), 1 << 20, b))
		printf("# %s: cannot be read\n", path.p);
	buf_free(&path);
	return buf_view(b);
}

/* ---- requests ---- */

static bool
same_json(struct str a, struct str b)
{
	json_t *x = json_loadb(a.p, a.n, 0, NULL),
	       *y = json_loadb(b.p, b.n, 0, NULL);
	bool same = x != NULL && y != NULL && json_equal(x, y);

	json_decref(x);
	json_decref(y);
	return same;
}

static void
is_request(const char *name, const struct llm_request *r)
{
	struct buf want = { 0 }, got = { 0 };

	request_put(&got, r);
	if (!ok(same_json(buf_view(&got), fixture(name, &want)), "%s", name))
		printf("# %s\n", buf_text(&got));
	buf_free(&want);
	buf_free(&got);
}

#define MASCOT                                                                                          \
	STR("당신은 방송 마스코트입니다. 아래 채팅에 한 문장으로 답하고 JSON " \
	    "하나만 출력하세요.")

static void
test_requests(void)
{
	const struct llm_message talk[] = { { LLM_SYSTEM, .text = MASCOT },
		{ LLM_SYSTEM,
		    .text = STR("[summary so far] 시청자들이 어제 본 시험 "
				"이야기를 했다.") },
		{ LLM_USER, .text = STR("하나: 어제 시험 봤어요") },
		{ LLM_ASSISTANT, .text = STR("고생했어요! 결과는 어땠어요?") },
		{ LLM_USER,
		    .text = STR("chats:\n하나: 망했어요 ㅠㅠ\n두리: "
				"위로해주세요") } };
	const struct llm_message alone[] = { talk[0], talk[4] };
	struct llm_request r = { .model = STR("openai/gpt-oss-120b"),
		.messages = talk,
		.n_messages = 5,
		.form = LLM_JSON,
		.max_tokens = 1024,
		.temperature = 0.7,
		.effort = STR("low"),
		.hide_reasoning = true };

	is_request("request_json_object.json", &r);
	r.form = LLM_SCHEMA;
	r.temperature = -1;
	r.hide_reasoning = false;
	r.schema =
	    STR("{\"type\":\"object\",\"properties\":{\"response\":{\"type\":"
		"\"string\"},\"tts_text\":{\"type\":[\"string\",\"null\"]},"
		"\"emotion\":{\"type\":\"string\",\"enum\":[\"happy\",\"sad\","
		"\"angry\",\"surprised\",\"neutral\",\"excited\"]},\"skip\":{"
		"\"type\":\"boolean\"}},\"required\":[\"response\","
		"\"tts_text\",\"emotion\",\"skip\"],\"additionalProperties\":"
		"false}");
	is_request("request_json_schema_strict.json", &r);
	r = (struct llm_request){ .model = r.model,
		.messages = alone,
		.n_messages = 2,
		.max_tokens = 512,
		.temperature = -1,
		.stream = true,
		.form = LLM_SCHEMA };
	is_request("request_stream.json", &r);
}

static void
test_tools(void)
{
	const struct llm_tool search = { STR("search_web"),
		STR("current facts only"), { 0 } };
	struct llm_message talk[] = { { LLM_SYSTEM, .text = MASCOT },
		{ LLM_USER, .text = STR("하나: 지금 서울 날씨 어때?") },
		{ .role = LLM_ASSISTANT },
		{ LLM_TOOL, .text = STR("1. 날씨: 맑음, 3도"),
		    .call_id = STR("call_fake01") } };
	struct llm_request r = { .model = STR("openai/gpt-oss-120b"),
		.messages = talk,
		.n_messages = 2,
		.tools = &search,
		.n_tools = 1,
		.max_tokens = 1024,
		.temperature = -1 };
	struct buf body = { 0 }, calls = { 0 };

	is_request("request_tools.json", &r);
	answer_clear(&answer);
	ok(answer_read(&answer, fixture("response_tool_calls.json", &body)) &&
		answer.finish == LLM_CALLS && answer.n_calls == 1,
	    "a call of a tool");
	is_text(buf_text(&answer.call[0].name), "search_web", "... by name");
	is_text(buf_text(&answer.call[0].arguments),
	    "{\"query\":\"서울 날씨\"}", "... with arguments");
	answer_put_calls(&answer, &calls);
	talk[2].calls = buf_view(&calls);
	r.n_messages = 4;
	r.n_tools = 0;
	is_request("request_tools_second_turn.json", &r);
	buf_free(&body);
	buf_free(&calls);
}

/* ---- whole answers ---- */

static bool
reads(const char *name)
{
	struct buf body = { 0 };
	bool good;

	answer_clear(&answer);
	good = answer_read(&answer, fixture(name, &body));
	buf_free(&body);
	return good;
}

static void
test_answers(void)
{
	static const char content[] =
	    "{\"response\": \"괜찮아요, 다음엔 더 잘할 거예요!\", "
	    "\"tts_text\": null, \"emotion\": \"happy\", \"skip\": false}";

	ok(reads("response.json"), "Groq's answer");
	is_text(buf_text(&answer.text), content, "... has its content");
	ok(answer.usage.prompt == 412 && answer.usage.answer == 58 &&
		answer.usage.reasoning == 21,
	    "... and its usage");
	is_text(
	    buf_text(&answer.model), "openai/gpt-oss-120b", "... and model");
	ok(answer.finish == LLM_STOP, "... and is at its end");
	ok(reads("response_plain_openai.json"), "OpenAI's answer");
	is_text(buf_text(&answer.text), content, "... reads the same");
	ok(reads("response_with_reasoning.json"), "an answer with reasoning");
	is_text(
	    buf_text(&answer.text), content, "... of which nothing is said");
	ok(reads("response_length_empty.json") && answer.text.n == 0 &&
		answer.finish == LLM_LENGTH,
	    "reasoning ate the answer");
	ok(!reads("response_no_choices.json") && answer.failed,
	    "an answer without choices is none");
	ok(reads("response_refusal.json") && answer.refused, "a refusal");
	answer_clear(&answer);
	ok(!answer_read(&answer, STR("<html>")) && answer.message.n > 0,
	    "a page is no answer");
	answer_clear(&answer);
	ok(!answer_read(&answer, STR("{\"choices\":null}")),
	    "nor is one with choices of null");
	answer_clear(&answer);
	ok(answer_read(&answer,
	       STR("{\"choices\":[{\"message\":{\"content\":null}}]}")) &&
		answer.text.n == 0,
	    "content may be null");
}

/* ---- errors ---- */

static void
fails(const char *name, long status, enum llm_failure want, const char *code)
{
	struct buf body = { 0 };

	answer_clear(&answer);
	answer_read_error(&answer, status, fixture(name, &body));
	ok(answer.failed && answer_failure(&answer, status) == want, "%s",
	    name);
	is_text(buf_text(&answer.code), code, "... and its code");
	buf_free(&body);
}

static void
test_errors(void)
{
	fails("error_400_json_validate_failed.json", 400, LLM_RETRY,
	    "json_validate_failed");
	ok(str_starts(buf_view(&answer.generated), "{\"response\""),
	    "what the server could not use is there");
	fails("error_400_tool_use_failed.json", 400, LLM_RETRY,
	    "tool_use_failed");
	fails("error_401.json", 401, LLM_DENIED, "invalid_api_key");
	fails("error_404_model.json", 404, LLM_FATAL, "model_not_found");
	fails("error_413.json", 413, LLM_SHRINK, "rate_limit_exceeded");
	fails("error_498_flex.json", 498, LLM_WAIT, "capacity_exceeded");
	fails("error_502.html", 502, LLM_RETRY, "");
	is_text(buf_text(&answer.message), "status 502",
	    "what is no JSON says nothing to people");
	answer_clear(&answer);
	answer_read_error(&answer, 400,
	    STR("{\"error\":{\"message\":\"response_format is not "
		"supported\"}}"));
	ok(answer_failure(&answer, 400) == LLM_LOWER,
	    "a form that is not supported is lowered");
	answer_clear(&answer);
	answer_read_error(&answer, 400, STR("{\"error\":\"bad\"}"));
	ok(answer_failure(&answer, 400) == LLM_FATAL &&
		str_is(buf_view(&answer.message), "bad"),
	    "another mistake is ours");
	answer_clear(&answer);
	answer_read_error(&answer, 0, STR(""));
	ok(answer_failure(&answer, 0) == LLM_RETRY, "no answer: again");
}

/* ---- streams ---- */

static void
take(void *ctx, struct str data)
{
	answer_event(ctx, data);
}

/* Reads a stream in pieces of `step` bytes. */
static bool
streams(const char *name, size_t step)
{
	struct sse sse = { .data = take, .ctx = &answer };
	struct buf body = { 0 };
	struct str all = fixture(name, &body);

	answer_clear(&answer);
	for (size_t at = 0; at < all.n; at += step)
		sse_feed(&sse,
		    (struct str){
			all.p + at, all.n - at < step ? all.n - at : step });
	sse_free(&sse);
	buf_free(&body);
	return answer_ended(&answer);
}

static void
test_streams(size_t step)
{
	ok(streams("stream_openai.sse", step), "OpenAI's stream");
	is_text(buf_text(&answer.text), "괜찮아요!", "... joined");
	ok(answer.usage.prompt == 40 && answer.usage.answer == 4,
	    "... usage in a piece of its own");
	ok(streams("stream_groq.sse", step), "Groq's stream");
	is_text(
	    buf_text(&answer.text), "괜찮아요!", "... without its reasoning");
	ok(answer.usage.prompt == 40 && answer.usage.answer == 6,
	    "... usage in x_groq");
	ok(streams("stream_crlf_comments.sse", step), "CRLF and comments");
	is_text(buf_text(&answer.text), "AB", "... do not matter");
	ok(streams("stream_tool_calls.sse", step) && answer.n_calls == 1 &&
		answer.finish == LLM_CALLS,
	    "a call in pieces");
	is_text(buf_text(&answer.call[0].arguments),
	    "{\"query\":\"서울 날씨\"}", "... joined by index");
	is_text(buf_text(&answer.call[0].id), "call_fake02", "... with its id");
	ok(!streams("stream_cut.sse", step), "a stream that is cut");
	is_text(buf_text(&answer.text), "중간에 끊", "... is known so far");
	ok(!streams("stream_error_event.sse", step), "an error in the stream");
	is_text(buf_text(&answer.message), "fixture: stream failed",
	    "... with its message");
	ok(streams("stream_usage_choices_null.sse", step),
	    "choices of null in the last piece");
	is_text(buf_text(&answer.text), "hi", "... are passed over");
}

/* An answer that does not end is cut off. */
static void
test_endless(void)
{
	static const char piece[] = "{\"choices\":[{\"delta\":{\"content\":"
				    "\"가나다라마바사아자차\"}}]}";

	answer_clear(&answer);
	for (int i = 0; i < 20000; i++)
		answer_event(&answer, str_of(piece));
	ok(answer.failed && answer.text.n <= ANSWER_LONGEST,
	    "an endless answer is an error");
	answer_clear(&answer);
	answer_event(&answer,
	    STR("{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":99999,"
		"\"id\":\"x\"}]}}]}"));
	ok(answer.n_calls == 0, "so many calls are not taken");
	answer_event(&answer, STR("{torn"));
	ok(!answer_ended(&answer), "a torn piece is an error");
}

int
main(void)
{
	test_requests();
	test_tools();
	test_answers();
	test_errors();
	test_streams(1 << 20);
	test_streams(1);
	test_streams(7);
	test_endless();
	answer_free(&answer);
	return done_testing();
}
