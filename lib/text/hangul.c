/* Writes Korean numbers, and takes syllables to letters. */
#include <ctype.h>

#include "core/utf8.h"
#include "text/hangul.h"

static const char *const digits_sino[] = { "", "일", "이", "삼", "사", "오",
	"육", "칠", "팔", "구" };

/* Below 10,000; "일" is not spoken before 십, 백 and 천. */
static void
put_group(struct buf *b, unsigned group)
{
	static const struct {
		unsigned size;
		const char *name;
	} places[] = { { 1000, "천" }, { 100, "백" }, { 10, "십" } };

	for (int i = 0; i < 3; i++) {
		unsigned digit = group / places[i].size % 10;

		if (digit > 1)
			buf_adds(b, digits_sino[digit]);
		if (digit > 0)
			buf_adds(b, places[i].name);
	}
	buf_adds(b, digits_sino[group % 10]);
}

void
hangul_sino(struct buf *b, uint64_t n)
{
	static const char *const myriads[] = { "", "만", "억", "조", "경" };
	uint64_t size = UINT64_C(10000000000000000);

	if (n == 0)
		buf_adds(b, "영");
	for (int i = 4; i >= 0; i--, size /= 10000) {
		unsigned group = (unsigned)(n / size % 10000);

		if (group == 0)
			continue;
		/* 10,000 alone is 만, not 일만. */
		if (group > 1 || i != 1 || n / size > 1)
			put_group(b, group);
		buf_adds(b, myriads[i]);
	}
}

void
hangul_native(struct buf *b, unsigned n)
{
	static const char *const ones[] = { "", "한", "두", "세", "네", "다섯",
		"여섯", "일곱", "여덟", "아홉" };
	static const char *const tens[] = { "", "열", "스물", "서른", "마흔",
		"쉰", "예순", "일흔", "여든", "아흔" };

	buf_adds(b, n == 20 ? "스무" : tens[n / 10 % 10]);
	buf_adds(b, ones[n % 10]);
}

static void
put_digits(struct buf *b, struct str digits, const char *zero)
{
	for (size_t i = 0; i < digits.n; i++)
		if (digits.p[i] == '0')
			buf_adds(b, zero);
		else if (digits.p[i] >= '1' && digits.p[i] <= '9')
			buf_adds(b, digits_sino[digits.p[i] - '0']);
}

void
hangul_digits(struct buf *b, struct str digits)
{
	put_digits(b, digits, "공");
}

void
hangul_decimals(struct buf *b, struct str digits)
{
	put_digits(b, digits, "영");
}

void
hangul_letter(struct buf *b, char letter)
{
	static const char *const names[] = { "에이", "비", "씨", "디", "이",
		"에프", "지", "에이치", "아이", "제이", "케이", "엘", "엠",
		"엔", "오", "피", "큐", "알", "에스", "티", "유", "브이",
		"더블유", "엑스", "와이", "제트" };

	if (isalpha((unsigned char)letter))
		buf_adds(b, names[(letter | 0x20) - 'a']);
}

const uint16_t hangul_leads[] = { 0x3131, 0x3132, 0x3134, 0x3137, 0x3138,
	0x3139, 0x3141, 0x3142, 0x3143, 0x3145, 0x3146, 0x3147, 0x3148, 0x3149,
	0x314A, 0x314B, 0x314C, 0x314D, 0x314E };

const uint16_t hangul_tails[] = { 0, 0x3131, 0x3132, 0x3133, 0x3134, 0x3135,
	0x3136, 0x3137, 0x3139, 0x313A, 0x313B, 0x313C, 0x313D, 0x313E, 0x313F,
	0x3140, 0x3141, 0x3142, 0x3144, 0x3145, 0x3146, 0x3147, 0x3148, 0x314A,
	0x314B, 0x314C, 0x314D, 0x314E };

/* The last character, and its length; 0 for an empty text. */
static size_t
last_character(const struct buf *b, uint32_t *c)
{
	size_t n = 0;

	*c = 0;
	while (n < b->n && n < UTF8_MAX) {
		n++;
		if (((unsigned char)b->p[b->n - n] & 0xC0) != 0x80)
			break;
	}
	if (n > 0)
		utf8_next((struct str){ b->p + b->n - n, n }, c);
	return n;
}

static void
put_syllable(struct buf *b, struct syllable s)
{
	uint32_t c = 0xAC00 + (s.lead * 21 + s.vowel) * 28 + s.tail;

	b->n += utf8_put(buf_reserve(b, UTF8_MAX), c);
}

unsigned
hangul_end_of(unsigned vowel)
{
	static const unsigned char ends[] = { 0, 1, 0, 1, 4, 5, 4, 5, 8, 0, 1,
		5, 8, 13, 4, 5, 20, 13, 18, 20, 20 };

	return ends[vowel];
}

bool
hangul_lengthen(struct buf *b)
{
	enum { SILENT = 11 /* ㅇ */ };
	struct syllable s;
	uint32_t c;
	size_t n = last_character(b, &c);

	if (!hangul_split(c, &s))
		return false;
	b->n -= n;
	put_syllable(b, (struct syllable){ s.lead, s.vowel, 0 });
	put_syllable(
	    b, (struct syllable){ SILENT, hangul_end_of(s.vowel), s.tail });
	return true;
}

bool
hangul_is_closed(const struct buf *b, uint32_t *c)
{
	struct syllable s;

	last_character(b, c);
	return hangul_split(*c, &s) && s.tail > 0;
}
