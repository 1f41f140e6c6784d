/* What totals keep of users and nicknames. */
#include <stdio.h>
#include <string.h>

#include "tap.h"
#include "totals/totals.h"

/* A chat; user_id and user may be NULL. */
static void
chat(struct totals *l, const char *user_id, const char *user)
{
	struct event e = event_blank();

	e.type = EVENT_CHAT;
	e.stream_id = STR("s");
	e.user_id = str_of(user_id);
	e.user = str_of(user);
	totals_add(l, &e);
}

static void
test_brief(void)
{
	struct arena a = { 0 };
	struct str five = STR("가나다라마"), six = STR("가나다라마바");
	struct brief here = brief_of(five, &a), there = brief_of(six, &a);
	struct brief none = brief_of((struct str){ 0 }, &a);

	ok(sizeof here == 16, "a brief text takes 16 bytes");
	ok(brief_is(&here, five) && !brief_is(&here, six), "... in place");
	ok(brief_is(&there, six) && !brief_is(&there, five), "... or longer");
	ok(brief_text(&none).p == NULL && brief_is(&none, STR("")),
	    "an empty one is absent");
	arena_free(&a);
}

/* The same user by number, by the digits of that number, and by text. */
static void
test_users(void)
{
	struct totals l = { .by = TOTALS_USER };

	chat(&l, "00000000000000000000000000000001", "가");
	chat(&l, "00000000000000000000000000000001", "가");
	chat(&l, "00000000000000000000000000000001X", "가");
	chat(&l, "1", "가");
	ok(l.n == 3, "users are told apart by all of their ids");
	ok(str_is(totals_key(&l, 0), "00000000000000000000000000000001") &&
		str_is(
		    totals_key(&l, 1), "00000000000000000000000000000001X") &&
		str_is(totals_key(&l, 2), "1"),
	    "... which come back as they were");
	ok(totals_stats(&l, 0).messages == 2, "... with their messages");
	totals_free(&l);
}

static void
test_nicknames_of_a_user(void)
{
	struct totals l = { .by = TOTALS_USER };

	chat(&l, "u", NULL);
	chat(&l, "u", "가");
	chat(&l, "u", "\341\204\200\341\205\241"); /* the same, taken apart */
	ok(totals_stats(&l, 0).nicknames == 1 && l.nicknames.n == 0,
	    "a user's first nickname is no entry of its own");
	ok(totals_first(&l, 0) == 2, "... and has the messages under it");
	chat(&l, "u", "나");
	chat(&l, "u", "나");
	ok(totals_stats(&l, 0).nicknames == 2 && l.nicknames.at[0].n == 2,
	    "a second one is");
	ok(str_is(totals_stats(&l, 0).user, "나"), "the last is the name");
	chat(&l, "u", "가");
	ok(str_is(totals_stats(&l, 0).user, "가"), "... and may be the first");
	ok(totals_first(&l, 0) == 3, "... whose messages go on");
	totals_free(&l);
}

static int64_t
count_of(const struct totals *l, const char *nickname)
{
	for (uint32_t i = 0; i < l->nicknames.n; i++)
		if (brief_is(&l->nicknames.at[i].text, str_of(nickname)))
			return l->nicknames.at[i].n;
	return -1;
}

static void
test_nicknames_of_a_broadcast(void)
{
	struct totals l = { .by = TOTALS_STREAM };

	chat(&l, "u1", "가");
	chat(&l, "u1", "가");
	chat(&l, "u1", "나");
	chat(&l, "u1", NULL);
	chat(&l, "u2", "나");
	chat(&l, NULL, "나");
	chat(&l, "u3", NULL);
	chat(&l, "u3", "다");
	ok(totals_stats(&l, 0).users == 3 && totals_stats(&l, 0).nicknames == 3,
	    "a broadcast's users and nicknames");
	totals_settle(&l);
	ok(count_of(&l, "가") == 2, "messages under a user's first nickname");
	ok(count_of(&l, "나") == 3,
	    "... under another, another's and nobody's");
	ok(count_of(&l, "다") == 1, "... and under one that came later");
	totals_free(&l);
}

/* A summand's look ahead: none of them changes what is counted. */
static void
look(const struct totals *l, struct summand *s, int i)
{
	void (*const looks[])(const struct totals *, struct summand *) = {
		totals_far, totals_guess, totals_near, totals_nearest
	};

	if (i < 4)
		looks[i](l, s);
}

/* Chats of a few of many, some of whom change their nickname. */
static struct event
nth(int i, char room[3][16])
{
	struct event e = event_blank();

	e.type = EVENT_CHAT;
	e.stream_id = (struct str){ room[0],
		(size_t)snprintf(room[0], 16, "s%d", i % 7) };
	e.user_id = (struct str){ room[1],
		(size_t)snprintf(room[1], 16, "u%d", i * 31 % 200) };
	e.user = (struct str){ room[2],
		(size_t)snprintf(room[2], 16, "n%d", i * 31 % 200 + i % 3) };
	return e;
}

static void
test_looks(enum totals_by by)
{
	struct totals plain = { .by = by }, ahead = { .by = by };
	char room[5][3][16];
	struct summand s[5];
	bool right = true;

	for (int i = 0; i < 3004; i++) {
		struct event e = nth(i, room[i % 5]);

		totals_digest(by, &e, &s[i % 5]);
		/* Each is four records ahead of the one that is taken. */
		for (int k = 0; k < 4 && k <= i; k++)
			look(&ahead, &s[(i - k) % 5], k);
		if (i < 4)
			continue;
		totals_take(&plain, &s[(i - 4) % 5]);
		totals_take(&ahead, &s[(i - 4) % 5]);
	}
	right &= plain.n == ahead.n && plain.users.n == ahead.users.n &&
	    plain.nicknames.n == ahead.nicknames.n;
	for (uint32_t i = 0; right && i < plain.n; i++) {
		struct stats a = totals_stats(&plain, i);
		struct stats b = totals_stats(&ahead, i);

		right &= a.messages == b.messages && a.users == b.users &&
		    a.nicknames == b.nicknames;
	}
	ok(right && plain.n > 0, "by %s, looking ahead or not",
	    totals_by_words[by - 1]);
	totals_free(&plain);
	totals_free(&ahead);
}

int
main(void)
{
	for (int by = TOTALS_STREAM; by <= TOTALS_NICK; by++)
		test_looks((enum totals_by)by);
	test_brief();
	test_users();
	test_nicknames_of_a_user();
	test_nicknames_of_a_broadcast();
	return done_testing();
}
