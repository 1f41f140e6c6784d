/* fresh.h, flood.h, crowdscan.h: who writes, by hand and by definition. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "core/str.h"
#include "series/crowdscan.h"
#include "series/marks.h"
#include "tap.h"

/* What users count for, a place for each letter's text: "ab" is two users. */
static const char *
counts(struct buf *text, uint32_t pause, const char *const *places)
{
	struct fresh f = { .pause = pause };

	text->n = 0;
	for (; *places != NULL; places++) {
		uint32_t marks[8];
		size_t n = strlen(*places);

		for (size_t i = 0; i < n; i++)
			marks[i] = (uint32_t)(*places)[i];
		buf_fmt(text, "%s%g", text->n > 0 ? " " : "",
		    fresh_add(&f, marks, n));
	}
	fresh_free(&f);
	return buf_text(text);
}

#define COUNTS(pause, ...)                                                     \
	counts(&text, pause, (const char *const[]){ __VA_ARGS__, NULL })

static void
test_by_hand(void)
{
	struct buf text = { 0 };

	is_text(COUNTS(10, "a", "b", "cd"), "1 1 2", "each counts");
	is_text(COUNTS(10, "a", "a", "a", "a"), "1 0.5 0.25 0.125",
	    "who goes on counts for less and less");
	is_text(COUNTS(2, "a", "", "a", "", "", "a"), "1 0 0.5 0 0 1",
	    "until a pause of so many places");
	is_text(COUNTS(2, "a", "ab", "b", "ab", "", "", "ba"),
	    "1 1.5 0.5 0.5 0 0 2", "each by their own pauses");
	buf_free(&text);
}

enum { USERS = 300, PLACES = 3000, PAUSE = 7 };

static void
test_random(void)
{
	struct fresh f = { .pause = PAUSE };
	static int last[USERS], times[USERS], counted[USERS];
	bool good = true, users = true;
	int since = 0;

	srand(5);
	for (int now = 1; now <= PLACES; now++) {
		uint32_t marks[USERS];
		double expected = 0;
		size_t n = 0, different = 0;

		for (int i = 0; i < USERS; i++) {
			if (rand() % (now / 500 * 10 + 3) > 0)
				continue;
			if (last[i] == 0 || now - last[i] > PAUSE)
				times[i] = 0;
			expected += ldexp(1, -times[i]++);
			last[i] = counted[i] = now;
			marks[n++] = (uint32_t)i * 77777;
		}
		good &= fabs(fresh_add(&f, marks, n) - expected) < 1e-9;
		for (int i = 0; i < USERS; i++)
			different += counted[i] > since;
		users &= f.users == different;
		if (now % 30 == 0) {
			since = now;
			fresh_count(&f);
		}
	}
	ok(good, "%d random places, as by definition", PLACES);
	ok(users, "... and the different users of half minutes");
	fresh_free(&f);
}

static void
test_flood(void)
{
	struct flood f = { 0 };

	/* 13 messages of ten: 1.3, and 1.5 times that 1.95; of twenty users
	 * 39, and chance gives the root of it, 6.2. */
	ok(!flood_is(&f, 45, 20, 0), "at first a guess");
	ok(flood_is(&f, 46, 20, 0), "... above which it is a flood");
	for (int i = 0; i < 2000; i++)
		flood_learn(&f, 60, 20);
	/* 3 of each: 90 of twenty users, and 9.5. */
	ok(!flood_is(&f, 99, 20, 0), "where people write much");
	ok(flood_is(&f, 100, 20, 0), "... more is a flood");
	ok(!flood_is(&f, 20, 20, 0.5), "a half of one user");
	ok(flood_is(&f, 20, 20, 0.51), "more than a half");
}

/* A bucket of marks 0, 1, ... of which every letter is one. */
static void
add(struct history *h, uint32_t chats, const char *who)
{
	char text[64];
	size_t n = strlen(who);

	for (size_t i = 0; i < n; i++)
		marks_write(text + i * MARKS_DIGITS, (uint32_t)who[i]);
	history_add(h, &(struct past){ .chats = chats },
	    (struct str){ text, n * MARKS_DIGITS });
}

static void
test_loudest(void)
{
	struct history h = { 0 };

	add(&h, 2, "ab");
	add(&h, 1, "a");
	add(&h, 1, "c");
	ok(history_loudest(&h, 0, 3) == 0.5, "two of four messages");
	/* Three more than users; a is there three times, d once: 3/4 of 3. */
	add(&h, 5, "ad");
	ok(history_loudest(&h, 0, 4) == (3 + 0.75 * 3) / 9,
	    "messages beyond one for each user, in proportion");
	ok(isnan(history_loudest(&h, 9, 10)), "of nothing not known");
	history_add(&h, &(struct past){ .chats = 1 }, (struct str){ 0 });
	ok(isnan(history_loudest(&h, 0, 5)), "nor where one is not known");
	history_free(&h);
}

enum { CALM = 300 };

/*
 * A quiet chat of two users a second, then twenty seconds of `chats` messages,
 * of as many users, or of only ten; what is found, as "start-end flood".
 */
static const char *
crowd(struct buf *text, bool by_few)
{
	struct crowdscan c;
	struct crowdscan_peak p;
	struct history h = { 0 };

	crowdscan_init(&c, (struct peakscan_rule){ 1, 0.1 });
	text->n = 0;
	for (int now = 0; now < 2 * CALM; now++) {
		bool loud = now >= CALM && now < CALM + 20;
		char marks[30 * MARKS_DIGITS];
		uint32_t n = loud ? 10 : 2;

		for (uint32_t i = 0; i < n; i++)
			marks_write(marks + i * MARKS_DIGITS,
			    loud && by_few ? i : (uint32_t)now * 30 + i);
		history_add(&h, &(struct past){ .chats = loud ? 10 : 2 },
		    (struct str){ marks, n * MARKS_DIGITS });
		crowdscan_add(&c, &h);
		while (crowdscan_next(&c, &h, &p))
			if (!p.scan.open)
				buf_fmt(text, "%d-%d%s", (int)p.scan.start,
				    (int)p.scan.end,
				    p.is_flood ? " flood" : "");
	}
	history_free(&h);
	crowdscan_free(&c);
	return buf_text(text);
}

static void
test_crowd(void)
{
	struct buf text = { 0 };

	is_text(crowd(&text, false), "300-320", "ten new users in each second");
	/* They count 10, 5, 2.5, ...: as much as in two seconds. */
	ok(strcmp(crowd(&text, true), "") == 0 ||
		strstr(buf_text(&text), "flood") != NULL,
	    "ten users who go on are none, or a flood");
	buf_free(&text);
}

int
main(void)
{
	test_by_hand();
	test_random();
	test_flood();
	test_loudest();
	test_crowd();
	return done_testing();
}
