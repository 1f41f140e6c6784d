/*
 * vts.h: no bytes from VTube Studio harm.  Each line of the input is a message,
 * and the whole a discovery broadcast.  What is asked for in turn is JSON, each
 * answer makes it send a bounded number of messages, and lists are records.
 */
#include "avatar/vts.h"
#include "fuzz.h"
#include "jsonl/scan.h"

enum { MOST_AT_ONCE = 8 }; /* two subscriptions, three lists, and some */

struct studio {
	struct vts *vts;
	int sent; /* since the last message */
};

static void
must_be_json(struct str text)
{
	static const struct scan_keys none = { .n = 0 };
	struct json_val unused[1];
	struct scan_error err;

	must(scan_line(text, &none, unused, &err), "'%.*s': %s", STR_ARG(text),
	    err.why);
}

static void
on_send(void *ctx, struct str message)
{
	struct studio *s = ctx;

	must_be_json(message);
	must(++s->sent <= MOST_AT_ONCE, "a flood of messages");
}

static void
on_token(void *ctx, const char *token)
{
	(void)ctx;
	must(token == NULL || strlen(token) < SIZE_MAX, "no token");
}

static void
on_asking(void *ctx)
{
	(void)ctx;
}

static void
on_ready(void *ctx, const struct vts_lists *l)
{
	struct buf lines = { 0 };
	struct str rest;

	(void)ctx;
	vts_lists_put(&lines, l);
	rest = buf_view(&lines);
	while (rest.n > 0)
		must_be_json(str_cut(&rest, '\n'));
	buf_free(&lines);
}

static void
on_error(void *ctx, int id, struct str why, const char *request)
{
	(void)ctx;
	(void)id;
	must(why.p != NULL && request != NULL, "an error without a reason");
}

static const struct vts_events events = { on_send, on_token, on_asking,
	on_ready, on_error };

/* What the tool does meanwhile, whether it may or not. */
static void
act(struct studio *s, unsigned turn)
{
	const struct puppet_value mouth = { "MouthOpen", 0.5 };

	s->sent = 0;
	if (turn % 4 == 1)
		vts_inject(s->vts, &mouth, 1, 1);
	else if (turn % 4 == 2)
		vts_hotkey(s->vts, "웃음");
	else if (turn % 4 == 3)
		vts_again(s->vts);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str all = { (const char *)data, n }, rest = all;
	struct studio s = { 0 };
	bool active = false;
	int port;

	s.vts = vts_new(&events, &s, NULL);
	vts_opened(s.vts);
	for (unsigned turn = 0; rest.p != NULL && turn < 100; turn++) {
		s.sent = 0;
		vts_receive(s.vts, str_cut(&rest, '\n'));
		act(&s, turn);
	}
	vts_closed(s.vts);
	must(!vts_is_ready(s.vts), "ready without a connection");
	vts_free(s.vts);
	port = vts_broadcast_port(all, &active);
	must(port >= 0 && port < 65536, "port %d", port);
	return 0;
}
