/* Replaces characters by their plain forms. */
#include <utf8proc.h>

#include "core/nfc.h"
#include "core/utf8.h"
#include "voice/plain.h"

struct codes {
	uint32_t first, last;
};

static bool
is_in(uint32_t c, const struct codes *set, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (c >= set[i].first && c <= set[i].last)
			return true;
	return false;
}

#define IS_IN(c, set) is_in((c), (set), sizeof(set) / sizeof *(set))

/* Characters that are others in another dress. */
static bool
is_dressed(uint32_t c)
{
	static const struct codes dressed[] = {
		{ 0x2460, 0x24FF },   /* enclosed: ⑪ ⒜ Ⓐ */
		{ 0x3200, 0x33FF },   /* enclosed and squared: ㉠ ㏈ */
		{ 0xFB00, 0xFB06 },   /* ligatures */
		{ 0xFF01, 0xFF5E },   /* full width */
		{ 0x1D400, 0x1D7FF }, /* mathematical letters */
	};

	return IS_IN(c, dressed);
}

/* Joiners, variation selectors, marks of direction: they have no sound and
 * may stand inside a word. */
static bool
is_unseen(uint32_t c)
{
	static const struct codes unseen[] = { { 0xAD, 0xAD },
		{ 0x200B, 0x200F }, { 0x202A, 0x202E }, { 0x2060, 0x2064 },
		{ 0x2066, 0x2069 }, { 0xFE00, 0xFE0F }, { 0xFEFF, 0xFEFF },
		{ 0xE0000, 0xE0FFF } };

	return IS_IN(c, unseen);
}

static void
put(struct buf *out, uint32_t c)
{
	out->n += utf8_put(buf_reserve(out, UTF8_MAX), c);
}

static void
put_undressed(struct buf *out, uint32_t c)
{
	utf8proc_int32_t parts[18];
	int class = 0;
	utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)c, parts,
	    sizeof parts / sizeof *parts,
	    (utf8proc_option_t)(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT), &class);

	for (utf8proc_ssize_t i = 0; i < n; i++)
		put(out, (uint32_t)parts[i]);
}

/* One character that the table does not have. */
static void
put_plain(struct buf *out, uint32_t c)
{
	if (c == '\n' || (c >= ' ' && c < 0x7F))
		buf_addc(out, (char)c);
	else if (c < 0xA1 || c == UTF8_REPLACEMENT || c == 0x3000)
		buf_addc(out, ' ');
	else if (c == 0x2028 || c == 0x2029) /* line, paragraph separator */
		buf_addc(out, '\n');
	else if (is_dressed(c))
		put_undressed(out, c);
	else if (!is_unseen(c))
		put(out, c);
}

void
plain(struct buf *out, struct str text, const struct korean *ko)
{
	struct buf room = { 0 };
	struct str rest = nfc(text, &room);

	while (rest.n > 0) {
		struct str other = { 0 };
		uint32_t c;
		size_t n = utf8_next(rest, &c), key = 0;

		/* No key of the table begins in ASCII or with a syllable. */
		if (c >= 0x80 && !(c >= 0xAC00 && c <= 0xD7A3))
			key = korean_find(
			    ko, KOREAN_WRITTEN, rest, rest.n, &other);
		if (key > 0)
			buf_str(out, other);
		else
			put_plain(out, c);
		rest.p += key > 0 ? key : n;
		rest.n -= key > 0 ? key : n;
	}
	buf_free(&room);
}
