/* Puts a peak's evidence into words. */
#include <math.h>
#include <string.h>

#include "text/why.h"

/* The words of a language, each with # where its number goes. */
struct why_words {
	const char *usual, *before, *people, *chats, *laugh, *gifts, *one_gift;
	const char *same, *flood, *loudest, *each, *raid;
};

static const struct why_words english = { .usual = "# times the usual",
	.before = "# times the minute before",
	.people = "# people",
	.chats = "# chats",
	.laugh = "# % laugh",
	.gifts = "# donations",
	.one_gift = "# donation",
	.same = "many say the same, ",
	.flood = "a flood? ",
	.loudest = "# % from one user",
	.each = "# chats a user",
	.raid = "it stays, a raid? " };

static const struct why_words korean_words = { .usual = "평소의 #배",
	.before = "직전 1분의 #배",
	.people = "#명",
	.chats = "채팅 #개",
	.laugh = "웃음 # %",
	.gifts = "후원 #건",
	.one_gift = "후원 #건",
	.same = "여럿이 같은 말, ",
	.flood = "도배? ",
	.loudest = "한 사람이 # %",
	.each = "한 사람당 #개",
	.raid = "그대로 이어짐, 레이드? " };

/* Laughter that is worth a word. */
static const double much_laughter = 0.3;
static const double much_of_one = 0.3;

/* Appends words with their number, behind others after `lead`. */
static void
put(struct buf *b, const char *lead, const char *words, double number,
    int decimals)
{
	size_t before = strcspn(words, "#");

	if (b->n > 0)
		buf_adds(b, lead);
	buf_add(b, words, before);
	buf_fmt(b, "%.*f", decimals, number);
	buf_adds(b, words + before + 1);
}

static int
decimals_of(double times)
{
	return times < 9.95 ? 1 : 0;
}

static void
put_rise(struct buf *b, const struct peak *p, const struct why_words *w)
{
	const char *lead = "";

	if (p->by == PEAK_WORDS)
		buf_adds(b, w->same);
	else if (!isnan(p->multiple))
		put(b, lead, w->usual, p->multiple, decimals_of(p->multiple));
	else if (!isnan(p->surge_ratio))
		put(b, lead, w->before, p->surge_ratio,
		    decimals_of(p->surge_ratio));
	if (p->by != PEAK_WORDS &&
	    (!isnan(p->multiple) || !isnan(p->surge_ratio)))
		lead = ", ";
	if (p->people >= 0)
		put(b, lead, w->people, (double)p->people, 0);
	else if (p->chat_count >= 0)
		put(b, lead, w->chats, (double)p->chat_count, 0);
}

static void
put_flood(struct buf *b, const struct peak *p, const struct why_words *w)
{
	if (p->suspect != PEAK_FLOOD)
		return;
	if (p->loudest_share > much_of_one)
		put(b, "; ", w->loudest, 100 * p->loudest_share, 0);
	else if (!isnan(p->messages_per_user))
		put(b, "; ", w->each, p->messages_per_user, 1);
}

/* Pictures' codes say nothing to people. */
static void
put_keywords(struct buf *b, const struct strs *words)
{
	int n = 0;

	for (size_t i = 0; i < words->n && n < 3; i++) {
		if (str_starts(words->at[i], "{:"))
			continue;
		buf_adds(b, n++ == 0 ? ": " : ", ");
		buf_str(b, words->at[i]);
	}
}

void
why_put(struct buf *b, const struct peak *p, bool korean)
{
	const struct why_words *w = korean ? &korean_words : &english;

	if (p->suspect != PEAK_TRUSTED)
		buf_adds(b, p->suspect == PEAK_FLOOD ? w->flood : w->raid);
	put_rise(b, p, w);
	put_keywords(b, &p->keywords);
	put_flood(b, p, w);
	if (p->laugh_share > much_laughter)
		put(b, "; ", w->laugh, 100 * p->laugh_share, 0);
	if (p->donations > 0)
		put(b, "; ", p->donations == 1 ? w->one_gift : w->gifts,
		    (double)p->donations, 0);
}
