/* What an overlay shows: numbers, what is hidden, who comes back. */
#include <stdio.h>
#include <string.h>

#include "tap.h"
#include "web/screen.h"

/* What was sent, a line a message: its number and the key that it is about. */
static void
note(void *ctx, int64_t id, struct str message)
{
	static const char *const keys[] = { "anew\":true", "anew\":false",
		"state", "show", "hide", "done", "clear" };
	struct buf *b = ctx;

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (memmem(message.p, message.n, keys[i], strlen(keys[i])) !=
		    NULL) {
			buf_fmt(b, "%lld %s\n", (long long)id, keys[i]);
			return;
		}
}

static void
feed(struct screen *s, const char *records)
{
	struct jsonl *in = jsonl_new("test", &(struct jsonl_settings){ 0 });
	struct screen_reader reader;
	const struct json_val *v;

	screen_want(&reader, in);
	jsonl_push(in, records, strlen(records));
	jsonl_push_end(in);
	while ((v = jsonl_next(in)) != NULL)
		screen_take(s, &reader, v);
	jsonl_close(in);
}

/* What one that has seen up to `last` of this run is sent. */
static const char *
catch_up(struct screen *s, const char *last)
{
	static struct buf said;
	char from[64];

	said.n = 0;
	snprintf(from, sizeof from, "%s-%s", screen_run(s), last);
	screen_catch_up(s, str_of(from), note, &said);
	return buf_text(&said);
}

#define CHAT(id, user)                                                         \
	"{\"type\":\"chat\",\"message_id\":\"" id "\",\"user_id\":\"" user     \
	"\",\"user\":\"" user "\",\"text\":\"t\"}\n"

int
main(void)
{
	struct buf sent = { 0 };
	struct screen *s = screen_new(&(struct screen_settings){
	    .max = 3, .pictures = "", .send = note, .ctx = &sent });

	feed(s, CHAT("a:1:x", "a") CHAT("b:2:x", "b") CHAT("a:1:x", "a"));
	is_text(buf_text(&sent), "1 show\n2 show\n",
	    "each is shown once, by number");
	is_text(catch_up(s, "1"), "0 anew\":false\n2 show\n",
	    "who comes back gets the rest");
	is_text(catch_up(s, "9"), "0 anew\":true\n1 show\n2 show\n",
	    "... or all, from a number that never was");
	feed(s, "{\"type\":\"reply\",\"text\":\"r\",\"to\":[\"a:1:x\"]}\n");
	is_text(catch_up(s, "2"), "0 anew\":false\n3 done\n4 show\n",
	    "a reply marks what it answers");
	ok(screen_pin(s, 2) && !screen_pin(s, 99), "a message is pinned");
	feed(s,
	    "{\"type\":\"moderation\",\"action\":\"kick\","
	    "\"target_user_id\":\"b\"}\n");
	is_text(catch_up(s, "0"),
	    "0 anew\":false\n1 show\n3 done\n4 show\n6 state\n7 hide\n",
	    "one who is sent away is hidden, also where pinned");
	feed(s, CHAT("c:3:x", "c") CHAT("d:4:x", "d"));
	is_text(catch_up(s, "0"),
	    "0 anew\":true\n3 done\n4 show\n6 state\n7 hide\n8 show\n9 show\n",
	    "the oldest makes room");
	ok(screen_control(s, &(struct control){ .action = CONTROL_CLEAR }),
	    "all is cleared");
	is_text(catch_up(s, "9"), "0 anew\":false\n10 clear\n", "... at once");
	screen_free(s);
	buf_free(&sent);
	return done_testing();
}
