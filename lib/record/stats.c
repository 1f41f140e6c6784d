/* The tables of the keys of totals. */
#include <math.h>

#include "core/when.h"
#include "record/stats.h"
#include "record/table.h"

#define OF struct stats_user
static const struct record_field user_fields[] = {
	{ TEXT(user_id) },
	{ TEXT(user) },
	{ NATURAL(messages) },
};
static const struct record_type user_items = RECORD_KEYS(user_fields);
#undef OF

#define OF struct tally
static const char *const ofs[] = { "user", "nickname", NULL };
static const struct record_field tally_fields[] = {
	{ TEXT(key), .always = true },
	{ WORD(of), .words = ofs, .always = true },
	{ TEXT(id), .always = true },
	{ TEXT(name) },
	{ NATURAL(messages), .always = true },
};
const struct record_type tally_record =
    RECORD("one user's or name's part of a partial stats record", tally_fields,
	"tally");
#undef OF

#define OF struct stats
static const struct record_field stats_fields[] = {
	{ TEXT(channel_id) },
	{ TEXT(channel) },
	{ TEXT(stream_id) },
	{ TEXT(user_id) },
	{ TEXT(user) },
	{ FLAG(partial) },
	{ NATURAL(messages) },
	{ NATURAL(users) },
	{ NATURAL(nicknames) },
	{ FLAG(approx) },
	{ MOMENT(first_at) },
	{ MOMENT(last_at) },
	{ REAL(duration_sec) },
	{ REAL(per_minute), .decimals = 1 },
	{ NATURAL(donations) },
	{ NATURAL(donation_amount) },
	{ OBJECT(amounts) },
	{ NATURAL(subscriptions) },
	{ NATURAL(reconnects) },
	{ NATURAL(gap_ms) },
	{ BYTES(users_hll) },
	{ BYTES(nicknames_hll) },
	{ ITEMS(top_users), .items = &user_items },
};
const struct record_type stats_record =
    RECORD("totals of a broadcast, a channel, a user or a name", stats_fields,
	"stats");

struct stats
stats_blank(void)
{
	struct stats s;

	record_clear(&stats_record, &s);
	return s;
}

void
stats_derive(struct stats *s)
{
	if (s->first_at == WHEN_UNKNOWN || s->last_at == WHEN_UNKNOWN)
		return;
	s->duration_sec = (double)(s->last_at - s->first_at) / 1000;
	if (s->duration_sec > 0 && s->messages != RECORD_UNKNOWN)
		s->per_minute =
		    round((double)s->messages / s->duration_sec * 600) / 10;
}
