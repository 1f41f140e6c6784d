/*
 * banned.h: no list and no text harms; a match stays one with spaces around,
 * and in whatever form the text is composed; and the word is the list's own.
 * The input's lines are the list, up to an empty one, and then the text.
 */
#include <utf8proc.h>

#include "core/mem.h"
#include "core/utf8.h"
#include "fuzz.h"
#include "text/banned.h"

static struct str
find_spaced(struct banned *b, struct str text, struct buf *room)
{
	buf_addc(room, ' ');
	buf_str(room, text);
	buf_addc(room, ' ');
	return banned_find(b, buf_view(room));
}

static void
check_forms(struct banned *b, struct str text, struct str found)
{
	utf8proc_uint8_t *apart = NULL;
	utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)text.p,
	    (utf8proc_ssize_t)text.n, &apart,
	    (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE));

	if (n >= 0)
		must(str_eq(found,
			 banned_find(b,
			     (struct str){ (const char *)apart, (size_t)n })),
		    "another form of '%.*s'", STR_ARG(text));
	free(apart);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str rest = { (const char *)data, n }, line, found;
	struct banned *b = banned_new();
	struct buf room = { 0 };
	const char *why;

	while (rest.n > 0 && (line = str_cut(&rest, '\n')).n > 0)
		banned_add(b, line, &why);
	found = banned_find(b, rest);
	if (found.p != NULL) {
		must(memmem(data, n, found.p, found.n) != NULL,
		    "'%.*s' is not listed", STR_ARG(found));
		must(find_spaced(b, rest, &room).p != NULL,
		    "'%.*s' not found with spaces around", STR_ARG(found));
	}
	if (utf8_valid(rest) == rest.n)
		check_forms(b, rest, found);
	banned_free(b);
	buf_free(&room);
	return 0;
}
