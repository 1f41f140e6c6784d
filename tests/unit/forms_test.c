/* forms.h, common.h, topics.h: which words are one, and who counts. */
#include <stdio.h>

#include "tap.h"
#include "text/common.h"
#include "text/forms.h"
#include "text/topics.h"

/* What the first of some words, each met once, counts as. */
static const char *
base_of(const char *const *word)
{
	static struct buf out;
	struct intern words = { 0 };
	struct forms f = { 0 };
	uint32_t total[256] = { 0 };

	for (const char *const *w = word; *w != NULL; w++)
		total[intern_add(&words, str_of(*w))] = 1;
	forms_add(&words);
	forms_join(&f, &words, total);
	out.n = 0;
	buf_str(&out, words.names[f.base[0]]);
	forms_free(&f);
	intern_free(&words);
	return buf_text(&out);
}

#define BASE(...) base_of((const char *const[]){ __VA_ARGS__, NULL })

static void
test_bases(void)
{
	is_text(BASE("보스가", "보스를"), "보스", "two particles show a noun");
	is_text(BASE("보스가", "보스"), "보스", "so do one and none");
	is_text(BASE("보스가"), "보스가", "one does not");
	is_text(BASE("나오네", "나오는"), "나오네", "nor do verbs' endings");
	is_text(
	    BASE("고양이", "고양이다"), "고양이", "what comes with 이 is one");
	is_text(BASE("고양이", "고양이를", "고양"), "고양이",
	    "이 belongs to what takes 를");
	is_text(BASE("고양이다", "고양이를", "고양이"), "고양이",
	    "... with an ending too");
	is_text(BASE("고양이랑", "고양이가", "고양이"), "고양이", "... and 랑");
	is_text(BASE("손흥민이", "손흥민은", "손흥민"), "손흥민",
	    "이 after a consonant is a particle");
	is_text(BASE("핑이", "핑은", "핑"), "핑", "a syllable with two");
	is_text(BASE("핑이", "핑"), "핑이", "... not with one");
	is_text(BASE("회의에서는", "회의", "회의가"), "회의", "two in a row");
	is_text(BASE("arrows", "arrow"), "arrow", "of one and many the first");
	is_text(BASE("boss", "bos"), "boss", "ss is no plural");
}

static void
test_common(void)
{
	ok(common_is(STR("the")) && common_is(STR("진짜")) &&
		common_is(STR("about")) && common_is(STR("헐헐")),
	    "words that say nothing");
	ok(!common_is(STR("boss")) && !common_is(STR("")) &&
		!common_is(STR("고양이")),
	    "words that do");
}

static const struct topics_rule rule = { .segment_ms = 60000,
	.keywords = 3,
	.samples = 3,
	.minimum = 3,
	.least = 0,
	.pictures = true };

/* Greetings in the second segment, so that there is a rest. */
static struct topics *
with_greetings(void)
{
	struct topics *t = topics_new(&rule);

	for (uint64_t user = 1; user <= 9; user++)
		topics_add(t, 60000, user, STR("반가워요 다들"));
	return t;
}

static struct topic_found
first(struct topics *t)
{
	struct topic_found found = { 0 };

	topics_next(t, INT64_MAX, &found);
	return found;
}

static void
test_users(void)
{
	struct topics *t = with_greetings();
	struct topic_found found;

	for (uint64_t i = 1; i <= 3; i++) {
		topics_add(t, 0, i, STR("펜타킬 {:gg_wp:}"));
		topics_add(t, 0, 4, STR("구독 눌러"));
		topics_add(t, 0, 4, STR("구독 눌러요"));
		topics_add(t, 0, 0, STR("용사"));
	}
	found = first(t);
	ok(found.n_keywords == 3, "one user's word is no keyword");
	ok(str_is(found.keywords[0], "용사") &&
		str_is(found.keywords[1], "펜타킬"),
	    "others' are, and who is unknown is another each time");
	ok(str_is(found.keywords[2], "gg_wp"), "a picture by its name, last");
	topics_free(t);
}

static void
test_samples(void)
{
	struct topics *t = with_greetings();
	struct topic_found found;

	for (uint64_t i = 1; i <= 3; i++) {
		topics_add(t, 0, 9, STR("보스 보스 여기를 봐"));
		topics_add(t, 0, i, STR("보스 너무 무서워"));
	}
	topics_add(t, 0, 4, STR("보스 너무 무서워 ㅋㅋㅋㅋㅋㅋ"));
	topics_add(t, 0, 5, STR("저 보스 잡고 싶다"));
	topics_add(t, 0, 5, STR("보스 말고 치킨"));
	found = first(t);
	ok(found.n_samples == 2, "neither floods nor the same once more");
	ok(found.samples[0].p != NULL && found.samples[1].p != NULL &&
		!str_starts(found.samples[0], "보스 보스") &&
		!str_starts(found.samples[1], "보스 보스"),
	    "... one user's three times");
	topics_free(t);
}

int
main(void)
{
	test_bases();
	test_common();
	test_users();
	test_samples();
	return done_testing();
}
