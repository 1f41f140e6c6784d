/* obs.h, cues.h, director.h: the protocol and the sheet, without a socket. */
#include <string.h>

#include "platform/director.h"
#include "tap.h"

static struct buf sent;
static int readies, locks;
static char refused[200];

static void
send_message(void *ctx, struct str message)
{
	(void)ctx;
	buf_str(&sent, message);
	buf_addc(&sent, '\n');
}

static void
ready(void *ctx)
{
	(void)ctx;
	readies++;
}

static void
locked(void *ctx)
{
	(void)ctx;
	locks++;
}

static const struct obs_events events = { send_message, ready, locked };

static bool
has_sent(const char *what)
{
	bool found = strstr(buf_text(&sent), what) != NULL;

	sent.n = 0;
	return found;
}

#define HELLO                                                                  \
	"{\"op\":0,\"d\":{\"rpcVersion\":1,\"authentication\":{"               \
	"\"challenge\":\"+IxH4CnCiqpX1rM9scsNynZzbOe4KhDeYcTNS3PDaeY=\","      \
	"\"salt\":\"lM1GncleQOaCu9lT1yeUZhFYnqhsLLP1G5lAGo3ixaI=\"}}}"

/* The example of the protocol's documents. */
static void
test_password(void)
{
	struct obs *o = obs_new(&events, NULL, "supersecretpassword");

	obs_receive(o, STR(HELLO));
	ok(has_sent("\"authentication\":"
		    "\"1Ct943GAT+6YQUUX47Ia/ncufilbe6+oD6lY+5kaCu4=\""),
	    "the challenge is answered");
	ok(!obs_ask(o, "GetVersion", STR("{}"), NULL, NULL),
	    "nothing is asked before it is accepted");
	obs_receive(o, STR("{\"op\":2,\"d\":{\"negotiatedRpcVersion\":1}}"));
	ok(readies == 1 && obs_is_ready(o), "then it is ready");
	obs_free(o);

	o = obs_new(&events, NULL, NULL);
	obs_receive(o, STR(HELLO));
	ok(locks == 1 && sent.n == 0, "without a password it stays outside");
	obs_free(o);
}

static void
test_nonsense(void)
{
	static const char *const messages[] = { "", "{", "[]", "{}",
		"{\"op\":7}", "{\"op\":7,\"d\":{\"requestId\":\"x\"}}",
		"{\"op\":7,\"d\":{\"requestId\":\"99\"}}",
		"{\"op\":\"0\",\"d\":1}", "{\"op\":5,\"d\":{}}",
		"{\"op\":1e99}" };
	struct obs *o = obs_new(&events, NULL, "x");

	for (size_t i = 0; i < sizeof messages / sizeof *messages; i++)
		obs_receive(o, str_of(messages[i]));
	ok(sent.n == 0 && !obs_is_ready(o), "nonsense changes nothing");
	obs_receive(o, STR("{\"op\":0,\"d\":{\"authentication\":{}}}"));
	ok(has_sent("\"op\":1"), "a lock without its salt is tried");
	obs_free(o);
}

static bool
is_sheet(const char *text)
{
	struct cues c = { 0 };
	bool good = cues_read(&c, str_of(text));

	cues_free(&c);
	return good;
}

static void
test_sheet(void)
{
	ok(is_sheet("# a\n\n[chat]\nscene = A = B\n"), "a sheet");
	ok(is_sheet("[a b=1 c!=x d>=2 e<3]\nshow=A/B\nhide=B\nclip\nfor=1s"),
	    "all that it may have");
	ok(is_sheet("[a]\ntext My text = {b} {"), "a brace that opens nothing");
	ok(!is_sheet(""), "no cue at all");
	ok(!is_sheet("scene = A"), "a cue before its records");
	ok(!is_sheet("[a\nclip"), "a bracket that is open");
	ok(!is_sheet("[]\nclip"), "no type");
	ok(!is_sheet("[a b]\nclip"), "a condition that is none");
	ok(!is_sheet("[a b>x]\nclip"), "a number that is none");
	ok(!is_sheet("[a]\nfor = soon"), "a time that is none");
	ok(!is_sheet("[a]\nscene"), "a scene without its name");
	ok(!is_sheet("[a]\nscene ="), "... and with an empty one");
	ok(!is_sheet("[a]\ndance = x"), "what it does not know");
}

/* Which of a sheet's cues are for a record, as "021". */
static struct buf matched;

static const char *
matches(struct cues *c, struct jsonl *in, const char *record, int64_t now)
{
	const struct json_val *v;

	matched.n = 0;
	jsonl_push(in, record, strlen(record));
	jsonl_push(in, "\n", 1);
	while ((v = jsonl_next(in)) != NULL) {
		cues_note(c, in, v);
		for (size_t i = 0; i < c->n; i++)
			if (cues_match(c, &c->at[i], in, v, now))
				buf_fmt(&matched, "%zu", i);
	}
	return buf_text(&matched);
}

static void
test_conditions(void)
{
	struct cues c = { 0 };
	struct jsonl *in =
	    jsonl_new("test", &(struct jsonl_settings){ .silent = true });

	cues_read(&c,
	    STR("[a n>=10]\n[a n<10]\n[a s=x]\n[a s!=x]\n[a b=true]\n"
		"every = 1s\n[speech text=hi]\n"));
	cues_want(&c, in);
	is_text(matches(&c, in, "{\"type\":\"a\",\"n\":10}", 0), "03",
	    "a number that is enough");
	is_text(matches(&c, in, "{\"type\":\"a\",\"n\":9,\"s\":\"x\"}", 0),
	    "12", "one that is not, and a text");
	is_text(matches(&c, in, "{\"type\":\"a\",\"n\":\"many\"}", 0), "3",
	    "what is no number is not compared");
	is_text(matches(&c, in, "{\"type\":\"b\",\"n\":10}", 0), "",
	    "another type");
	is_text(matches(&c, in, "{\"type\":\"a\",\"b\":true}", 100), "34",
	    "a fact");
	is_text(matches(&c, in, "{\"type\":\"a\",\"b\":true}", 1099), "3",
	    "... not too often");
	is_text(matches(&c, in, "{\"type\":\"a\",\"b\":true}", 1100), "34",
	    "... and again");
	matches(&c, in,
	    "{\"type\":\"reply\",\"reply_id\":\"r\",\"text\":\"hi\"}", 0);
	is_text(matches(&c, in, "{\"type\":\"speech\",\"reply_id\":\"r\"}", 0),
	    "5", "a speech has its reply's text");
	is_text(matches(&c, in, "{\"type\":\"speech\",\"reply_id\":\"q\"}", 0),
	    "", "... not another's");
	jsonl_close(in);
	cues_free(&c);
	buf_free(&matched);
}

static void
refuse(void *ctx, const char *what, struct str why)
{
	(void)ctx;
	snprintf(refused, sizeof refused, "%s: %.*s", what, STR_ARG(why));
}

static void
answer(struct obs *o, int id, const char *data)
{
	struct buf b = { 0 };

	buf_fmt(&b,
	    "{\"op\":7,\"d\":{\"requestId\":\"%d\",\"requestStatus\":"
	    "{\"result\":true,\"code\":100},\"responseData\":%s}}",
	    id, data);
	obs_receive(o, buf_view(&b));
	buf_free(&b);
}

#define ON_AIR(scene) "{\"currentProgramSceneName\":\"" scene "\"}"

/* Two cues for a time, one within the other: the scene from before both comes
 * back. */
static void
test_scenes(void)
{
	struct cues c = { 0 };
	struct obs *o = obs_new(&events, NULL, NULL);
	struct director *d;

	cues_read(&c,
	    STR("[a]\nscene = A\nfor = 1s\n[b]\nscene = B\n"
		"for = 1s\n[c]\nhotkey = X\n"));
	d = director_new(o, &c, refuse, NULL);
	ok(!director_do(d, c.at[0].deeds, STR(""), 1000, 0),
	    "nothing can be done before OBS is there");
	obs_receive(o, STR("{\"op\":2,\"d\":{}}"));
	ok(director_do(d, c.at[0].deeds, STR(""), 1000, 0) &&
		director_due(d) == 1000,
	    "a scene for a second");
	answer(o, 1, ON_AIR("Home"));
	ok(has_sent("\"sceneName\":\"A\""), "... is on");
	director_do(d, c.at[1].deeds, STR(""), 1000, 500);
	answer(o, 3, ON_AIR("A"));
	ok(has_sent("\"sceneName\":\"B\""), "another one follows");
	ok(director_due(d) == 1500, "... for a second of its own");
	director_undo(d, 1500);
	answer(o, 5, ON_AIR("B"));
	ok(has_sent("\"sceneName\":\"Home\""), "then the first is back");
	ok(director_due(d) == INT64_MAX, "and nothing is left");
	director_do(d, c.at[2].deeds, STR(""), 1000, 2000);
	obs_receive(o,
	    STR("{\"op\":7,\"d\":{\"requestId\":\"7\",\"requestStatus\":"
		"{\"result\":false,\"code\":600,\"comment\":\"none\"}}}"));
	is_text(refused, "hotkey X: none", "what OBS refuses has its name");
	director_free(d);
	obs_free(o);
	cues_free(&c);
	buf_free(&sent);
}

/* Who comes last says for how long. */
static void
test_same(void)
{
	struct cues c = { 0 };
	struct obs *o = obs_new(&events, NULL, NULL);
	struct director *d;

	cues_read(&c,
	    STR("[a]\ntext T = a\nshow = S/I\n[b]\ntext T = b\n"
		"hide = S/I\n[c]\ntext U = c\n"));
	d = director_new(o, &c, refuse, NULL);
	obs_receive(o, STR("{\"op\":2,\"d\":{}}"));
	director_do(d, &c.at[0].deeds[0], STR("a"), 1000, 0);
	director_do(d, &c.at[1].deeds[0], STR("b"), -1, 500);
	ok(director_due(d) == INT64_MAX, "a text that came later stays");
	director_do(d, &c.at[0].deeds[1], STR(""), 1000, 0);
	director_do(d, &c.at[1].deeds[1], STR(""), 3000, 500);
	ok(director_due(d) == 3500, "so does an item");
	director_do(d, &c.at[2].deeds[0], STR("c"), 1000, 1000);
	ok(director_due(d) == 2000, "another text is another thing");
	director_free(d);
	obs_free(o);
	cues_free(&c);
	buf_free(&sent);
}

int
main(void)
{
	test_password();
	test_nonsense();
	test_sheet();
	test_conditions();
	test_scenes();
	test_same();
	return done_testing();
}
