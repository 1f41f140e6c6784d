/* mac.h, pseudonyms.h: people's names replaced. */
#include "core/mac.h"
#include "tap.h"
#include "text/pseudonyms.h"

/* Expected values: Python's hashlib.blake2b(..., digest_size=16). */
static void
test_mac(void)
{
	struct mac *m = mac_new(STR("kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"));
	char digits[ID128_DIGITS + 1] = { 0 };

	id128_put(digits, mac_of(m, STR("0123456789abcdef")));
	is_text(digits, "bc6d98f1274ba2f3d8128d5e63abd2f1", "keyed BLAKE2b");
	id128_put(digits, mac_of(m, STR("0123456789abcdef")));
	is_text(digits, "bc6d98f1274ba2f3d8128d5e63abd2f1", "... again");
	mac_free(m);
	m = mac_new(STR("k"));
	id128_put(digits, mac_of(m, STR("")));
	is_text(digits, "0af9f47b3095761505669b03171459bd", "of nothing");
	mac_free(m);
	m = mac_new(STR("kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"
			"kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"));
	id128_put(digits, mac_of(m, STR("x")));
	is_text(digits, "4d48e9ac4507cb2380c1477119d560c4", "with a long key");
	mac_free(m);
	ok(mac_new(STR("")) == NULL, "an empty key is none");
	mac_free(NULL);
}

static struct pseudonyms *people;
static char hana[PSEUDONYM_ALIAS + 1], dul[PSEUDONYM_ALIAS + 1];

/* What becomes of a text; H and D in `want` stand for the two aliases. */
static void
becomes(const char *text, const char *want)
{
	struct buf room = { 0 }, expected = { 0 };
	struct str got = pseudonyms_text(people, str_of(text), true, &room);

	for (; *want != '\0'; want++)
		if (*want == 'H' || *want == 'D')
			buf_adds(&expected, *want == 'H' ? hana : dul);
		else
			buf_addc(&expected, *want);
	ok(str_eq(got, buf_view(&expected)), "%s", text);
	if (!str_eq(got, buf_view(&expected)))
		printf("# got %.*s\n", STR_ARG(got));
	buf_free(&room);
	buf_free(&expected);
}

static void
test_texts(void)
{
	char seven[PSEUDONYM_ALIAS + 1] = { 0 };

	pseudonyms_alias(people, STR("u1"), STR("하나"), hana);
	pseudonyms_alias(people, STR("u2"), STR("맛있는 귤"), dul);
	pseudonyms_alias(people, STR("u3"), STR("ㅋㅋ"), seven);
	ok(memcmp(hana, "anon-", 5) == 0 && strcmp(hana, dul) != 0,
	    "people have different aliases");
	pseudonyms_alias(people, STR("u1"), STR("둘"), seven);
	is_text(seven, hana, "a new name, the old alias");
	becomes("안녕", "안녕");
	becomes("하나 안녕", "H 안녕");
	becomes("하나님이 오셨다", "H님이 오셨다");
	becomes("하나야, 하나가", "H야, H가");
	becomes("하나둘셋", "하나둘셋");
	becomes("@하나", "@H");
	becomes("@하나 (하나)", "@H (H)");
	becomes("맛있는 귤님 최고", "D님 최고");
	becomes("ㅋㅋ ㅋㅋ", "ㅋㅋ ㅋㅋ");
	becomes("\u1112\u1161\u1102\u1161!", "H!");
}

static void
test_unknown(void)
{
	struct buf one = { 0 }, two = { 0 };
	struct str a =
	    pseudonyms_text(people, STR("@모르는사람 님"), true, &one);
	struct str b =
	    pseudonyms_text(people, STR("@모르는사람님 ㅎㅇ"), true, &two);

	ok(memmem(a.p, a.n, "모르는", strlen("모르는")) == NULL,
	    "who is called with @ is replaced, whoever that is");
	ok(b.n > 14 && memcmp(a.p, b.p, 14) == 0, "... always alike");
	a = pseudonyms_text(people, STR("@모르는사람"), false, &one);
	ok(str_is(a, "@모르는사람"), "... unless only those who were met are");
	buf_free(&one);
	buf_free(&two);
}

static void
test_ids(void)
{
	struct pseudonyms *other = pseudonyms_new(STR("other"));
	char a[PSEUDONYM_ID], b[PSEUDONYM_ID], c[PSEUDONYM_ID];

	pseudonyms_id(people, STR("u1"), a);
	pseudonyms_id(people, STR("u1"), b);
	pseudonyms_id(other, STR("u1"), c);
	ok(memcmp(a, b, sizeof a) == 0, "the same id, the same digits");
	ok(memcmp(a, c, sizeof a) != 0, "... not by another key");
	pseudonyms_id(people, STR("u2"), b);
	ok(memcmp(a, b, sizeof a) != 0, "other ids, other digits");
	ok(pseudonyms_new(STR("")) == NULL, "without a key there are none");
	pseudonyms_free(other);
	pseudonyms_free(NULL);
}

/* Who was met long ago is forgotten, in bounded memory. */
static void
test_many(void)
{
	char id[16], alias[PSEUDONYM_ALIAS];

	for (int i = 0; i < 2 * PSEUDONYMS_WINDOW + 9; i++) {
		snprintf(id, sizeof id, "user%d", i);
		pseudonyms_alias(people, str_of(id), str_of(id), alias);
	}
	becomes("하나", "하나");
}

int
main(void)
{
	people = pseudonyms_new(STR("secret"));
	test_mac();
	test_texts();
	test_unknown();
	test_ids();
	test_many();
	pseudonyms_free(people);
	return done_testing();
}
