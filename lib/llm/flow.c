/* Gives sentences as they become whole. */
#include <string.h>

#include "llm/flow.h"
#include "text/sentence.h"

/* The marks that sentences end in. */
static const char *const marks[] = { "!", "?", ".", "…", "。", "！", "？",
	"~" };
enum { N_MARKS = sizeof marks / sizeof *marks, SHORTEST = 12 /* bytes */ };

static size_t
mark_at(struct str s)
{
	for (int i = 0; i < N_MARKS; i++)
		if (str_starts(s, marks[i]))
			return strlen(marks[i]);
	return 0;
}

/* Whether it ends as sentences do; a number may still go on, "3." */
static bool
is_ended(struct str s)
{
	if (s.n < SHORTEST)
		return false;
	if (s.p[s.n - 1] == '.' && s.p[s.n - 2] >= '0' && s.p[s.n - 2] <= '9')
		return false;
	for (int i = 0; i < N_MARKS - 1; i++)
		if (str_ends(s, marks[i]))
			return true;
	return false;
}

struct str
flow_next(struct flow *f, struct str text, bool ended)
{
	struct str rest, piece;
	size_t n;

	if (text.n <= f->at)
		return (struct str){ 0 };
	rest = (struct str){ text.p + f->at, text.n - f->at };
	while (f->parts > 0 && (n = mark_at(rest)) > 0)
		rest = (struct str){ rest.p + n, rest.n - n };
	if (str_trim(rest).n == 0)
		return (struct str){ 0 };
	piece = sentence_cut(&rest, f->parts == 0);
	if (rest.p == NULL && !ended && !is_ended(piece))
		return (struct str){ 0 };
	f->at = rest.p != NULL ? (size_t)(rest.p - text.p) : text.n;
	f->parts++;
	return piece;
}
