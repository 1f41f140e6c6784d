/* Recognises the codes of emotes. */
#include "text/emote.h"

enum { LONGEST = 64 };

size_t
emote_code(struct str s)
{
	size_t n = 2;

	if (s.n < 5 || s.p[0] != '{' || s.p[1] != ':')
		return 0;
	while (n < s.n && n < LONGEST - 1 && s.p[n] != '}' &&
	    (unsigned char)s.p[n] > ' ')
		n++;
	if (n < 4 || n >= s.n || s.p[n] != '}' || s.p[n - 1] != ':')
		return 0;
	return n + 1;
}
