/* Counts the graphemes of a message. */
#include <stdbool.h>
#include <stdint.h>
#include <utf8proc.h>

#include "core/utf8.h"
#include "text/emote.h"
#include "text/length.h"

/* Characters that are a grapheme each, next to others of their kind; the rest
 * is left to the library. */
static inline bool
stands_alone(uint32_t c)
{
	return (c >= ' ' && c < 0x300 && c != 0xA9 && c != 0xAD && c != 0xAE) ||
	    (c >= 0xAC00 && c <= 0xD7A3) || /* 가 to 힣 */
	    (c >= 0x3130 && c <= 0x318F) || /* ㄱ to ㆎ */
	    (c >= 0x4E00 && c <= 0x9FFF);
}

size_t
length_of(struct str text)
{
	struct str rest = str_trim(text);
	utf8proc_int32_t state = 0;
	uint32_t c, before = 0;
	size_t count = 0, n;

	while (rest.n > 0) {
		if (*rest.p == '{' && (n = emote_code(rest)) > 0) {
			before = 0;
			count++;
		} else {
			n = utf8_next(rest, &c);
			if (before == 0 ||
			    (stands_alone(before) && stands_alone(c))) {
				state = 0;
				count++;
			} else {
				count += utf8proc_grapheme_break_stateful(
				    (utf8proc_int32_t)before,
				    (utf8proc_int32_t)c, &state);
			}
			before = c;
		}
		rest.p += n;
		rest.n -= n;
	}
	return count;
}
