/* asking.h: one answer, however many requests it takes. */
#include "llm/asking.h"
#include "tap.h"

static struct llm_endpoints ends;
static struct asking a;
static struct buf body;
static int64_t now, wait_ms;

#define GOOD                                                                   \
	STR("{\"choices\":[{\"message\":{\"content\":\"네\"},"                \
	    "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":20}}")

/* Begins anew, with so many endpoints. */
static void
begin(size_t n)
{
	ends = (struct llm_endpoints){ .n = n };
	for (size_t i = 0; i < n; i++)
		ends.at[i] = (struct llm_endpoint){ .url = "u",
			.model = i == 0 ? "first" : "second",
			.form = LLM_SCHEMA };
	a.ends = &ends;
	a.form = LLM_SCHEMA;
	a.schema = STR("{}");
	a.temperature = -1;
	a.stream = false;
	a.max_tokens = 0;
	now = 100000;
	asking_begin(&a, now);
	asking_say(&a, LLM_USER, STR("안녕하세요"));
}

static const char *
request(void)
{
	body.n = 0;
	asking_put_body(&a, &body);
	return buf_text(&body);
}

static enum asking_step
end(long status, struct str answer)
{
	request();
	return asking_end(&a, status, answer, "no answer", now, &wait_ms);
}

static void
test_good(void)
{
	begin(1);
	ok(strstr(request(), "\"model\":\"first\"") != NULL &&
		strstr(body.p, "json_schema") != NULL,
	    "a request in the strictest form");
	ok(asking_tokens(&a) == 10, "5 tokens, 4 for the message, rounded up");
	ok(end(200, GOOD) == ASKING_DONE && wait_ms == 0, "an answer");
	is_text(buf_text(&a.answer.text), "네", "... its text");
	ok(gauge_ratio(&ends.gauge) == 2, "... and the gauge has learnt");
}

static void
test_retries(void)
{
	int tries = 0;

	begin(1);
	while (end(503, STR("busy")) == ASKING_AGAIN && tries < 10) {
		tries++;
		if (wait_ms > 500 << tries)
			printf("# waits %lld\n", (long long)wait_ms);
	}
	ok(tries == LLM_TRIES, "three more tries");
	is_text(buf_text(&a.answer.message), "status 503", "... and why");
	begin(1);
	for (tries = 0; end(0, STR("")) == ASKING_AGAIN && tries < 10;)
		tries++;
	ok(tries == LLM_TRIES, "also without any answer");
	is_text(buf_text(&a.answer.message), "no answer", "... and why");
	begin(1);
	end(500, STR(""));
	ok(end(200, GOOD) == ASKING_DONE, "the second may be good");
	begin(1);
	ok(end(200, STR("<html>")) == ASKING_AGAIN, "a page is no answer");
}

static void
test_lowering(void)
{
	const struct str refusal =
	    STR("{\"error\":{\"message\":\"response_format is unknown\"}}");

	begin(1);
	ok(end(400, refusal) == ASKING_AGAIN && wait_ms == 0 &&
		strstr(request(), "json_object") != NULL,
	    "a schema that is refused becomes any object");
	ok(end(400, refusal) == ASKING_AGAIN &&
		strstr(request(), "response_format") == NULL,
	    "... and that becomes text");
	ok(end(400, refusal) == ASKING_FATAL, "... and that is all");
	asking_begin(&a, now);
	asking_say(&a, LLM_USER, STR("x"));
	ok(strstr(request(), "response_format") == NULL, "it is remembered");
	begin(1);
	a.stream = true;
	ok(strstr(request(), "\"stream\":true") != NULL, "a stream");
	ok(end(400, STR("{\"error\":{\"message\":\"no stream here\"}}")) ==
		    ASKING_AGAIN &&
		strstr(request(), "\"stream\"") == NULL,
	    "... becomes whole");
}

static void
test_limits(void)
{
	begin(1);
	asking_header(&a, STR("retry-after"), STR("2"), now);
	ok(end(429, STR("")) == ASKING_AGAIN && wait_ms == 2000,
	    "a short wait is waited");
	begin(1);
	asking_header(&a, STR("retry-after"), STR("60"), now);
	ok(end(429, STR("")) == ASKING_FAILED, "a long one is not");
	ok(endpoints_wait(&ends, 1, now) == 60000, "... but known");
	begin(2);
	asking_header(&a, STR("retry-after"), STR("60"), now);
	ok(end(429, STR("")) == ASKING_AGAIN && wait_ms == 0 &&
		strstr(request(), "\"second\"") != NULL,
	    "another endpoint takes its place");
	ok(endpoints_wait(&ends, 1, now) == 0, "... for the next answer too");
	asking_begin(&a, now + 60000);
	ok(strstr(request(), "\"first\"") != NULL,
	    "when it may be asked again it is");
}

static void
test_fallback(void)
{
	int tries = 0;

	begin(2);
	while (end(0, STR("")) == ASKING_AGAIN &&
	    strstr(request(), "\"first\"") != NULL && tries < 10)
		tries++;
	ok(tries == LLM_TRIES && strstr(request(), "\"second\"") != NULL,
	    "the second is asked when the first is away");
	ok(end(200, GOOD) == ASKING_DONE, "... and answers");
	asking_begin(&a, now);
	ok(strstr(request(), "\"second\"") != NULL,
	    "the first is left alone for a while");
	asking_begin(&a, now + LLM_REST_MS);
	ok(strstr(request(), "\"first\"") != NULL, "... and then asked again");
	begin(2);
	ok(end(404, STR("{\"error\":{\"code\":\"model_not_found\"}}")) ==
		    ASKING_AGAIN &&
		strstr(request(), "\"second\"") != NULL,
	    "a model that is none");
	ok(end(401, STR("")) == ASKING_DENIED, "a key that is none");
}

static void
test_sizes(void)
{
	begin(1);
	ok(end(413, STR("")) == ASKING_SHRINK, "a request that is too long");
	begin(1);
	a.max_tokens = 100;
	ok(end(200,
	       STR("{\"choices\":[{\"message\":{\"content\":\"\"},"
		   "\"finish_reason\":\"length\"}]}")) == ASKING_AGAIN &&
		strstr(request(), "\"max_completion_tokens\":200") != NULL,
	    "what was eaten by reasoning gets twice as many tokens");
	ok(end(200,
	       STR("{\"choices\":[{\"message\":{\"content\":\"\"},"
		   "\"finish_reason\":\"length\"}]}")) == ASKING_DONE,
	    "... once");
}

static void
test_salvage(void)
{
	begin(1);
	ok(end(400,
	       STR("{\"error\":{\"code\":\"json_validate_failed\",\"message\":"
		   "\"x\",\"failed_generation\":\"{\\\"response\\\": \\\"네\"}"
		   "}")) == ASKING_DONE,
	    "what the server threw away is an answer");
	is_text(
	    buf_text(&a.answer.text), "{\"response\": \"네", "... as it is");
	begin(1);
	ok(end(400, STR("{\"error\":{\"code\":\"json_validate_failed\"}}")) ==
		ASKING_AGAIN,
	    "if it kept it");
}

static void
test_streams(void)
{
	begin(1);
	a.stream = true;
	request();
	asking_piece(&a,
	    STR("data: "
		"{\"choices\":[{\"delta\":{\"content\":\"안녕\"}}]}\n\n"));
	is_text(buf_text(&a.answer.text), "안녕", "a piece of a stream");
	ok(asking_end(&a, 200, STR(""), NULL, now, &wait_ms) == ASKING_FAILED,
	    "half a stream that was heard is not asked for again");
	asking_begin(&a, now);
	asking_say(&a, LLM_USER, STR("x"));
	request();
	ok(asking_end(&a, 200, STR(""), NULL, now, &wait_ms) == ASKING_AGAIN,
	    "... one of which nothing came is");
	request();
	asking_piece(&a,
	    STR("data: {\"choices\":[{\"delta\":{\"content\":\"네\"}}]}\n\n"
		"data: [DONE]\n\n"));
	ok(asking_end(&a, 200, STR(""), NULL, now, &wait_ms) == ASKING_DONE,
	    "... and may be good");
}

static void
test_calls(void)
{
	const struct llm_tool tool = { STR("search"), { 0 }, { 0 } };

	begin(1);
	a.tools = &tool;
	a.n_tools = 1;
	ok(end(200,
	       STR("{\"choices\":[{\"message\":{\"tool_calls\":[{\"id\":\"c1\","
		   "\"function\":{\"name\":\"search\",\"arguments\":\"{}\"}}]},"
		   "\"finish_reason\":\"tool_calls\"}]}")) == ASKING_DONE &&
		a.answer.n_calls == 1,
	    "a call of a tool");
	asking_say_calls(&a);
	asking_say_returned(&a, 0, STR("맑음"));
	asking_again(&a);
	ok(strstr(request(), "\"tool_call_id\":\"c1\"") != NULL &&
		strstr(body.p, "맑음") != NULL &&
		strstr(body.p, "\"tool_calls\":[{\"id\":\"c1\"") != NULL,
	    "... and what it has returned");
	ok(end(200, GOOD) == ASKING_DONE && a.answer.n_calls == 0,
	    "... and the answer");
	a.n_tools = 0;
}

static void
test_once_more(void)
{
	begin(1);
	end(200, GOOD);
	ok(asking_once_more(&a) && a.answer.text.n == 0,
	    "an answer that is no use is asked for again");
	ok(end(200, GOOD) == ASKING_DONE, "... and comes");
}

int
main(void)
{
	test_good();
	test_retries();
	test_lowering();
	test_limits();
	test_fallback();
	test_sizes();
	test_salvage();
	test_streams();
	test_calls();
	test_once_more();
	asking_free(&a);
	buf_free(&body);
	return done_testing();
}
