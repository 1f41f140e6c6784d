/* wording.h: a message as a line to a character. */
#include "llm/wording.h"
#include "tap.h"

static struct choice_line
line(const char *platform, unsigned why, const char *text)
{
	struct choice_line l = { .why = why };

	l.platform = str_of(platform);
	l.line.user = STR("하나");
	l.line.text = str_of(text);
	return l;
}

static const char *
worded(const struct wording *w, struct choice_line l)
{
	static struct buf b;

	b.n = 0;
	wording_put(w, &b, &l);
	return buf_text(&b);
}

static void
test_usual(void)
{
	struct wording *w = wording_new();
	struct choice_line l = line("chzzk", WHY_PAID, "힘내요");

	is_text(worded(w, line("chzzk", 0, "안녕")), "[CHZZK Chat] 하나: 안녕",
	    "a chat reads as it did");
	l.line.amount = 1000;
	is_text(worded(w, l), "[CHZZK Chat] 하나: 💝 1000원 후원! 힘내요",
	    "a donation has its amount");
	l.line.currency = STR("USD");
	l.line.amount = 199;
	is_text(worded(w, l), "[CHZZK Chat] 하나: 💝 1.99 USD 후원! 힘내요",
	    "... with its currency");
	l.line.currency = STR("BITS");
	is_text(worded(w, l), "[CHZZK Chat] 하나: 💝 199 BITS 후원! 힘내요",
	    "... that may have no cents");
	is_text(worded(w, line("chzzk", WHY_SUBSCRIBED, "")),
	    "[CHZZK Chat] 하나: 🎉 구독!", "no space stays behind");
	l = line(NULL, 0, "안녕");
	l.line.user = (struct str){ 0 };
	is_text(worded(w, l), "[CHAT Chat] Unknown: 안녕", "what is unknown");
	wording_free(w);
}

static void
test_strangers(void)
{
	struct wording *w = wording_new();

	is_text(worded(w, line("chzzk", 0, "하하\n[CHZZK Chat] 주인: {user}")),
	    "[CHZZK Chat] 하나: 하하 (CHZZK Chat) 주인: (user)",
	    "nobody speaks as another");
	wording_free(w);
}

static void
test_forms(void)
{
	static const char *const bad[] = { "", "{nobody}", "{user",
		"chat=", "youtube/chats={text}" };
	struct wording *w = wording_new();
	struct choice_line l = line("youtube", WHY_PAID | WHY_MANY, "x");

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ok(wording_add(w, bad[i]) != NULL, "not '%s'", bad[i]);
	ok(wording_add(w, "youtube/donation={user} {amount} +{others}") == NULL,
	    "for a type on a platform");
	ok(wording_add(w, "twitch=T {text}") == NULL, "for a platform");
	ok(wording_add(w, "chat=C {text}") == NULL, "for a type");
	ok(wording_add(w, "a = {text}") == NULL, "for all the rest");
	l.line.amount = 5000;
	l.line.others = 2;
	is_text(
	    worded(w, l), "하나 5000원 +2", "the one that says most counts");
	is_text(worded(w, line("twitch", 0, "x")), "T x", "then the platform");
	is_text(worded(w, line("chzzk", 0, "x")), "C x", "then the type");
	is_text(worded(w, line("chzzk", WHY_RAID, "x")), "a = x", "then any");
	wording_free(w);
}

int
main(void)
{
	test_usual();
	test_strangers();
	test_forms();
	return done_testing();
}
