/* Runs the command that answers. */
#include <stdlib.h>

#include "core/diag.h"
#include "core/mem.h"
#include "jsonl/jsonl.h"
#include "net/partner.h"
#include "room/model.h"

struct model {
	struct model_settings set;
	struct loop *loop;
	struct partner *partner; /* NULL: it does not run */
	struct jsonl *said;      /* what that writes */
	struct record_reader replies;
};

static void
stop(struct model *m)
{
	partner_free(m->partner);
	jsonl_close(m->said);
	m->partner = NULL;
	m->said = NULL;
}

static void
on_said(void *ctx, const char *p, size_t n)
{
	struct model *m = ctx;
	struct reply reply = reply_blank();
	const struct json_val *v;

	jsonl_push(m->said, p, n);
	while ((v = jsonl_next(m->said)) != NULL)
		if (record_read(&m->replies, v, &reply))
			m->set.reply(m->set.ctx, &reply);
}

static void
on_ended(void *ctx, int status)
{
	struct model *m = ctx;

	if (status != 0)
		diag_error("%s: %.*s: it ended with status %d", m->set.command,
		    STR_ARG(m->set.sid), status);
	stop(m);
	m->set.failed(m->set.ctx, "the model has left: ask again");
}

static bool
start(struct model *m)
{
	struct jsonl_settings none = { 0 };
	struct buf variable = { 0 };
	const char *why;

	buf_fmt(&variable, "CHZ_ROOM=%.*s", STR_ARG(m->set.sid));
	m->partner = partner_start(m->loop,
	    &(struct partner_settings){ .command = m->set.command,
		.variable = buf_text(&variable),
		.data = on_said,
		.ended = on_ended,
		.ctx = m },
	    &why);
	buf_free(&variable);
	if (m->partner == NULL) {
		diag_error("%s: %s", m->set.command, why);
		return false;
	}
	m->said = jsonl_new(m->set.command, &none);
	record_want(&m->replies, &reply_record, m->said, NULL);
	return true;
}

struct model *
model_new(struct loop *loop, const struct model_settings *set)
{
	struct model *m = xcalloc(1, sizeof *m);

	m->set = *set;
	m->loop = loop;
	return m;
}

void
model_ask(struct model *m, struct str record)
{
	if ((m->partner == NULL && !start(m)) ||
	    !partner_tell(m->partner, record))
		m->set.failed(m->set.ctx, "the model cannot be asked");
}

void
model_free(struct model *m)
{
	if (m == NULL)
		return;
	stop(m);
	free(m);
}
