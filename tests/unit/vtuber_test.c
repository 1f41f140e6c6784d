/* vtuber.h: Open-LLM-VTuber's messages, as its server sends them. */
#include "platform/vtuber.h"
#include "tap.h"

static struct buf seen;

static void
begun(void *ctx)
{
	(void)ctx;
	buf_adds(&seen, "begun ");
}

static void
said(void *ctx, struct str text, int64_t sound_ms)
{
	(void)ctx;
	buf_fmt(&seen, "said %.*s %lld ", STR_ARG(text), (long long)sound_ms);
}

static void
spoken(void *ctx)
{
	(void)ctx;
	buf_adds(&seen, "spoken ");
}

static void
ended(void *ctx)
{
	(void)ctx;
	buf_adds(&seen, "ended ");
}

static void
failed(void *ctx, struct str why)
{
	(void)ctx;
	buf_fmt(&seen, "failed %.*s ", STR_ARG(why));
}

static const struct vtuber_events events = { begun, said, spoken, ended,
	failed };

static const char *
receive(const char *message)
{
	struct arena a = { 0 };

	seen.n = 0;
	if (!vtuber_receive(&events, NULL, str_of(message), &a))
		buf_adds(&seen, "bad");
	arena_free(&a);
	return buf_text(&seen);
}

static void
test_messages(void)
{
	is_text(receive("{\"type\": \"control\", \"text\": "
			"\"conversation-chain-start\"}"),
	    "begun ", "a conversation begins");
	is_text(
	    receive("{\"type\": \"audio\", \"audio\": \"UklGRg==\", "
		    "\"volumes\": [0.5, 1.0, 0.25], \"slice_length\": 20, "
		    "\"display_text\": {\"text\": \"\\uc548\\ub155! \", "
		    "\"name\": \"Mili\", \"avatar\": null}, \"actions\": null, "
		    "\"forwarded\": false}"),
	    "said 안녕! 60 ", "a sentence, and how long it sounds");
	is_text(
	    receive("{\"type\": \"audio\", \"audio\": null, \"volumes\": [], "
		    "\"slice_length\": 20, \"display_text\": null}"),
	    "said  0 ", "one without text and sound");
	is_text(receive("{\"type\": \"backend-synth-complete\"}"), "spoken ",
	    "all is said");
	is_text(receive("{\"type\": \"control\", \"text\": "
			"\"conversation-chain-end\"}"),
	    "ended ", "it ends");
	is_text(receive("{\"type\": \"interrupt-signal\", \"text\": "
			"\"conversation-interrupted\"}"),
	    "ended ", "... also when a group was interrupted");
	is_text(receive("{\"type\": \"error\", \"message\": \"Conversation "
			"error: x\"}"),
	    "failed Conversation error: x ", "an error");
}

static void
test_nonsense(void)
{
	static const char *const others[] = { "{}", "{\"type\":1}",
		"{\"type\":\"control\"}", "{\"type\":\"full-text\"}",
		"{\"type\":\"control\",\"text\":\"start-mic\"}",
		"{\"type\":\"set-model-and-conf\",\"text\":[]}" };

	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		is_text(receive(others[i]), "", "nothing: %s", others[i]);
	is_text(receive("{\"type\":\"audio\",\"volumes\":7,\"slice_length\":"
			"-3,\"display_text\":{\"text\":{}}}"),
	    "said  0 ", "a sentence of another shape");
	is_text(receive("{\"type\":\"error\"}"), "failed  ", "no reason");
	is_text(receive("[]"), "bad", "no object");
	is_text(receive("hello"), "bad", "no JSON");
}

static void
test_requests(void)
{
	struct buf text = { 0 }, played = { 0 }, interrupt = { 0 };

	vtuber_put_text(&text, STR("\"안녕\""));
	is_text(buf_text(&text),
	    "{\"type\":\"text-input\",\"text\":\"\\\"안녕\\\"\"}",
	    "what is said to it");
	vtuber_put_played(&played);
	is_text(buf_text(&played), "{\"type\":\"frontend-playback-complete\"}",
	    "that it was heard");
	vtuber_put_interrupt(&interrupt, (struct str){ 0 });
	is_text(buf_text(&interrupt),
	    "{\"type\":\"interrupt-signal\",\"text\":\"\"}",
	    "that it is to end");
	buf_free(&text);
	buf_free(&played);
	buf_free(&interrupt);
}

int
main(void)
{
	test_messages();
	test_nonsense();
	test_requests();
	return done_testing();
}
