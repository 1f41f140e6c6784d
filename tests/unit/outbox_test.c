/* outbox.h: how texts are cut into messages. */
#include "tap.h"
#include "tap/outbox.h"

/* The parts of a text, with bars between. */
static const char *
parts(const char *text, size_t most)
{
	static struct buf b;
	struct str rest = str_of(text), piece;

	b.n = 0;
	while ((piece = outbox_cut(&rest, most)).n > 0) {
		buf_adds(&b, b.n > 0 ? "|" : "");
		buf_str(&b, piece);
	}
	if (text == NULL)
		buf_free(&b);
	return text != NULL ? buf_text(&b) : NULL;
}

int
main(void)
{
	is_text(parts("안녕하세요", 100), "안녕하세요", "a short one is whole");
	is_text(parts("안녕하세요", 5), "안녕하세요", "... one that just fits");
	is_text(parts("  ", 5), "", "nothing is nothing");
	is_text(parts("하나예요. 둘이에요. 셋이에요.", 12),
	    "하나예요. 둘이에요.|셋이에요.", "between sentences");
	is_text(parts("하나 둘 셋 넷 다섯", 6), "하나 둘 셋|넷 다섯",
	    "... else between words");
	is_text(parts("가나다라마바사", 3), "가나다|라마바|사",
	    "... else anywhere");
	is_text(parts("아! 그런데 그 말은 정말 길어요", 14),
	    "아! 그런데 그 말은 정말|길어요",
	    "a sentence that is very short does not end a message");
	parts(NULL, 1);
	return done_testing();
}
