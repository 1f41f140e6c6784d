/* nearest.h: the word that a misspelt one stands for. */
#include "core/nearest.h"
#include "tap.h"

/* What somebody may have meant, among some words; "" when nothing is near. */
static const char *
meant(const char *typed)
{
	static const char *const words[] = { "ts", "stats", "store", "tap",
		"jaccard", "cluster", "peaks", NULL };
	struct nearest near = { .typed = str_of(typed) };

	for (int i = 0; words[i] != NULL; i++)
		nearest_offer(&near, str_of(words[i]));
	return near.found.p != NULL ? near.found.p : "";
}

int
main(void)
{
	char word[100] = "";

	is_text(meant("stast"), "stats", "two letters in each other's place");
	is_text(meant("peak"), "peaks", "a letter too few");
	is_text(meant("clluster"), "cluster", "a letter too many");
	is_text(meant("jakkard"), "jaccard", "wrong letters");
	is_text(meant("jac"), "jaccard", "the beginning of a word");
	is_text(meant("tx"), "ts", "a short word");
	is_text(meant("nope"), "", "nothing is near");
	is_text(meant("t"), "", "a letter may be anything");
	is_text(meant(""), "", "so may nothing");
	is_text(meant("ts"), "ts", "the word itself");
	memset(word, 't', sizeof word - 1);
	is_text(meant(word), "", "what is too long is nothing");
	return done_testing();
}
