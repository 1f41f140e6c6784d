/* Serves the simulated YouTube: who reads what, and what goes wrong. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/num.h"
#include "core/random.h"
#include "jsonl/put.h"
#include "sim/oauth_server.h"
#include "sim/youtube_items.h"
#include "sim/youtube_service.h"

enum {
	LATE = 75,        /* messages that one without a token gets */
	KEPT = 50 * 1000, /* those that a token can reach back to */
	PAGE = 2000,      /* at once */
	ID_MAX = 40,
	LOOK_COST = 1,
	CHAT_COST = 5
};

#define KEY "chz-sim"
#define PATH "/youtube/v3/"

/* What was said in a channel's broadcast. */
struct youtube_chat {
	struct str *at; /* items, as JSON */
	size_t n, cap;
	size_t gone;       /* before those */
	char gift[ID_MAX]; /* the last one's id */
	bool read;         /* somebody has asked for it */
	bool over;
};

/* An answer that goes on. */
struct youtube_stream {
	struct server_call *call;
	struct channel *channel;
	size_t next; /* what it gets next, of all that was ever said */
	bool begun, deaf;
};

struct youtube_sim {
	struct sim *sim;
	struct sim_oauth *oauth; /* of the streamer of the first channel */
	struct world world;
	bool begun;
	struct youtube_chat *said; /* by channel */
	struct youtube_stream *at;
	size_t n, cap;
	uint64_t chance, ids;
	int64_t spent;
	struct buf b; /* the answer at hand */
};

/* ---- what is said ---- */

static void
forget_all(struct youtube_chat *said)
{
	for (size_t i = 0; i < said->n; i++)
		free((char *)said->at[i].p);
	free(said->at);
	*said = (struct youtube_chat){ .read = said->read };
}

static void
forget_oldest(struct youtube_chat *said)
{
	size_t half = said->n / 2;

	for (size_t i = 0; i < half; i++)
		free((char *)said->at[i].p);
	memmove(said->at, said->at + half, (said->n - half) * sizeof *said->at);
	said->n -= half;
	said->gone += half;
}

/* Keeps the item in the buffer. */
static void
keep(struct youtube_sim *s, struct youtube_chat *said)
{
	if (said->n >= KEPT)
		forget_oldest(said);
	MEM_RESERVE(said->at, said->cap, said->n + 1);
	said->at[said->n++] = (struct str){ xstrndup(s->b.p, s->b.n), s->b.n };
	s->b.n = 0;
}

static void
note_sent(struct youtube_sim *s, const struct channel *c, const struct event *e,
    const char *id)
{
	struct buf channel = { 0 }, stream = { 0 };
	struct sent sent = sent_blank();

	youtube_put_channel_id(&channel, c);
	youtube_put_video_id(&stream, c);
	buf_fmt(&stream, "_%.*s", STR_ARG(buf_view(&channel)));
	sent.type = SENT_MESSAGE;
	sent.channel_id = buf_view(&channel);
	sent.stream_id = buf_view(&stream);
	sent.sent_at = e->sent_at;
	sent.message_id = str_of(id);
	sent.readers = s->said[c->index].read;
	ledger_put(sim_ledger(s->sim), &sent);
	buf_free(&channel);
	buf_free(&stream);
}

static void
say(void *ctx, struct channel *c, const struct event *e)
{
	struct youtube_sim *s = ctx;
	struct youtube_chat *said = &s->said[c->index];
	unsigned long long number = random_next(&s->ids);
	char id[ID_MAX];

	snprintf(id, sizeof id, "LCC.%016llx", number);
	note_sent(s, c, e, id);
	youtube_put_message(&s->b, c, e, str_of(id), str_of(said->gift));
	keep(s, said);
	if (e->gift && e->target_user_id.n == 0)
		memcpy(said->gift, id, sizeof id);
	if (e->reason.p == NULL)
		return;
	youtube_put_deletion(&s->b, c, e->sent_at, str_of(id));
	keep(s, said);
}

/* A new broadcast has a chat of its own. */
static void
change(void *ctx, struct channel *c)
{
	struct youtube_sim *s = ctx;
	struct youtube_chat *said = &s->said[c->index];

	if (c->open) {
		forget_all(said);
		return;
	}
	youtube_put_end(&s->b, c, c->closed_at);
	keep(s, said);
	said->over = true;
}

/* ---- pages ---- */

/* Where a token leads to; without one, to what was said of late. */
static size_t
place_of(
    struct youtube_sim *s, const struct youtube_chat *said, struct str token)
{
	size_t all = said->gone + said->n;
	int64_t n;

	(void)s;
	if (token.n < 2 ||
	    !num_int((struct str){ token.p + 1, token.n - 1 }, &n) || n < 0)
		return all > said->gone + LATE ? all - LATE : said->gone;
	if ((size_t)n < said->gone)
		return said->gone;
	return (size_t)n < all ? (size_t)n : all;
}

/* What was said from `*from` on, as a page; moves it behind that. */
static void
put_page(struct youtube_sim *s, const struct channel *c, size_t *from, char way,
    struct buf *b)
{
	const struct youtube_chat *said = &s->said[c->index];
	size_t first = *from - said->gone, n = said->n - first;

	if (n > PAGE)
		n = PAGE;
	*from += n;
	put_open(b);
	put_text(b, "kind", STR("youtube#liveChatMessageListResponse"));
	put_int(b, "pollingIntervalMillis", sim_set(s->sim)->youtube.poll_ms);
	if (said->over && first + n == said->n)
		put_moment(b, "offlineAt", c->closed_at);
	buf_fmt(b, ",\"nextPageToken\":\"%c%zu\"", way, *from);
	put_array(b, "items");
	for (size_t i = 0; i < n; i++)
		put_raw(b, NULL, said->at[first + i]);
	put_array_close(b);
	put_close(b);
}

/* ---- streams ---- */

static void
end_stream(struct youtube_sim *s, size_t i)
{
	struct server_call *call = s->at[i].call;

	s->at[i] = s->at[--s->n];
	server_put(call, STR("]"));
	server_end(call);
}

/* False when it has ended. */
static bool
bring(struct youtube_sim *s, size_t i)
{
	struct youtube_stream *r = &s->at[i];
	const struct youtube_chat *said = &s->said[r->channel->index];
	struct server_call *call = r->call;
	bool fits;

	if (r->deaf || (r->begun && r->next == said->gone + said->n))
		return true;
	buf_adds(&s->b, r->begun ? ",\r\n" : "[");
	put_page(s, r->channel, &r->next, 's', &s->b);
	r->begun = true;
	fits = server_put(call, buf_view(&s->b));
	s->b.n = 0;
	if (!fits) {
		s->at[i] = s->at[--s->n];
		server_hang_up(call);
		return false;
	}
	if (said->over)
		end_stream(s, i);
	return !said->over;
}

static void
bring_all(struct youtube_sim *s)
{
	for (size_t i = 0; i < s->n;)
		i += bring(s, i);
}

static void
open_stream(struct youtube_sim *s, struct server_call *call, struct channel *c)
{
	struct str token = server_query(call, "pageToken");

	MEM_RESERVE(s->at, s->cap, s->n + 1);
	s->at[s->n++] = (struct youtube_stream){ .call = call,
		.channel = c,
		.next = place_of(s, &s->said[c->index], token) };
	server_begin(call, 200, "application/json; charset=UTF-8");
	bring(s, s->n - 1);
}

/* ---- time ---- */

static void
tick(void *own, int64_t now)
{
	struct youtube_sim *s = own;
	const struct world_watcher watcher = { say, change, s };

	if (!s->begun)
		return;
	world_advance(&s->world, now, &watcher);
	bring_all(s);
}

static int64_t
due(void *own)
{
	struct youtube_sim *s = own;

	return s->begun ? world_due(&s->world) : INT64_MAX;
}

/* The world of its own begins with the first question. */
static void
begin(struct youtube_sim *s)
{
	if (s->begun)
		return;
	s->begun = sim_begin_world(s->sim, &s->world, 0x707BE);
	s->said = xcalloc(s->world.n, sizeof *s->said);
}

/* ---- questions ---- */

/* The channel of which `put` writes that name; NULL for none. */
static struct channel *
channel_of(struct youtube_sim *s, struct str name,
    void (*put)(struct buf *, const struct channel *))
{
	struct channel *found = NULL;
	struct buf b = { 0 };

	for (unsigned i = 0; i < s->world.n && found == NULL; i++) {
		b.n = 0;
		put(&b, &s->world.channels[i]);
		if (str_eq(buf_view(&b), name))
			found = &s->world.channels[i];
	}
	buf_free(&b);
	return found;
}

static void
put_list(struct youtube_sim *s, const struct channel *c,
    void (*put)(struct buf *, const struct channel *))
{
	if (s->b.n == 0) {
		put_open(&s->b);
		put_array(&s->b, "items");
	}
	if (c == NULL)
		return;
	if (s->b.p[s->b.n - 1] == '}')
		buf_addc(&s->b, ',');
	put(&s->b, c);
}

static void
close_list(struct youtube_sim *s)
{
	put_array_close(&s->b);
	put_close(&s->b);
}

static int
channels(struct youtube_sim *s, struct server_call *call)
{
	put_list(s,
	    channel_of(s, server_query(call, "forHandle"), youtube_put_handle),
	    youtube_put_channel);
	close_list(s);
	return 200;
}

/* A channel's uploads have its id, but for the second letter. */
static int
uploads(struct youtube_sim *s, struct server_call *call)
{
	struct str id = server_query(call, "playlistId");
	struct buf channel = { 0 };
	struct channel *c;

	if (str_take(&id, "UU"))
		buf_fmt(&channel, "UC%.*s", STR_ARG(id));
	c = channel_of(s, buf_view(&channel), youtube_put_channel_id);
	buf_free(&channel);
	if (c == NULL)
		return youtube_put_error(&s->b, 404, "playlistNotFound");
	put_list(s, c, youtube_put_upload);
	close_list(s);
	return 200;
}

static int
videos(struct youtube_sim *s, struct server_call *call)
{
	struct str ids = server_query(call, "id");

	put_list(s, NULL, youtube_put_video);
	while (ids.p != NULL)
		put_list(s,
		    channel_of(s, str_cut(&ids, ','), youtube_put_video_id),
		    youtube_put_video);
	close_list(s);
	return 200;
}

static int
broadcasts(struct youtube_sim *s, struct server_call *call)
{
	const struct channel *c = &s->world.channels[0];

	if (!sim_oauth_admits(s->oauth, call))
		return youtube_put_error(&s->b, 401, "authError");
	put_list(s, c->open ? c : NULL, youtube_put_video);
	close_list(s);
	return 200;
}

/* Whether the chat can be read; else what is answered. */
static bool
may_read(struct youtube_sim *s, const struct channel *c, char way,
    struct str token, int *status)
{
	const struct youtube_chat *said = c != NULL ? &s->said[c->index] : NULL;

	if (c == NULL)
		*status = youtube_put_error(&s->b, 404, "liveChatNotFound");
	else if (token.n > 0 && token.p[0] != way)
		*status = youtube_put_error(&s->b, 400, "badRequest");
	else if (said->over && place_of(s, said, token) == said->gone + said->n)
		*status = youtube_put_error(&s->b, 403, "liveChatEnded");
	else
		return true;
	return false;
}

static int
chat(struct youtube_sim *s, struct server_call *call)
{
	struct channel *c = channel_of(
	    s, server_query(call, "liveChatId"), youtube_put_chat_id);
	struct str token = server_query(call, "pageToken");
	size_t from;
	int status;

	if (!may_read(s, c, 'p', token, &status))
		return status;
	s->said[c->index].read = true;
	from = place_of(s, &s->said[c->index], token);
	put_page(s, c, &from, 'p', &s->b);
	return 200;
}

/* Answers by itself when it is taken: 0. */
static int
stream(struct youtube_sim *s, struct server_call *call)
{
	struct channel *c = channel_of(
	    s, server_query(call, "liveChatId"), youtube_put_chat_id);
	int status;

	if (sim_set(s->sim)->youtube.pages)
		return youtube_put_error(&s->b, 404, "notFound");
	if (!may_read(s, c, 's', server_query(call, "pageToken"), &status))
		return status;
	s->said[c->index].read = true;
	open_stream(s, call, c);
	return 0;
}

static int
spend(struct youtube_sim *s, int units)
{
	int64_t quota = sim_set(s->sim)->youtube.quota;

	if (quota > 0 && s->spent + units > quota)
		return youtube_put_error(&s->b, 403, "quotaExceeded");
	s->spent += units;
	return 200;
}

static int
answer(struct youtube_sim *s, struct server_call *call, struct str what)
{
	static const struct {
		const char *path;
		int cost;
		int (*answer)(struct youtube_sim *, struct server_call *);
	} questions[] = {
		{ "channels", LOOK_COST, channels },
		{ "playlistItems", LOOK_COST, uploads },
		{ "videos", LOOK_COST, videos },
		{ "liveBroadcasts", LOOK_COST, broadcasts },
		{ "liveChat/messages", CHAT_COST, chat },
		{ "liveChat/messages/stream", CHAT_COST, stream },
	};

	if (server_header(call, "authorization").n > 0) {
		if (!sim_oauth_admits(s->oauth, call))
			return youtube_put_error(&s->b, 401, "authError");
	} else if (!str_is(server_header(call, "x-goog-api-key"), KEY)) {
		return youtube_put_error(&s->b, 400, "keyInvalid");
	}
	for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
		if (str_is(what, questions[i].path)) {
			int status = spend(s, questions[i].cost);

			return status == 200 ? questions[i].answer(s, call)
					     : status;
		}
	return youtube_put_error(&s->b, 404, "notFound");
}

static bool
request(void *own, struct server_call *call)
{
	struct youtube_sim *s = own;
	struct str what = server_path(call);
	int status;

	if (!str_take(&what, PATH))
		return sim_oauth_request(s->oauth, call);
	begin(s);
	s->b.n = 0;
	status = answer(s, call, what);
	if (status != 0)
		server_answer(call, status, "application/json; charset=UTF-8",
		    buf_view(&s->b));
	s->b.n = 0;
	return true;
}

static void
gone(void *own, struct server_call *call)
{
	struct youtube_sim *s = own;

	for (size_t i = 0; i < s->n; i++)
		if (s->at[i].call == call) {
			s->at[i] = s->at[--s->n];
			return;
		}
}

/* ---- what goes wrong ---- */

static void
drop(struct youtube_sim *s, size_t i)
{
	struct server_call *call = s->at[i].call;

	s->at[i] = s->at[--s->n];
	server_hang_up(call);
}

static void
half_open(struct youtube_sim *s, size_t i)
{
	s->at[i].deaf = true;
}

static void
garbage(struct youtube_sim *s, size_t i)
{
	server_put(s->at[i].call, STR(",{\"nextPageToken\":}"));
}

static void (*const to_stream[FAULT_KINDS])(struct youtube_sim *, size_t) = {
	[FAULT_DROP] = drop,
	[FAULT_CLOSE] = end_stream,
	[FAULT_SESSION] = end_stream,
	[FAULT_HALF_OPEN] = half_open,
	[FAULT_GARBAGE] = garbage,
};

static void
hit(struct youtube_sim *s, size_t i, const struct fault *f)
{
	if (!s->at[i].begun || s->at[i].deaf)
		return;
	ledger_fault(sim_ledger(s->sim), fault_name(f->kind), (struct str){ 0 },
	    sim_now(s->sim));
	to_stream[f->kind](s, i);
}

/* One connection of the whole platform's is hit, or all of them: then the other
 * services' turn comes, too. */
static bool
fault(void *own, const struct fault *f)
{
	struct youtube_sim *s = own;
	size_t nth;

	if (s->n == 0 || to_stream[f->kind] == NULL)
		return false;
	for (size_t i = s->n; f->all && i-- > 0;)
		hit(s, i, f);
	if (f->all)
		return false;
	nth = random_below(&s->chance, sim_connections(s->sim) + s->n);
	if (nth >= s->n)
		return false;
	hit(s, nth, f);
	return true;
}

/* ---- the service ---- */

static void
environment(void *own, const char *host, struct buf *lines)
{
	struct youtube_sim *s = own;

	sim_oauth_environment(s->oauth, host, lines);
	buf_fmt(lines, "CHZ_YOUTUBE_URL=http://%s/youtube/v3\n", host);
	buf_adds(lines, "CHZ_YOUTUBE_KEY=" KEY "\n");
}

static void *
open_service(struct sim *sim)
{
	struct youtube_sim *s = xcalloc(1, sizeof *s);

	s->sim = sim;
	s->oauth = sim_oauth_new(sim, OAUTH_GOOGLE);
	s->chance = s->ids = sim_set(sim)->world.seed;
	return s;
}

static void
close_service(void *own)
{
	struct youtube_sim *s = own;

	for (unsigned i = 0; s->begun && i < s->world.n; i++)
		forget_all(&s->said[i]);
	if (s->begun)
		world_free(&s->world);
	sim_oauth_free(s->oauth);
	free(s->said);
	free(s->at);
	buf_free(&s->b);
	free(s);
}

const struct sim_service youtube_service = {
	.name = "youtube",
	.open = open_service,
	.close = close_service,
	.environment = environment,
	.request = request,
	.gone = gone,
	.tick = tick,
	.fault = fault,
	.due = due,
};
