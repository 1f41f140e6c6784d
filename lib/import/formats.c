/* What the parsers of the formats have in common. */
#include <math.h>

#include "core/num.h"
#include "import/formats.h"
#include "record/message_id.h"

static void
reckon_t_ms(struct import_file *f, struct event *e)
{
	int64_t t = e->t_ms;

	if (t != RECORD_UNKNOWN && e->sent_at == WHEN_UNKNOWN && f->reckoned &&
	    f->opened_at != WHEN_UNKNOWN)
		e->sent_at = f->opened_at + t;
	if (t != RECORD_UNKNOWN || e->sent_at == WHEN_UNKNOWN)
		return;
	if (f->opened_at == WHEN_UNKNOWN ||
	    (!f->reckoned && e->sent_at < f->opened_at))
		f->opened_at = e->sent_at - f->offset_ms;
	f->reckoned = true;
	t = e->sent_at - f->opened_at;
	e->t_ms = t > 0 ? t : 0;
}

void
import_give(struct import_file *f, struct event *e)
{
	reckon_t_ms(f, e);
	if (e->stream_id.p == NULL)
		e->stream_id = f->stream_id;
	if (e->channel_id.p == NULL)
		e->channel_id = f->channel_id;
	if (e->channel.p == NULL)
		e->channel = f->channel;
	f->sink.event(f->sink.ctx, e);
}

void
import_complain(struct import_file *f, const struct piece *piece,
    const char *why, unsigned long below)
{
	struct import_bad bad = { .why = why,
		.line = piece->line + below,
		.element = piece->element };

	f->sink.bad(f->sink.ctx, &bad);
}

bool
import_object(
    struct import_file *f, const struct piece *piece, struct json_val *object)
{
	struct scan_keys none = { .n = 0 };
	struct json_val unused[1];
	struct scan_error err;
	/* A value has no white space around it. */
	struct str text = str_trim(piece->text);

	*object = (struct json_val){
		.p = text.p, .n = (uint32_t)text.n, .kind = VAL_OBJECT
	};
	if (scan_line(piece->text, &none, unused, &err))
		return true;
	f->sink.bad(f->sink.ctx,
	    &(struct import_bad){ .why = err.why,
		.line = piece->line,
		.element = piece->element,
		.column = err.at + 1 });
	return false;
}

struct str
import_text(
    struct import_file *f, const struct json_val *object, const char *path)
{
	struct json_val v = doc_at(object, path);
	struct str text = val_text(&v, &f->texts);

	return text.n > 0 ? text : (struct str){ 0 };
}

int64_t
import_int(const struct json_val *object, const char *path)
{
	struct json_val v = doc_at(object, path);
	int64_t value;

	return val_int(&v, &value) && value >= 0 && value <= NUM_SAFE_MAX
	    ? value
	    : RECORD_UNKNOWN;
}

int64_t
import_usec(const struct json_val *object, const char *path)
{
	int64_t usec = import_int(object, path);

	return usec > 0 ? usec / 1000 : WHEN_UNKNOWN;
}

int64_t
import_sec(const struct json_val *object, const char *path)
{
	struct json_val v = doc_at(object, path);
	double ms;

	if (!val_real(&v, &ms))
		return RECORD_UNKNOWN;
	ms = round(ms * 1000);
	if (ms > (double)NUM_SAFE_MAX)
		return RECORD_UNKNOWN;
	return ms > 0 ? (int64_t)ms : 0;
}

struct str
import_message_id(
    struct import_file *f, struct str sender, int64_t ms, struct str text)
{
	struct buf id = { 0 };
	struct str kept;

	message_id_put(&id, sender, ms, text, (struct str){ 0 });
	kept = arena_str(&f->texts, buf_view(&id));
	buf_free(&id);
	return kept;
}

struct str
import_coarse_id(
    struct import_file *f, int64_t ms, struct str sender, struct str text)
{
	struct buf id = { 0 };
	struct str kept;
	unsigned *times;
	bool fresh;

	if (ms != f->second) {
		keyed_free(&f->ids);
		f->second = ms;
	}
	message_id_put_coarse(&id, sender, ms, text, 1);
	times = keyed_get(&f->ids, buf_view(&id), &fresh);
	id.n = 0;
	message_id_put_coarse(&id, sender, ms, text, ++*times);
	kept = arena_str(&f->texts, buf_view(&id));
	buf_free(&id);
	return kept;
}

bool
import_elapsed(struct str s, int64_t *ms)
{
	struct str fraction = s, whole = str_cut(&fraction, '.');
	bool before = str_starts(whole, "-");
	double part = 0;

	if (before) {
		whole.p++;
		whole.n--;
	}
	if (!when_hms(whole, ms))
		return false;
	if (fraction.p != NULL && fraction.n <= 6 && num_real(fraction, &part))
		for (size_t i = 0; i < fraction.n; i++)
			part /= 10;
	*ms = before ? 0 : *ms + (int64_t)(part * 1000 + 0.5);
	return true;
}
