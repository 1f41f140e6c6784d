#include <ctype.h>

#include "text/hangul.h"

static const char *const digits_sino[] = { "", "일", "이", "삼", "사", "오",
	"육", "칠", "팔", "구" };

/* Below 10,000; "일" is not said before 십, 백 and 천. */
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

void
hangul_digits(struct buf *b, struct str digits)
{
	for (size_t i = 0; i < digits.n; i++)
		if (digits.p[i] == '0')
			buf_adds(b, "공");
		else if (digits.p[i] >= '1' && digits.p[i] <= '9')
			buf_adds(b, digits_sino[digits.p[i] - '0']);
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
