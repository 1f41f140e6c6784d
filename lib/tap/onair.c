/* Looks at channels in rounds, and writes what changed. */
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/progress.h"
#include "tap/onair.h"

struct onair_channel {
	char *stream;   /* the open broadcast as it was written; NULL: closed */
	char *name;     /* from the user; NULL */
	uint32_t round; /* in which it was last seen */
	bool known;     /* it was looked at before */
};

/* A look, and its place in the output. */
struct onair_look {
	struct onair *air;
	uint32_t channel;
	int64_t followers;
	struct buf text;
	bool listed; /* it came from a list that was filtered already */
	bool done;
};

static struct diag_kind faults = { .what = "failed requests" };

void
onair_init(struct onair *o, struct web *web, struct buf *out,
    const struct onair_settings *set)
{
	*o = (struct onair){ .channels.size = sizeof(struct onair_channel),
		.web = web,
		.out = out,
		.set = *set };
}

static struct onair_channel *
channel_of(struct onair *o, struct str id)
{
	bool fresh;

	return keyed_get(&o->channels, id, &fresh);
}

static struct onair_channel *
channel(const struct onair_look *look)
{
	return keyed_nth(&look->air->channels, look->channel);
}

static struct str
id_of(const struct onair_look *look)
{
	return keyed_key(&look->air->channels, look->channel);
}

void
onair_name(struct onair *o, struct str id, struct str name)
{
	struct onair_channel *c = channel_of(o, id);

	if (name.p != NULL && c->name == NULL)
		c->name = xstrndup(name.p, name.n);
}

static void
clear_looks(struct onair *o)
{
	for (size_t i = 0; i < o->looks; i++) {
		buf_free(&o->look[i]->text);
		free(o->look[i]);
	}
	o->looks = o->written = 0;
}

void
onair_begin(struct onair *o)
{
	clear_looks(o);
	o->seen = 0;
	o->round++;
}

bool
onair_is_idle(const struct onair *o)
{
	return o->written == o->looks;
}

static void
done(struct onair_look *look)
{
	struct onair *o = look->air;

	look->done = true;
	while (o->written < o->looks && o->look[o->written]->done) {
		struct buf *text = &o->look[o->written++]->text;

		buf_str(o->out, buf_view(text));
		buf_free(text);
	}
	if (onair_is_idle(o))
		o->set.idle(o->set.ctx);
}

bool
onair_failed(struct onair *o, const struct http_answer *a,
    enum chzzk_result result, const char *what)
{
	struct buf why = { 0 };
	int status = web_fault(o->web, a, result, &why);

	if (status != EXIT_OK)
		diag_repeat(&faults, "%s: %s", what, buf_text(&why));
	o->status = exit_worse(o->status, status);
	buf_free(&why);
	return status != EXIT_OK;
}

static void
put(struct onair_look *look, const struct live *live)
{
	struct live full = *live;

	full.platform = STR(CHZZK_NAME);
	full.channel_id = id_of(look);
	if (full.channel.p == NULL)
		full.channel = str_of(channel(look)->name);
	full.followers = look->followers;
	progress_counts.records++;
	record_put(&look->text, &live_record, &full);
}

/* The end of the broadcast that was written last; `live` is the channel now. */
static void
put_end(struct onair_look *look, const struct live *live)
{
	struct onair_channel *c = channel(look);
	struct live closed = live_blank();

	if (live->status != LIVE_OPEN)
		closed = *live;
	closed.channel = live->channel;
	closed.status = LIVE_CLOSE;
	closed.stream_id = str_of(c->stream);
	put(look, &closed);
	free(c->stream);
	c->stream = NULL;
}

static bool
is_wanted(const struct onair_look *look, const struct live *live)
{
	const struct onair_settings *set = &look->air->set;

	return (look->listed || live->viewers >= set->least_viewers) &&
	    look->followers >= set->least_followers;
}

/* Writes what a look changed. */
static void
observe(struct onair_look *look, const struct live *live)
{
	const struct onair_settings *set = &look->air->set;
	struct onair_channel *c = channel(look);
	bool open = live->status == LIVE_OPEN && live->stream_id.p != NULL;
	bool first = !c->known;

	c->known = true;
	if (open && c->stream != NULL && str_is(live->stream_id, c->stream))
		return;
	if (c->stream != NULL)
		put_end(look, live);
	else if (!open && first && set->closed_too)
		put(look, live);
	if (open && is_wanted(look, live)) {
		c->stream = xstrndup(live->stream_id.p, live->stream_id.n);
		put(look, live);
	}
}

static const char *
name_of(const struct onair_look *look)
{
	return id_of(look).p;
}

static void
on_detail(void *ctx, const struct http_answer *a)
{
	struct onair_look *look = ctx;
	struct onair *o = look->air;
	struct chzzk_live found = { .live = live_blank() };
	enum chzzk_result result =
	    chzzk_read_live(o->web->api, a->body, &found);

	if (!onair_failed(o, a, result, name_of(look)))
		observe(look, &found.live);
	done(look);
}

static void
ask_detail(struct onair_look *look)
{
	struct onair *o = look->air;
	struct buf url = { 0 };

	chzzk_url_live_detail(&url, o->web->api_url, id_of(look));
	web_get(o->web, buf_text(&url), NULL, on_detail, look);
	buf_free(&url);
}

/* Whether there is no such channel, which is then said. */
static bool
is_unknown(struct onair_look *look, const struct chzzk_channel *found)
{
	struct onair *o = look->air;

	if (found->channel_id.p != NULL)
		return false;
	diag_repeat(&faults, "%s: there is no such channel", name_of(look));
	o->status = exit_worse(o->status, EXIT_SOME_FAILED);
	return true;
}

static void
on_channel(void *ctx, const struct http_answer *a)
{
	struct onair_look *look = ctx;
	struct onair *o = look->air;
	struct chzzk_channel found = { 0 };
	enum chzzk_result result =
	    chzzk_read_channel(o->web->api, a->body, &found);

	if (onair_failed(o, a, result, name_of(look)) ||
	    is_unknown(look, &found)) {
		done(look);
		return;
	}
	look->followers = found.followers;
	if (found.followers >= o->set.least_followers)
		ask_detail(look);
	else
		done(look);
}

/* Followers are another question, asked only when they decide. */
static void
ask_channel(struct onair_look *look)
{
	struct onair *o = look->air;
	struct buf url = { 0 };

	chzzk_url_channel(&url, o->web->api_url, id_of(look));
	web_get(o->web, buf_text(&url), NULL, on_channel, look);
	buf_free(&url);
}

/* Marks a channel as seen; true the first time in a round. */
static bool
mark(struct onair *o, struct onair_channel *c)
{
	bool first = c->round != o->round;

	c->round = o->round;
	o->seen += first;
	return first;
}

static void
start_look(
    struct onair *o, struct onair_channel *c, int64_t followers, bool listed)
{
	struct onair_look *look = xcalloc(1, sizeof *look);

	look->air = o;
	look->channel = keyed_number(&o->channels, c);
	look->followers = followers;
	look->listed = listed;
	MEM_RESERVE(o->look, o->cap, o->looks + 1);
	o->look[o->looks++] = look;
	if (o->set.least_followers > 0 && c->stream == NULL && followers < 0)
		ask_channel(look);
	else
		ask_detail(look);
}

void
onair_look(struct onair *o, struct str id, int64_t followers)
{
	struct onair_channel *c = channel_of(o, id);

	if (mark(o, c))
		start_look(o, c, followers, false);
}

void
onair_listed(struct onair *o, const struct live *live)
{
	struct onair_channel *c = channel_of(o, live->channel_id);

	if (mark(o, c) &&
	    (c->stream == NULL || !str_is(live->stream_id, c->stream)))
		start_look(o, c, RECORD_UNKNOWN, true);
}

void
onair_look_at_missing(struct onair *o)
{
	for (uint32_t i = 0; i < o->channels.n; i++) {
		struct onair_channel *c = keyed_nth(&o->channels, i);

		if (c->stream != NULL)
			onair_look(
			    o, keyed_key(&o->channels, i), RECORD_UNKNOWN);
	}
}

void
onair_flush(struct onair *o)
{
	for (; o->written < o->looks; o->written++)
		buf_str(o->out, buf_view(&o->look[o->written]->text));
}

void
onair_free(struct onair *o)
{
	clear_looks(o);
	for (uint32_t i = 0; i < o->channels.n; i++) {
		struct onair_channel *c = keyed_nth(&o->channels, i);

		free(c->stream);
		free(c->name);
	}
	keyed_free(&o->channels);
	free(o->look);
}
