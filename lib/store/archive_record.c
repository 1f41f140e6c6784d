/* Reads what the archive needs of any record. */
#include "store/archive_record.h"
#include "core/when.h"
#include "record/table.h"

/* The keys that decide what a record means to its broadcast. */
struct sight {
	struct str type, stream_id, live_id, channel_id, channel, message_id;
	struct str status, state, reason, title, category;
	int64_t t_ms, gap_ms, received_at, sent_at, opened_at, closed_at;
	int64_t start;
};

#define OF struct sight
static const struct record_field fields[] = {
	{ TEXT(type) },
	{ TEXT(stream_id) },
	{ TEXT(live_id) },
	{ TEXT(channel_id) },
	{ TEXT(channel) },
	{ TEXT(message_id) },
	{ NATURAL(t_ms) },
	{ MOMENT(received_at) },
	{ MOMENT(sent_at) },
	{ MOMENT(opened_at) },
	{ MOMENT(closed_at) },
	{ MOMENT(start) },
	{ TEXT(title) },
	{ TEXT(category) },
	{ TEXT(status) },
	{ TEXT(state) },
	{ TEXT(reason) },
	{ NATURAL(gap_ms) },
};

static const struct record_type any_record = RECORD_KEYS(fields);

void
archive_want(struct archive_reader *r, struct jsonl *in)
{
	r->in = in;
	record_want(&r->any, &any_record, in, NULL);
}

/* A collector that was stopped says nothing about the broadcast. */
static enum archive_role
link_role(struct str state, struct str reason)
{
	if (str_is(state, "open"))
		return ARCHIVE_OPEN;
	if (str_is(state, "lost"))
		return ARCHIVE_LOST;
	if (str_is(state, "resumed"))
		return ARCHIVE_RESUMED;
	return str_is(state, "close") && !str_is(reason, "stopped")
	    ? ARCHIVE_CLOSE
	    : ARCHIVE_PLAIN;
}

static enum archive_role
role_of(const struct sight *s)
{
	if (str_is(s->type, "link"))
		return link_role(s->state, s->reason);
	if (str_is(s->type, "live") && str_is(s->status, "close"))
		return ARCHIVE_CLOSE;
	return ARCHIVE_PLAIN;
}

/* The id of a record that does not have one. */
static struct str
made_id(const struct sight *s, struct buf *made)
{
	if (s->channel_id.n == 0)
		return STR("unknown");
	made->n = 0;
	buf_str(made, s->live_id.n > 0 ? s->live_id : STR("unknown"));
	buf_addc(made, '_');
	buf_str(made, s->channel_id);
	return buf_view(made);
}

/* Whether its title is the broadcast's own. */
static bool
is_about(const struct sight *s)
{
	return str_is(s->type, "live") || str_is(s->type, "replay");
}

static int64_t
first_known(int64_t a, int64_t b)
{
	return a != WHEN_UNKNOWN ? a : b;
}

struct archive_record
archive_read(
    struct archive_reader *r, const struct json_val *v, struct buf *made)
{
	struct sight s;
	bool about;

	record_read(&r->any, v, &s); /* all keys, so nothing is left unset */
	about = is_about(&s);
	return (struct archive_record){ .role = role_of(&s),
		.line = jsonl_line(r->in),
		.stream_id =
		    s.stream_id.n > 0 ? s.stream_id : made_id(&s, made),
		.channel_id = s.channel_id,
		.channel = s.channel,
		.message_id = s.message_id,
		.reason = s.reason,
		.title = about ? s.title : (struct str){ 0 },
		.category = about ? s.category : (struct str){ 0 },
		.t_ms = s.t_ms,
		.sent_at = s.sent_at,
		.gap_ms = s.gap_ms,
		.at = first_known(
		    s.received_at, first_known(s.sent_at, s.closed_at)),
		.opened_at =
		    about ? first_known(s.opened_at, s.start) : s.opened_at };
}
