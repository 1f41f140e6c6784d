/*
 * NokChart's events.jsonl: records of type chat and donation that lack an id,
 * as "" and null, and have the platform's own fields below "raw".  Its user
 * is "Unknown" and its user id "" when Chzzk sent no profile.  Records that
 * are ours already, or of another type, pass as they are.
 */
#include <string.h>

#include "import/formats.h"

static int64_t
moment(struct import_file *f, const struct json_val *v, const char *path)
{
	int64_t ms;

	return when_rfc3339(import_text(f, v, path), &ms) ? ms : WHEN_UNKNOWN;
}

/* "unknown_<channel>" or "<live>_<channel>" */
static struct str
channel_of(struct str stream_id)
{
	const char *bar =
	    stream_id.n > 0 ? memchr(stream_id.p, '_', stream_id.n) : NULL;

	if (bar == NULL)
		return (struct str){ 0 };
	return (struct str){ bar + 1,
		stream_id.n - (size_t)(bar + 1 - stream_id.p) };
}

static void
read_event(struct import_file *f, const struct json_val *v, struct event *e)
{
	struct json_val t_ms = doc_at(v, "t_ms");

	e->platform = STR("chzzk");
	e->stream_id = import_text(f, v, "stream_id");
	e->channel_id = channel_of(e->stream_id);
	e->user_id = import_text(f, v, "user_id");
	e->user = import_text(f, v, "user");
	if (str_is(e->user, "Unknown"))
		e->user = (struct str){ 0 };
	e->text = import_text(f, v, "text");
	e->amount = import_int(v, "amount");
	if (e->type == EVENT_DONATION)
		e->currency = STR("KRW");
	e->received_at = moment(f, v, "received_at");
	e->sent_at = import_int(v, "raw.timestamp");
	if (e->sent_at == RECORD_UNKNOWN)
		e->sent_at = e->received_at;
	e->t_ms = val_natural(&t_ms);
	e->message_id = import_text(f, v, "message_id");
	if (e->message_id.p == NULL && e->sent_at != WHEN_UNKNOWN)
		e->message_id =
		    import_message_id(f, e->user_id, e->sent_at, e->text);
}

void
import_nokchart(struct import_file *f, const struct piece *piece)
{
	struct event e = event_blank();
	struct json_val v;

	if (!import_object(f, piece, &v))
		return;
	e.type = event_type_of(import_text(f, &v, "type"));
	if (doc_at(&v, "platform").kind != VAL_ABSENT ||
	    (e.type != EVENT_CHAT && e.type != EVENT_DONATION)) {
		f->sink.record(f->sink.ctx, piece->text);
		return;
	}
	read_event(f, &v, &e);
	if (e.t_ms == RECORD_UNKNOWN && e.sent_at == WHEN_UNKNOWN)
		import_complain(f, piece, "neither t_ms nor received_at", 0);
	else
		import_give(f, &e);
}
