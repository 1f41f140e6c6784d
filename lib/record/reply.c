#include <ctype.h>
#include <math.h>
#include <string.h>

#include "record/event.h"
#include "record/reply.h"

struct reply_slots
reply_want(struct jsonl *in)
{
#define WANT(key) .key = jsonl_want(in, #key)
	return (struct reply_slots){ WANT(type), WANT(reply_id), WANT(text),
		WANT(emotion), WANT(sent_at), WANT(received_at), WANT(state),
		WANT(t_ms), WANT(open), WANT(vowel), WANT(duration_ms),
		WANT(latency_ms), WANT(reason) };
#undef WANT
}

bool
reply_read(const struct reply_slots *at, struct jsonl *in,
    const struct json_val *v, struct reply *r)
{
	if (!val_is(v + at->type, "reply"))
		return false;
	*r = (struct reply){ .reply_id = jsonl_text(in, v + at->reply_id),
		.text = jsonl_text(in, v + at->text),
		.emotion = jsonl_text(in, v + at->emotion),
		.made_at = event_moment(in, v + at->sent_at) };
	if (r->made_at == WHEN_UNKNOWN)
		r->made_at = event_moment(in, v + at->received_at);
	return true;
}

bool
speech_read(const struct reply_slots *at, struct jsonl *in,
    const struct json_val *v, struct speech *s)
{
	if (!val_is(v + at->type, "speech"))
		return false;
	*s = (struct speech){ .reply_id = jsonl_text(in, v + at->reply_id),
		.state = jsonl_text(in, v + at->state),
		.reason = jsonl_text(in, v + at->reason),
		.duration_ms = event_natural(v + at->duration_ms),
		.latency_ms = event_natural(v + at->latency_ms) };
	return s->state.p != NULL;
}

bool
mouth_read(const struct reply_slots *at, struct jsonl *in,
    const struct json_val *v, struct mouth_record *m)
{
	struct str vowel;

	if (!val_is(v + at->type, "mouth"))
		return false;
	*m = (struct mouth_record){ .reply_id =
					jsonl_text(in, v + at->reply_id) };
	if (!val_real(v + at->open, &m->open) || m->open < 0 || m->open > 1)
		return false;
	vowel = jsonl_text(in, v + at->vowel);
	m->vowel =
	    vowel.n == 1 ? (char)tolower((unsigned char)vowel.p[0]) : '-';
	m->t_ms = event_natural(v + at->t_ms);
	return true;
}

void
speech_put(struct buf *b, const struct speech *s)
{
	put_open(b);
	put_text(b, "type", STR("speech"));
	put_text(b, "reply_id", s->reply_id);
	put_text(b, "state", s->state);
	put_text(b, "reason", s->reason);
	event_put_known(b, "duration_ms", s->duration_ms);
	event_put_known(b, "latency_ms", s->latency_ms);
	put_line(b);
}

void
mouth_put(struct buf *b, const struct mouth_record *m)
{
	put_open(b);
	put_text(b, "type", STR("mouth"));
	put_text(b, "reply_id", m->reply_id);
	put_int(b, "t_ms", m->t_ms);
	put_real(b, "open", round(m->open * 1000) / 1000);
	if (m->vowel != '\0' && strchr("aiueo", m->vowel) != NULL) {
		char vowel = (char)toupper((unsigned char)m->vowel);

		put_text(b, "vowel", (struct str){ &vowel, 1 });
	}
	put_line(b);
}
