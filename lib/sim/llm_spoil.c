/* What a simulated language model does wrong on purpose. */
#include "sim/llm_private.h"

/* The content in another dress. */
static void
dress(struct llm_talk *t, const char *before, const char *behind)
{
	struct buf b = { 0 };

	buf_adds(&b, before);
	buf_str(&b, buf_view(&t->content));
	buf_adds(&b, behind);
	buf_free(&t->content);
	t->content = b;
}

static void
say(struct llm_talk *t, const char *content)
{
	t->content.n = 0;
	buf_adds(&t->content, content);
}

void
llm_spoil(struct llm_talk *t)
{
	switch (t->fault) {
	case EMPTY:
		t->content.n = 0;
		t->cut_off = true;
		break;
	case PROSE:
		dress(t, "Sure!\n```json\n", "\n```\nHope that helps.");
		break;
	case LOOSE:
		say(t,
		    "{'emotion': happy, 'response': '느슨한 \"대답\"이에요', "
		    "}");
		break;
	case PLAIN:
		say(t, "그냥 말로 대답할게요.");
		break;
	case BAD_EMOTION:
		say(t,
		    "{\"emotion\":\"furious\",\"response\":\"감정이 "
		    "이상해요.\"}");
		break;
	case THOUGHTS:
		dress(t, "<think>뭐라고 할까, 비밀이다</think>", "");
		break;
	case LEAK:
		t->content.n = 0;
		buf_str(&t->content, t->system);
		break;
	default:
		break;
	}
}

/* Faults that take the answer's place; false for others. */
bool
llm_refuse(struct llm_talk *t)
{
	const struct str none = { 0 };

	switch (t->fault) {
	case HTTP_401:
		llm_answer_error(t, 401, "Invalid API Key",
		    "invalid_request_error", "invalid_api_key", none);
		return true;
	case HTTP_404:
		llm_answer_error(t, 404, "The model does not exist",
		    "invalid_request_error", "model_not_found", none);
		return true;
	case HTTP_413:
		llm_answer_error(t, 413, "Request too large", "tokens",
		    "rate_limit_exceeded", none);
		return true;
	case HTTP_429:
		llm_refuse_for(t, t->value);
		return true;
	case HTTP_498:
		llm_answer_error(t, 498, "capacity exceeded",
		    "capacity_exceeded", "capacity_exceeded", none);
		return true;
	case HTTP_500:
	case HTTP_503:
		llm_answer_error(t, t->fault == HTTP_500 ? 500 : 503,
		    "over capacity", "internal_server_error", NULL, none);
		return true;
	case PAGE_502:
		server_answer(t->call, 502, "text/html",
		    STR("<html><body>502 Bad Gateway</body></html>"));
		llm_drop(t);
		return true;
	case BAD_JSON:
		llm_answer_error(t, 400, "Failed to validate JSON",
		    "invalid_request_error", "json_validate_failed",
		    STR("{\"emotion\": sad, \"response\": \"검사에 걸린 대답"));
		return true;
	case BAD_TOOL:
		llm_answer_error(t, 400,
		    "attempted to call tool 'json' which was not in "
		    "request.tools",
		    "invalid_request_error", "tool_use_failed",
		    STR("{\"name\":\"json\",\"arguments\":{\"emotion\":"
			"\"happy\",\"response\":\"도구로 온 대답이에요.\"}}"));
		return true;
	case NO_FORM:
		if (!t->order.json)
			return false;
		llm_answer_error(t, 400,
		    "response_format is not supported by this model",
		    "invalid_request_error", NULL, none);
		return true;
	case MUTE:
		return true;
	default:
		return false;
	}
}
