/* Writes down what the simulator has sent. */
#include <stdlib.h>

#include "core/mem.h"
#include "jsonl/out.h"
#include "record/message_id.h"
#include "sim/ledger.h"

struct ledger {
	struct out *out;
	struct buf id, stream;
};

struct ledger *
ledger_open(const char *path)
{
	struct ledger *l;

	if (path == NULL)
		return NULL;
	l = xcalloc(1, sizeof *l);
	l->out = out_open(path, false);
	return l;
}

/* As lib/platform/chzzk names it: a gift's recipient is part of the name. */
static struct str
id_of(struct ledger *l, const struct event *e)
{
	l->id.n = 0;
	message_id_put(&l->id, e->user_id, e->sent_at, e->text, e->donation_id);
	if (e->target_user_id.n > 0) {
		buf_addc(&l->id, ':');
		buf_str(&l->id, e->target_user_id);
	}
	return buf_view(&l->id);
}

/* "<live id>_<channel id>" */
static struct str
stream_of(struct ledger *l, const struct channel *c)
{
	l->stream.n = 0;
	buf_fmt(&l->stream, "%lld_%.*s", (long long)c->live_id, STR_ARG(c->id));
	return buf_view(&l->stream);
}

void
ledger_put(struct ledger *l, const struct sent *sent)
{
	if (l == NULL)
		return;
	record_put(&l->out->buf, &sent_record, sent);
	out_ready(l->out);
}

void
ledger_sent(struct ledger *l, const struct channel *c, const struct event *e,
    unsigned readers, unsigned withheld)
{
	struct sent sent = sent_blank();

	if (l == NULL)
		return;
	sent.type = SENT_MESSAGE;
	sent.channel_id = c->id;
	sent.stream_id = stream_of(l, c);
	sent.sent_at = e->sent_at;
	sent.message_id = id_of(l, e);
	sent.readers = readers;
	if (withheld > 0)
		sent.withheld = withheld;
	ledger_put(l, &sent);
}

void
ledger_fault(
    struct ledger *l, const char *fault, struct str channel_id, int64_t ms)
{
	struct sent sent = sent_blank();

	if (l == NULL)
		return;
	sent.type = SENT_FAULT;
	sent.fault = str_of(fault);
	sent.channel_id = channel_id;
	sent.sent_at = ms;
	ledger_put(l, &sent);
}

void
ledger_flush(struct ledger *l)
{
	if (l != NULL)
		out_flush(l->out);
}

int
ledger_close(struct ledger *l)
{
	int status;

	if (l == NULL)
		return 0;
	status = out_close(l->out);
	buf_free(&l->id);
	buf_free(&l->stream);
	free(l);
	return status;
}
