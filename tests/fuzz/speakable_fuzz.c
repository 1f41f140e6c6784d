/*
 * Any bytes made fit for the ear: well-formed words with single spaces, no
 * digits or signs left, in proportion to the text; and all of it in pieces.
 */
#include <ctype.h>

#include "core/utf8.h"
#include "fuzz.h"
#include "text/sentence.h"
#include "voice/speakable.h"

enum { MOST_GROWTH = 32, MOST_ADDED = 64 };

static struct korean *
tables(void)
{
	static struct korean *korean;

	if (korean == NULL)
		korean = korean_new();
	return korean;
}

static void
check_characters(struct str s)
{
	char before = ' ';

	must(utf8_valid(s) == s.n, "ill-formed '%.*s'", STR_ARG(s));
	for (size_t i = 0; i < s.n; before = s.p[i++]) {
		unsigned char c = (unsigned char)s.p[i];

		must(c >= 0x80 || isalpha(c) || strchr(" .,!?'", c) != NULL,
		    "'%c' in '%.*s'", c, STR_ARG(s));
		must(c != ' ' || before != ' ', "spaces in '%.*s'", STR_ARG(s));
	}
	must(s.n == 0 || before != ' ', "a space after '%.*s'", STR_ARG(s));
}

static void
check_pieces(struct str rest)
{
	size_t n = 0, all = rest.n;

	for (bool first = true; rest.p != NULL; first = false) {
		struct str piece = sentence_cut(&rest, first);

		must(piece.n > 0, "an empty piece");
		n += piece.n;
	}
	must(n <= all, "pieces of more than the text");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str text = { (const char *)data, n };
	struct buf said = { 0 };

	speakable(&said, text, tables());
	must(said.n <= n * MOST_GROWTH + MOST_ADDED, "%zu bytes from %zu",
	    said.n, n);
	check_characters(buf_view(&said));
	if (said.n > 0)
		check_pieces(buf_view(&said));
	buf_free(&said);
	return 0;
}
