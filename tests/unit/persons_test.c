/* persons.h: people in events, hidden or forgotten. */
#include "store/persons.h"
#include "tap.h"

static bool
has(struct str s, const char *what)
{
	return s.p != NULL && memmem(s.p, s.n, what, strlen(what)) != NULL;
}

static void
test_hiding(void)
{
	struct persons *p = persons_new(STR("secret"));
	struct event e = event_blank(), kick = event_blank();
	char id[64];

	persons_meet(p, STR("u2"), STR("두리"));
	kick.target_user_id = STR("u1");
	kick.target_message_id = STR("u1:1000");
	persons_hide(p, &kick);
	snprintf(id, sizeof id, "%.*s", STR_ARG(kick.target_user_id));
	e.user_id = STR("u1");
	e.user = STR("하나");
	e.message_id = STR("u1:1000");
	e.text = STR("두리님 안녕");
	persons_hide(p, &e);
	ok(e.user_id.n == 32 && str_is(e.user_id, id),
	    "a person has one pseudonym");
	ok(str_starts(e.message_id, id) && str_ends(e.message_id, ":1000"),
	    "... also in message ids");
	ok(str_starts(e.user, "anon-"), "... and an alias");
	ok(str_starts(e.text, "anon-") && str_ends(e.text, "님 안녕"),
	    "who is mentioned has one too");

	e = event_blank();
	e.message_id = STR("5f2b-11aa");
	persons_hide(p, &e);
	ok(e.message_id.n == 32, "an id of a platform is hidden whole");
	e = event_blank();
	e.user_id = STR("anonymous");
	e.user = STR("익명의 후원자");
	persons_hide(p, &e);
	ok(str_is(e.user_id, "anonymous") && str_is(e.user, "익명의 후원자"),
	    "who is many people stays");
	e = event_blank();
	e.user = STR("누군가");
	persons_hide(p, &e);
	ok(str_starts(e.user, "anon-"), "who has no id still has a name");
	persons_free(p);
	ok(persons_new(STR("")) == NULL, "no key, no pseudonyms");
}

static void
test_forgetting(void)
{
	struct forget *f = forget_new();

	forget_add(f, STR("# people"));
	forget_add(f, STR(" u1 "));
	ok(forget_is_about(f, STR("{\"type\":\"chat\",\"user_id\":\"u1\"}")),
	    "a record of theirs");
	ok(forget_is_about(f, STR("{\"type\":\"reply\",\"to\":[\"u1:1\"]}")),
	    "... one that answers them");
	ok(forget_is_about(f, STR("{\"u1\":3}")), "... one by id");
	ok(!forget_is_about(
	       f, STR("{\"user_id\":\"u11\",\"text\":\"\\\"u1\"}")),
	    "... and none of others");
	ok(forget_knows(f, STR("u1")) && !forget_knows(f, STR("u2")),
	    "who is forgotten");
	forget_meet(f, STR("u1"), STR("하나"));
	forget_meet(f, STR("u2"), STR("두리"));
	ok(!has(forget_text(f, STR("하나야 두리야")), "하나"),
	    "their names leave others' texts");
	ok(has(forget_text(f, STR("하나야 두리야")), "두리"),
	    "... others' names stay");
	ok(str_is(forget_text(f, STR("@세리 안녕")), "@세리 안녕"),
	    "... whoever is called");
	forget_free(f);
	forget_free(NULL);
}

int
main(void)
{
	test_hiding();
	test_forgetting();
	return done_testing();
}
