/* rules.h and what it asks: bots, initials, repeats, rates. */
#include <stdint.h>

#include "tap.h"
#include "text/bots.h"
#include "text/initials.h"
#include "text/repeats.h"
#include "text/rules.h"

static bool
has_initials(const char *pattern, const char *text)
{
	struct initials in;

	return initials_read(str_of(pattern), &in) &&
	    initials_find(&in, str_of(text));
}

static void
test_initials(void)
{
	struct initials in;

	ok(has_initials("ㅊㅊㄱ", "와 축축국 봐"), "ㅊㅊㄱ is in 축축국");
	ok(has_initials("ㅊㅊㄱ", "ㅊㅊㄱ"), "... and in ㅊㅊㄱ");
	ok(has_initials("ㅊㅊㄱㄱ", "최초 공개"), "spaces do not count");
	ok(has_initials("ㅍㅌㅋ", "펜타킬!!"), "ㅍㅌㅋ is 펜타킬");
	ok(!has_initials("ㅍㅌㅋ", "펜타"), "... not half of it");
	ok(!has_initials("ㄱ", "까"), "ㄱ is not ㄲ");
	ok(has_initials("펜타키", "펜타킬"), "a syllable that is begun");
	ok(!has_initials("펜탁", "펜타"), "... and one that is not");
	ok(has_initials("lck ㄱㅅ", "LCK 결승"), "letters in either case");
	ok(has_initials("ㄱㄱㄴ", "ㄱㄱㄱ나"), "a start in vain is given up");
	ok(!initials_read(STR("  "), &in), "spaces are no pattern");
	ok(!initials_read(STR("\xff"), &in), "nor are ill-formed bytes");
}

static void
test_bots(void)
{
	struct bots *b = bots_new();
	const struct str nobody = { 0 };

	ok(bots_has(b, nobody, STR("Nightbot")), "Nightbot is a bot");
	ok(bots_has(b, nobody, STR("빵떡봇")), "so is 빵떡봇");
	ok(!bots_has(b, nobody, STR("로봇")), "로봇 is a viewer");
	ok(!bots_has(b, STR("u1"), nobody), "so is u1");
	bots_add(b, STR(" u1 "));
	bots_add(b, STR("# u2"));
	ok(bots_has(b, STR("u1"), STR("하나")), "... until listed");
	ok(!bots_has(b, STR("# u2"), nobody), "a comment lists nobody");
	bots_free(b);
}

static enum repeat
say(struct repeats *r, int64_t now, struct str user, struct str text)
{
	struct repeats_saying s = repeats_read(r, user, text);

	return repeats_add(r, now, &s);
}

static void
test_repeats(void)
{
	struct repeats r = { .span_ms = 1000, .copies = 2 };
	const struct str a = STR("a"), b = STR("b"), c = STR("c"), d = STR("d"),
			 nobody = { 0 };
	const struct str song = STR("우리 모두 다 같이 손뼉을");

	ok(say(&r, 0, a, STR("안녕ㅋㅋ")) == REPEAT_NONE, "once");
	ok(say(&r, 999, a, STR("안녕 ㅋㅋㅋㅋ!")) == REPEAT_OWN,
	    "the same but for marks, spaces and laughing");
	ok(say(&r, 999, b, STR("안녕ㅋㅋ")) == REPEAT_NONE, "... by another");
	ok(say(&r, 1999, a, STR("안녕ㅋㅋ")) == REPEAT_NONE,
	    "... after the time");
	ok(say(&r, 1999, a, STR("1000원")) == REPEAT_NONE &&
		say(&r, 1999, a, STR("10원")) == REPEAT_NONE,
	    "digits have to be the same");
	ok(say(&r, 1999, a, STR("!")) == REPEAT_NONE &&
		say(&r, 1999, a, STR("?")) == REPEAT_NONE &&
		say(&r, 1999, a, STR("?")) == REPEAT_OWN,
	    "marks alone are compared as they are");
	ok(say(&r, 2000, a, song) == REPEAT_NONE &&
		say(&r, 2500, b, song) == REPEAT_NONE &&
		say(&r, 3000, c, song) == REPEAT_COPY,
	    "the third user with the same is a copy");
	ok(say(&r, 9000, d, song) == REPEAT_NONE, "... for a time");
	ok(say(&r, 9000, nobody, song) == REPEAT_NONE &&
		say(&r, 9000, nobody, song) == REPEAT_COPY,
	    "who is nobody repeats nothing of his own");
	ok(say(&r, 9000, a, STR("ㅋㅋㅋㅋㅋㅋㅋㅋㅋ")) == REPEAT_NONE &&
		say(&r, 9000, b, STR("ㅋㅋㅋㅋㅋㅋㅋㅋㅋ")) == REPEAT_NONE &&
		say(&r, 9000, c, STR("ㅋㅋㅋㅋㅋㅋㅋㅋㅋ")) == REPEAT_NONE,
	    "everybody laughs");
	ok(say(&r, 500000, a, song) == REPEAT_NONE &&
		say(&r, 0, a, song) == REPEAT_NONE,
	    "long before is as good as long after");
	repeats_free(&r);
}

/* A note outlives a window's worth of others, and not two. */
static void
test_lately(void)
{
	struct lately l = { .window = 100 };
	char id[8];

	lately_note(&l, lately_key(STR("first"), 0))->n = 7;
	for (int i = 0; i < 99; i++) {
		snprintf(id, sizeof id, "%d", i);
		lately_note(&l, lately_key(str_of(id), 0))->n = 1;
	}
	ok(lately_note(&l, lately_key(STR("first"), 0))->n == 7,
	    "a note stays for a window");
	for (int i = 100; i < 400; i++) {
		snprintf(id, sizeof id, "%d", i);
		lately_note(&l, lately_key(str_of(id), 0))->n = 1;
	}
	ok(lately_note(&l, lately_key(STR("first"), 0))->n == 0,
	    "... and goes after two");
	lately_free(&l);
}

static void
test_user_rates(void)
{
	struct user_rates u = { .rate = { 2, 10000 } };
	const struct str a = STR("a"), b = STR("b");
	struct rate rate;

	ok(rate_read(STR("20/10s"), &rate) && rate.n == 20 &&
		rate.span_ms == 10000,
	    "20 in 10 seconds");
	ok(rate_read(STR("5"), &rate) && rate.span_ms == 1000, "5 a second");
	ok(!rate_read(STR("0/1s"), &rate) && !rate_read(STR("x"), &rate) &&
		!rate_read(STR("5/"), &rate) && !rate_read(STR("5/0"), &rate),
	    "what is no rate");
	ok(user_rates_take(&u, 0, a) && user_rates_take(&u, 0, a),
	    "two at once");
	ok(!user_rates_take(&u, 4999, a), "not a third");
	ok(user_rates_take(&u, 0, b), "others have their own");
	ok(user_rates_take(&u, 5000, a), "one more after half the time");
	ok(!user_rates_take(&u, 4000, a), "a clock that goes back gives none");
	ok(user_rates_take(&u, 100000, a) && user_rates_take(&u, 100000, a) &&
		!user_rates_take(&u, 100000, a),
	    "rest saves up two, no more");
	ok(user_rates_take(&u, 0, a), "another log has another clock");
	user_rates_free(&u);
}

/* The numbers of the messages that go on of 1 to `n`, paid where the digit
 * says so. */
static const char *
goes_on(enum quota_policy policy, const char *paid)
{
	static char out[64];
	struct quota *q = quota_new((struct rate){ 3, 1000 }, policy, 1);
	int held[3] = { 0 }, dropped = 0, passed = 0;
	long place;
	size_t len = 0;

	for (int i = 1; paid[i - 1] != '\0'; i++) {
		bool ousted;

		place = quota_add(q, i, paid[i - 1] == '1', &ousted);
		dropped += ousted || place == QUOTA_DROP;
		if (place == QUOTA_PASS)
			len += (size_t)sprintf(out + len, "%d", i), passed++;
		else if (place >= 0)
			held[place] = i;
	}
	while ((place = quota_next(q)) >= 0)
		len += (size_t)sprintf(out + len, "%d", held[place]), passed++;
	out[len] = '\0';
	ok(dropped + passed == (int)strlen(paid), "in = out + dropped");
	quota_free(q);
	return out;
}

static void
test_quota(void)
{
	struct quota *q = quota_new((struct rate){ 2, 1000 }, QUOTA_OLDEST, 1);
	bool ousted;

	is_text(goes_on(QUOTA_OLDEST, "000000"), "123", "the oldest");
	is_text(goes_on(QUOTA_NEWEST, "000000"), "456", "the newest");
	is_text(goes_on(QUOTA_NEWEST, "00"), "12", "fewer than may");
	is_text(goes_on(QUOTA_DONATIONS, "010000"), "256", "donations first");
	is_text(goes_on(QUOTA_DONATIONS, "111000"), "123", "... before all");
	is_text(goes_on(QUOTA_DONATIONS, "111010"), "235", "newer ones first");
	ok(strlen(goes_on(QUOTA_SAMPLE, "000000")) == 3, "any three");

	ok(quota_end(q) == INT64_MAX && !quota_is_over(q, 5),
	    "no window before the first");
	quota_add(q, 100, false, &ousted);
	ok(quota_end(q) == 1100 && !quota_is_over(q, 1099) &&
		quota_is_over(q, 1100) && !quota_is_over(q, 0) &&
		quota_is_over(q, -901),
	    "a window begins with a message");
	while (quota_next(q) >= 0)
		;
	ok(quota_end(q) == INT64_MAX, "... and ends");
	quota_free(q);
}

/* Each of ten is among three about as often. */
static void
test_sample(void)
{
	struct quota *q = quota_new((struct rate){ 3, 1000 }, QUOTA_SAMPLE, 7);
	int often[10] = { 0 };

	for (int round = 0; round < 3000; round++) {
		int held[3] = { 0 };
		long place;

		for (int i = 0; i < 10; i++) {
			bool ousted;

			place = quota_add(q, i, false, &ousted);
			if (place >= 0)
				held[place] = i;
		}
		while ((place = quota_next(q)) >= 0)
			often[held[place]]++;
	}
	for (int i = 0; i < 10; i++)
		ok(often[i] > 800 && often[i] < 1000, "%d: %d of about 900", i,
		    often[i]);
	quota_free(q);
}

static enum rule
ask(struct rules *r, const char *text)
{
	const struct rules_message m = {
		.user_id = STR("u"), .user = STR("하나"), .text = str_of(text)
	};
	struct str what;

	return rules_ask(r, &m, &what);
}

static void
test_rules(void)
{
	struct rules *r = rules_new();
	struct buf why = { 0 };
	struct str what;
	const char *words_why;

	ok(ask(r, "") == RULE_NONE, "no rules, no objections");
	rules_length(r, 2, 5);
	ok(ask(r, "ㅋ") == RULE_LENGTH, "too short");
	ok(ask(r, "가나다라마바") == RULE_LENGTH, "too long");
	ok(ask(r, "{:d_54:}{:d_55:}") == RULE_NONE, "emotes count one");
	rules_length(r, 0, SIZE_MAX);
	rules_commands(r, COMMANDS_DROP);
	ok(ask(r, "!노래") == RULE_COMMAND && ask(r, "!!!") == RULE_NONE &&
		ask(r, "! 네") == RULE_NONE,
	    "commands begin with a word");
	rules_commands(r, COMMANDS_ONLY);
	ok(ask(r, "노래") == RULE_COMMAND && ask(r, "!노래") == RULE_NONE,
	    "only commands");
	rules_commands(r, COMMANDS_KEEP);
	rules_no_links(r);
	ok(ask(r, "naver.com") == RULE_LINK, "links");
	ok(rules_grep(r, STR("킬"), &why) && rules_grep(r, STR("골"), &why),
	    "two patterns");
	ok(ask(r, "펜타킬") == RULE_NONE && ask(r, "골!") == RULE_NONE &&
		ask(r, "안녕") == RULE_GREP,
	    "... of which one must match");
	ok(rules_choseong(r, STR("ㅌㅋ"), &why), "initials");
	ok(ask(r, "골!") == RULE_CHOSEONG && ask(r, "펜타킬") == RULE_NONE,
	    "... have to be there too");
	ok(rules_drop(r, STR("펜타킬아님"), &why), "a pattern");
	ok(ask(r, "펜타킬아님") == RULE_DROP, "... that must not match");
	ok(rules_word(r, STR("# words"), &words_why) &&
		rules_word(r, STR("바보"), &words_why),
	    "a list of words");
	ok(ask(r, "펜타킬 바아보") == RULE_WORD, "banned words");
	rules_ask(
	    r, &(struct rules_message){ .text = STR("펜타킬 바.보") }, &what);
	ok(str_is(what, "바보"), "... and which");
	ok(!rules_drop(r, STR("("), &why) && why.n > 0, "what is no pattern");
	rules_repeat(r, 1000, 0);
	ok(ask(r, "펜타킬!") == RULE_NONE && ask(r, "펜타킬?") == RULE_REPEAT,
	    "repeats");
	rules_user_rate(r, (struct rate){ 1, 1000 });
	ok(ask(r, "펜타킬 1") == RULE_NONE &&
		ask(r, "펜타킬 2") == RULE_USER_RATE,
	    "rates");
	rules_no_bots(r);
	rules_bot(r, STR("하나"));
	ok(ask(r, "펜타킬") == RULE_BOT, "bots");
	ok(rules_ask(r,
	       &(struct rules_message){
		   .text = STR("펜타킬 1"), .user_id = STR("u"), .paid = true },
	       &what) == RULE_NONE,
	    "what was paid for may come again");
	ok(rules_ask(r,
	       &(struct rules_message){
		   .text = STR("펜타킬 바보"), .paid = true },
	       &what) == RULE_WORD,
	    "... but not say everything");
	is_text(rule_name(RULE_USER_RATE), "user-rate", "rules have names");
	buf_free(&why);
	rules_free(r);
	rules_free(NULL);
}

int
main(void)
{
	test_initials();
	test_bots();
	test_repeats();
	test_lately();
	test_user_rates();
	test_quota();
	test_sample();
	test_rules();
	return done_testing();
}
