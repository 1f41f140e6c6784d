/* Writes totals as a table for people. */
#include <math.h>

#include "core/num.h"
#include "core/width.h"
#include "record/amounts.h"
#include "totals/table.h"

enum { NAME = 22, NUMBER = 9, MONEY = 11 };

static void
put_right(struct buf *b, struct str text, size_t columns)
{
	for (size_t n = width_of(text); n < columns; n++)
		buf_addc(b, ' ');
	buf_str(b, text);
}

static void
put_number(struct buf *b, int64_t value, size_t columns)
{
	char digits[NUM_INT_MAX];
	struct str text = STR("-");

	if (value >= 0)
		text = (struct str){ digits, num_put_int(digits, value) };
	buf_addc(b, ' ');
	put_right(b, text, columns - 1);
}

void
totals_table_head(struct buf *b)
{
	width_put(b, STR("NAME"), NAME);
	put_right(b, STR("MESSAGES"), NUMBER);
	put_right(b, STR("/MIN"), NUMBER);
	put_right(b, STR("USERS"), NUMBER);
	put_right(b, STR("NAMES"), NUMBER);
	put_right(b, STR("GIFTS"), NUMBER);
	put_right(b, STR("AMOUNT"), MONEY);
	buf_addc(b, '\n');
}

static bool
is_won(uint32_t currency)
{
	return currency == PURSE_UNKNOWN ||
	    currency == purse_currency(STR("KRW"));
}

/* What people know it by. */
static struct str
name_of(const struct stats *s)
{
	const struct str names[] = { s->user, s->channel, s->user_id,
		s->stream_id, s->channel_id };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].n > 0)
			return names[i];
	return STR("-");
}

/* Won as a number, as most are; else each currency's sum. */
static void
put_money(struct buf *b, const struct stats *s)
{
	struct purse *p = NULL;
	struct buf text = { 0 };

	amounts_take(&p, s->amounts, s->donation_amount);
	if (p == NULL || (p->n == 1 && is_won(p->coin[0].currency))) {
		put_number(b, purse_sum(p), MONEY);
	} else {
		amounts_say(&text, p);
		buf_addc(b, ' ');
		put_right(b, buf_view(&text), MONEY - 1);
		buf_free(&text);
	}
	purse_free(&p);
}

void
totals_table_row(struct buf *b, const struct stats *s)
{
	double rate = s->per_minute;

	width_put(b, name_of(s), NAME);
	put_number(b, s->messages, NUMBER);
	put_number(b, isnan(rate) ? -1 : llround(rate), NUMBER);
	put_number(b, s->users, NUMBER);
	put_number(b, s->nicknames, NUMBER);
	put_number(b, s->donations, NUMBER);
	put_money(b, s);
	buf_addc(b, '\n');
}
