/* gist.h, laughter.h, why.h, standings.h: what argues for a moment. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tap.h"
#include "text/gist.h"
#include "text/laughter.h"
#include "text/standings.h"
#include "text/why.h"

static void
test_laughter(void)
{
	static const char *const yes[] = { "ㅋ", "아 ㅋㅋㅋ", "ㅎㅎ", "LOL",
		"that is KEKW", "hahaha", "jajaja", "kkkk", "www", "草草",
		"진짜 🤣", "{:d_54:}", NULL };
	static const char *const no[] = { "", "ㅎㅇ", "hello", "lollipop", "ok",
		"w", "hat", "草原", "하하", NULL };

	for (const char *const *s = yes; *s != NULL; s++)
		ok(laughs(str_of(*s)), "%s laughs", *s);
	for (const char *const *s = no; *s != NULL; s++)
		ok(!laughs(str_of(*s)), "%s does not", *s);
}

static const char *
joined(struct buf *b, const struct str *at, size_t n)
{
	b->n = 0;
	for (size_t i = 0; i < n; i++)
		buf_fmt(b, "%.*s|", STR_ARG(at[i]));
	return buf_text(b);
}

/* A hundred seconds of greetings, and a kill from 40 to 49. */
static void
test_gist(void)
{
	struct gist *g = gist_new();
	struct gist_found found;
	struct buf text = { 0 };

	for (int i = 0; i < 100; i++) {
		gist_add(g, i * 1000, 0, STR("안녕하세요 여러분"));
		if (i >= 40 && i < 50)
			gist_add(g, i * 1000, 0, STR("펜타킬 ㅋㅋㅋ"));
	}
	gist_look(g, 40000, 50000, &found);
	is_text(joined(&text, found.topic.keywords, found.topic.n_keywords),
	    "펜타킬|", "a moment's own words");
	is_text(joined(&text, found.topic.samples, found.topic.n_samples),
	    "펜타킬 ㅋㅋㅋ|", "... and who said them");
	ok(found.laughing == 0.5 && found.topic.chats == 20, "half laughed");
	gist_look(g, 60000, 70000, &found);
	ok(found.topic.n_keywords == 0 && found.laughing == 0,
	    "what is said all the time is no keyword");
	gist_forget(g, 45000);
	gist_look(g, 40000, 50000, &found);
	ok(found.topic.chats == 10, "what is forgotten is gone");
	/* More text than a block has, some of it late. */
	buf_reserve(&text, 100000);
	memset(text.p, 'x', 100000);
	for (int i = 0; i < 5000; i++)
		gist_add(g, 100000 + (i ^ 1) * 10, 0,
		    (struct str){ text.p, i == 7 ? 100000 : 40 });
	gist_look(g, 100000, 150000, &found);
	ok(found.topic.chats == 5000, "long and late messages are kept");
	gist_forget(g, 140000);
	gist_look(g, 100000, 150000, &found);
	ok(found.topic.chats == 1000, "... until they are forgotten");
	gist_look(g, 200000, 300000, &found);
	ok(isnan(found.laughing), "nothing was said");
	buf_free(&text);
	gist_free(g);
}

static struct peak
a_peak(void)
{
	static const struct str words[] = { { "{:d_1:}", 7 }, { "GG", 2 } };
	struct peak p = peak_blank();

	p.by = PEAK_SCAN;
	p.multiple = 4.94;
	p.people = 288;
	p.keywords = (struct strs){ words, 2 };
	p.laugh_share = 0.62;
	p.donations = 1;
	p.score = 9;
	p.start_sec = 100;
	p.end_sec = 130;
	p.clip_start_sec = 80;
	return p;
}

static const char *
why(struct buf *b, const struct peak *p, bool korean)
{
	b->n = 0;
	why_put(b, p, korean);
	return buf_text(b);
}

static void
test_why(void)
{
	struct buf b = { 0 };
	struct peak p = a_peak();

	is_text(why(&b, &p, false),
	    "4.9 times the usual, 288 people: GG; 62 % laugh; 1 donation",
	    "why it is one");
	is_text(why(&b, &p, true),
	    "평소의 4.9배, 288명: GG; 웃음 62 %; 후원 1건", "... in Korean");
	p.suspect = PEAK_FLOOD;
	p.loudest_share = 0.5;
	p.laugh_share = p.multiple = (double)NAN;
	p.donations = 0;
	is_text(why(&b, &p, false),
	    "a flood? 288 people: GG; 50 % from one user", "a flood");
	p = peak_blank();
	is_text(why(&b, &p, false), "", "of nothing, nothing");
	buf_free(&b);
}

static void
test_standings(void)
{
	struct standings s = { .most = 2 };
	struct buf b = { 0 };
	struct peak p = a_peak();

	p.suspect = PEAK_FLOOD;
	p.score = 99;
	p.why = STR("a flood?");
	standings_add(&s, &p);
	p = a_peak();
	p.why = STR("good");
	p.score = 2;
	standings_add(&s, &p);
	p.score = 3;
	p.people = -1;
	p.end_sec = 4000;
	p.clip_start_sec = 3661;
	p.why = STR("better");
	standings_add(&s, &p);
	standings_put(&s, &b);
	is_text(buf_text(&b),
	    "RANK      CLIP  LENGTH  PEOPLE   TIMES  WHY\n"
	    "   1   1:01:01  1:05:00             4.9  better\n"
	    "   2      1:20    0:30     288     4.9  good\n",
	    "the best ones, and suspects last");
	standings_free(&s);
	buf_free(&b);
}

int
main(void)
{
	test_laughter();
	test_gist();
	test_why();
	test_standings();
	return done_testing();
}
