/* name.h: file names made of strangers' texts. */
#include <stdlib.h>

#include "core/name.h"
#include "tap.h"

static struct buf made;

static const char *
safe(struct str text)
{
	made.n = 0;
	name_safe(&made, text);
	return buf_text(&made);
}

/* Whether a changed name begins with `stem`, then '-' and 8 digits. */
static int
changed_to(struct str text, const char *stem)
{
	size_t n = strlen(stem);
	const char *got = safe(text);

	return strncmp(got, stem, n) == 0 && strlen(got) == n + 9 &&
	    got[n] == '-' && strspn(got + n + 1, "0123456789abcdef") == 8;
}

int
main(void)
{
	struct buf first = { 0 };
	char huge[4096];

	is_text(safe(STR("21333674_a1b2c3d4")), "21333674_a1b2c3d4",
	    "an id stays as it is");
	is_text(safe(STR("봄하늘ㅋㅋ.v2-x")), "봄하늘ㅋㅋ.v2-x",
	    "Hangul stays, syllables and letters");
	ok(changed_to(STR("../../etc/passwd"), "_._.._etc_passwd"),
	    "no name is a path");
	ok(changed_to(STR(".hidden"), "_hidden"), "none is hidden");
	ok(changed_to(STR("-rf"), "_rf"), "none is an option");
	ok(changed_to(STR(""), "_"), "none is empty");
	ok(changed_to(STR("a b"), "a_b"), "a space is replaced");
	ok(changed_to(STR("a\xFFz"), "a_z"), "so are ill-formed bytes");
	ok(changed_to(STR("a\xF0\x9F\x94\xA5"), "a_"), "... and emoji");
	buf_adds(&first, safe(STR("a b")));
	ok(strcmp(buf_text(&first), safe(STR("a/b"))) != 0,
	    "two texts never share a name");
	memset(huge, 'x', sizeof huge);
	ok(strlen(safe((struct str){ huge, sizeof huge })) == NAME_MAX_SAFE,
	    "a long name is cut");
	buf_free(&first);
	buf_free(&made);
	return done_testing();
}
