/* choice.h: which messages of a flood get an answer. */
#include "llm/choice.h"
#include "tap.h"

static const struct gauge gauge;
static struct choice_line batch[CHOICE_LINES];

static struct event
chat(const char *user, const char *text)
{
	struct event e = event_blank();

	e.type = EVENT_CHAT;
	e.user_id = e.user = str_of(user);
	e.text = str_of(text);
	e.message_id = str_of(user);
	return e;
}

static struct event
donation(const char *user, const char *text, int64_t amount)
{
	struct event e = chat(user, text);

	e.type = EVENT_DONATION;
	e.amount = amount;
	return e;
}

static void
add(struct choice *c, struct event e, int64_t now)
{
	choice_add(c, &e, now);
}

/* The users of a batch in order: "abc". */
static const char *
take(struct choice *c, size_t most)
{
	static char users[CHOICE_LINES + 1];
	size_t n = choice_take(c, &gauge, 100000, most, batch);

	for (size_t i = 0; i < n; i++)
		users[i] = batch[i].user_id.p[0];
	users[n] = '\0';
	return users;
}

static bool
adds_up(const struct choice *c)
{
	struct choice_counts n = choice_counts(c);

	return n.in == n.answered + n.dropped + n.held;
}

static void
test_order(void)
{
	struct choice *c = choice_new(STR("보리, Bori"));
	struct event streamer = chat("s", "다음 곡 뭐지 않나");

	/* Nobody is new. */
	for (const char *u = "abcdefs"; *u != '\0'; u++)
		choice_met(c, (struct str){ u, 1 });
	add(c, chat("a", "ㅋㅋㅋㅋ"), 0);
	add(c, chat("b", "오늘 날씨 좋다"), 0);
	add(c, chat("c", "지금 몇 시예요?"), 0);
	add(c, chat("d", "bori야 안녕"), 0);
	add(c, donation("e", "화이팅", 1000), 0);
	add(c, donation("f", "화이팅!", 50000), 0);
	streamer.role = STR("streamer");
	add(c, streamer, 0);
	is_text(take(c, 10), "fesdcba",
	    "money, the streamer, by name, a question, others, laughing");
	ok(batch[0].line.amount == 50000 && batch[0].line.number == 1,
	    "the first line has its amount");
	ok((batch[3].why & WHY_ASKED) != 0 &&
		(batch[4].why & WHY_QUESTION) != 0,
	    "... and each its reasons");
	choice_end(c, true, 0);
	ok(choice_counts(c).answered == 7 && adds_up(c), "all were answered");
	choice_free(c);
}

static void
test_raids(void)
{
	struct choice *c = choice_new((struct str){ 0 });
	struct event raid = chat("r", "15 raiders from Otter have joined!"),
		     blind = chat("b", "");
	struct str why[CHOICE_WHYS];

	raid.type = blind.type = EVENT_MODERATION;
	raid.action = STR("raid");
	blind.action = STR("blind");
	add(c, blind, 0);
	add(c, chat("a", "이 게임 뭐예요?"), 0);
	add(c, raid, 0);
	ok(choice_counts(c).in == 2, "moderation is no message, but a raid is");
	is_text(take(c, 10), "ra", "... that comes before questions");
	ok(batch[0].line.raid && choice_whys(batch[0].why, why) > 0 &&
		str_is(why[0], "raid"),
	    "... and is called so");
	choice_end(c, false, 0);
	is_text(take(c, 10), "r", "... and waits for its answer");
	choice_end(c, true, 0);
	choice_free(c);
}

static void
test_turns(void)
{
	struct choice *c = choice_new((struct str){ 0 });

	add(c, chat("a", "첫 마디"), 0);
	take(c, 10);
	ok((batch[0].why & WHY_FIRST) != 0, "a first word");
	choice_end(c, true, 0);
	add(c, chat("a", "둘째 마디"), 1000);
	add(c, chat("b", "나도 있어"), 1000);
	choice_met(c, STR("c"));
	add(c, chat("c", "오래 기다림"), 1000);
	is_text(take(c, 10), "bca", "who was just answered comes last");
	ok((batch[1].why & WHY_WAITING) != 0, "who was not waits");
	choice_end(c, true, 1000);
	add(c, chat("a", "한참 뒤"), 1000 + 600000);
	take(c, 10);
	ok((batch[0].why & WHY_WAITING) != 0, "... ten minutes later too");
	choice_end(c, true, 601000);
	choice_free(c);
}

static void
test_many(void)
{
	struct choice *c = choice_new((struct str){ 0 });
	struct str names[CHOICE_WHYS];
	char user[8];

	for (int i = 0; i < 100; i++) {
		snprintf(user, sizeof user, "%d", i);
		choice_met(c, str_of(user));
	}
	add(c, chat("q", "이 게임 뭐예요?"), 0);
	for (int i = 0; i < 100; i++) {
		snprintf(user, sizeof user, "%d", i);
		add(c, chat(user, i % 2 ? "노래 불러줘" : "노래 불러줘!!"), 0);
	}
	ok(choice_waiting(c) == 2, "what many say is one message");
	is_text(take(c, 10), "0q", "... and louder than a question");
	ok(batch[0].line.others == 99 && batch[0].n_ids == CHOICE_IDS &&
		str_is(batch[0].ids[1], "1"),
	    "... with how many, and their ids");
	ok(choice_whys(batch[0].why, names) >= 1 &&
		str_is(names[choice_whys(batch[0].why, names) - 1], "many"),
	    "... and why");
	choice_end(c, true, 0);
	ok(choice_counts(c).answered == 101 && adds_up(c), "all count");
	choice_free(c);
}

static void
test_passing(void)
{
	struct choice *c = choice_new((struct str){ 0 });

	add(c, chat("a", "하나?"), 0);
	add(c, chat("b", "둘"), 0);
	add(c, donation("c", "셋", 1000), 0);
	add(c, donation("d", "넷", 2000), 0);
	is_text(take(c, 1), "d", "one of four");
	ok(choice_counts(c).dropped == 2 && choice_counts(c).held == 2,
	    "chat passes, a donation waits");
	add(c, chat("e", "그 사이"), 0);
	choice_end(c, false, 0);
	is_text(take(c, 10), "dce", "what got no answer waits again, if paid");
	choice_end(c, true, 0);
	ok(choice_counts(c).held == 0 && adds_up(c), "nothing is held");
	add(c, chat("f", "다시"), 0);
	take(c, 10);
	choice_end(c, false, 0);
	ok(choice_counts(c).dropped == 3 && adds_up(c),
	    "chat without an answer has passed");
	choice_free(c);
}

static void
test_budget(void)
{
	struct choice *c = choice_new((struct str){ 0 });
	size_t n;

	add(c, chat("a", "가나다라마바사아자차카타파하 가나다라마바사?"), 0);
	add(c, chat("b", "가나다라마바사아자차카타파하 가나다라마바"), 0);
	n = choice_take(c, &gauge, 1, 10, batch);
	ok(n == 1, "one message is taken, however few tokens there are");
	choice_end(c, true, 0);
	for (int i = 0; i < 100; i++) {
		char text[64];

		snprintf(text, sizeof text, "메시지 번호 %d 입니다", i);
		add(c, chat("u", text), 0);
	}
	/* About 12 tokens each, and 12 more. */
	n = choice_take(c, &gauge, 240, 100, batch);
	ok(n >= 8 && n <= 11, "about ten of 24 tokens fit into 240: %zu", n);
	choice_end(c, true, 0);
	choice_free(c);
}

/* A flood while an answer is made: memory stays, and the best are kept. */
static void
test_flood(void)
{
	struct choice *c = choice_new(STR("보리"));
	char user[16], text[64];

	for (int i = 0; i < 50000; i++) {
		snprintf(user, sizeof user, "u%d", i);
		snprintf(text, sizeof text,
		    i % 1000 == 7 ? "보리 질문 %d 뭐?" : "도배 %d", i);
		choice_met(c, str_of(user));
		add(c, chat(user, text), i);
	}
	ok(choice_waiting(c) == CHOICE_MOST && adds_up(c),
	    "of a flood so many wait");
	ok(choice_take(c, &gauge, 100000, 50, batch) == 50 &&
		(batch[49].why & WHY_ASKED) != 0,
	    "the fifty questions among them");
	for (int i = 0; i < 10000; i++) {
		snprintf(text, sizeof text, "후원 %d", i);
		add(c, donation("d", text, 1000 + i), 0);
	}
	ok(choice_waiting(c) == CHOICE_MOST && adds_up(c),
	    "a flood of money is bounded too");
	choice_end(c, false, 0);
	ok(adds_up(c), "and it still adds up");
	is_text(take(c, 1), "d", "the largest is first");
	ok(batch[0].line.amount == 10999, "... by its amount");
	choice_end(c, true, 0);
	ok(choice_counts(c).in == 60000 && adds_up(c), "to the message");
	choice_free(c);
}

static void
test_others(void)
{
	struct choice *c = choice_new((struct str){ 0 });
	struct event e = event_blank();

	e.type = EVENT_MODERATION;
	choice_add(c, &e, 0);
	ok(choice_counts(c).in == 0, "moderation is not answered");
	e = chat("a", "");
	e.type = EVENT_SUBSCRIPTION;
	e.months = 12;
	choice_add(c, &e, 0);
	add(c, chat("b", ""), 0);
	is_text(take(c, 10), "ab", "a subscription needs no words");
	ok(batch[0].line.months == 12, "... and has its months");
	choice_end(c, true, 0);
	is_text(take(c, 10), "", "nobody waits, nobody is taken");
	choice_end(c, true, 0);
	choice_free(c);
	choice_free(NULL);
}

static void
test_times(void)
{
	struct choice *c = choice_new((struct str){ 0 });

	choice_set(c, CHOICE_OLDEST, 3);
	add(c, chat("a", "하나"), 0);
	add(c, chat("b", "둘?"), 0);
	add(c, chat("c", "셋"), 0);
	add(c, donation("d", "넷", 1000), 0);
	is_text(take(c, 1), "d", "what was paid for does not wait its turn");
	choice_end(c, true, 0);
	is_text(take(c, 1), "a", "the oldest is next");
	choice_end(c, true, 0);
	is_text(take(c, 2), "b", "... and the others wait on");
	choice_end(c, true, 0);
	ok(choice_counts(c).dropped == 1 && adds_up(c),
	    "... as many as there is room for");
	choice_free(c);

	c = choice_new((struct str){ 0 });
	choice_set(c, CHOICE_NEWEST, CHOICE_MOST);
	add(c, chat("a", "하나?"), 0);
	add(c, chat("b", "둘"), 0);
	add(c, chat("c", "셋"), 0);
	is_text(take(c, 2), "cb", "the newest first");
	choice_end(c, true, 0);
	ok(choice_waiting(c) == 0 && choice_counts(c).dropped == 1 &&
		adds_up(c),
	    "... and the others have passed");
	choice_free(c);
}

/* Moderation of one message, by how its id begins, and of a user. */
static void
test_moderation(void)
{
	struct choice *c = choice_new((struct str){ 0 });
	struct event message = chat("m", ""), user = message, back = message;

	message.type = user.type = back.type = EVENT_MODERATION;
	message.action = user.action = STR("blind");
	back.action = STR("unblind");
	message.target_message_id = STR("b:17");
	back.target_message_id = STR("e:1");
	user.target_user_id = STR("c");
	for (const char *u = "abcde"; *u != '\0'; u++) {
		char name[2] = { *u }, text[] = "말 ?", id[] = "?:1704:0f";
		struct event e = chat(name, text);

		text[sizeof text - 2] = id[0] = *u;
		e.message_id = str_of(id);
		add(c, e, 0);
	}
	add(c, chat("f", "말 d"), 0);
	add(c, message, 1);
	add(c, user, 1);
	add(c, back, 1);
	user.target_user_id = STR("d");
	add(c, user, 1);
	is_text(
	    take(c, 10), "dea", "what moderators take away waits no longer");
	ok(choice_counts(c).dropped == 2 && adds_up(c),
	    "... unless others say it too");
	choice_end(c, true, 1);
	choice_free(c);
}

int
main(void)
{
	test_order();
	test_raids();
	test_times();
	test_moderation();
	test_turns();
	test_many();
	test_passing();
	test_budget();
	test_flood();
	test_others();
	return done_testing();
}
