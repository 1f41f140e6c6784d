/* Reads the chat of one replay, page by page. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/file.h"
#include "core/mem.h"
#include "core/progress.h"
#include "tap/replay_search.h"
#include "tap/replay_tap.h"

enum {
	SEEN = 4096,
	TRIES = 6,
	/* A chat is silent at its end for that long, or for so many times its
	 * longest silence before; else more of it was to come. */
	SILENT_MS = 10 * 60 * 1000,
	SILENT_TIMES = 3
};

void
replay_tap_init(struct replay_tap *r, struct web *web, struct chzzk *decoder,
    int64_t video_no, int64_t at, const struct replay_tap_settings *set,
    void *ctx)
{
	struct buf id = { 0 };

	*r = (struct replay_tap){ .video_no = video_no,
		.at = at,
		.ctx = ctx,
		.web = web,
		.decoder = decoder,
		.set = *set,
		.seen.window = SEEN,
		.next = at >= 0 ? at : set->from,
		.heard = RECORD_UNKNOWN,
		.log_size = RECORD_UNKNOWN,
		.again = at >= 0,
		.opened_at = WHEN_UNKNOWN };
	buf_fmt(&id, "vod_%lld", (long long)video_no);
	r->stream_id = xstrndup(id.p, id.n);
	buf_free(&id);
}

static void
end(struct replay_tap *r, int status)
{
	r->over = true;
	r->status = exit_worse(r->status, status);
	r->set.page(r->ctx);
}

/* Reports why and ends; true when something went wrong. */
static bool
failed(
    struct replay_tap *r, const struct http_answer *a, enum chzzk_result result)
{
	struct buf why = { 0 };
	int status = web_fault(r->web, a, result, &why);

	if (status != EXIT_OK) {
		diag_error(
		    "replay %lld: %s", (long long)r->video_no, buf_text(&why));
		end(r, status);
	}
	buf_free(&why);
	return status != EXIT_OK;
}

/* chzzk-timeline's form: "[DATE TIME] nick: message (id)", Korean time. */
static void
log_event(struct buf *b, const struct event *e)
{
	struct when_date d = when_date(e->sent_at, WHEN_KST);
	struct str user = e->user.p != NULL ? e->user : STR("Unknown");
	struct str id = e->user_id.p != NULL ? e->user_id : STR("anonymous");
	size_t start = b->n;

	buf_fmt(b, "[%04d-%02d-%02d %02d:%02d:%02d] %.*s: %.*s (%.*s)", d.year,
	    d.month, d.day, d.hour, d.minute, d.second, STR_ARG(user),
	    STR_ARG(e->text), STR_ARG(id));
	for (size_t i = start; i < b->n; i++)
		if (b->p[i] == '\n' || b->p[i] == '\r')
			b->p[i] = ' ';
	buf_addc(b, '\n');
}

/* Remembers when the chat was silent for how long. */
static void
listen(struct replay_tap *r, int64_t t_ms)
{
	if (t_ms <= r->heard)
		return;
	if (r->heard >= 0 && t_ms - r->heard > r->silence)
		r->silence = t_ms - r->heard;
	r->heard = t_ms;
}

static void
on_event(void *arg, const struct event *e)
{
	struct replay_tap *r = arg;

	listen(r, e->t_ms);
	if (e->message_id.p != NULL && !recent_add(&r->seen, e->message_id))
		return;
	if (r->again || (e->t_ms >= 0 && e->t_ms < r->set.from) ||
	    (r->set.to >= 0 && e->t_ms >= r->set.to))
		return;
	record_put(&r->out, &event_record, e);
	progress_counts.records++;
	r->messages += e->type != EVENT_MODERATION;
	if (r->log != NULL && e->sent_at != WHEN_UNKNOWN && e->text.p != NULL &&
	    e->type != EVENT_MODERATION)
		log_event(&r->lines, e);
}

/* Whether `next` leads on: past this page, and not past the end. */
static bool
leads_on(const struct replay_tap *r, int64_t next)
{
	return next > r->at && (r->set.to < 0 || next < r->set.to);
}

/* The last page came: is it that of the replay's end? */
static void
end_chat(struct replay_tap *r)
{
	char at[WHEN_HMS_MAX + 1], all[WHEN_HMS_MAX + 1];
	int64_t end_at =
	    r->set.to >= 0 && r->set.to < r->length ? r->set.to : r->length;
	int64_t silent = end_at - r->heard;

	if (r->heard < 0 || silent < SILENT_MS ||
	    silent < SILENT_TIMES * r->silence) {
		end(r, EXIT_OK);
		return;
	}
	at[when_put_hms(at, r->heard / 1000)] = '\0';
	all[when_put_hms(all, r->length / 1000)] = '\0';
	diag_error("replay %lld: its chat ends at %s of %s",
	    (long long)r->video_no, at, all);
	end(r, EXIT_SOME_FAILED);
}

static void
on_page(void *ctx, const struct http_answer *a)
{
	struct replay_tap *r = ctx;
	const struct chat_sink sink = { .event = on_event, .arg = r };
	const struct chat_origin origin = {
		.channel_id = str_of(r->channel_id),
		.channel = str_of(r->channel),
		.stream_id = str_of(r->stream_id),
		.opened_at = r->opened_at,
		.received_at = when_now(),
	};
	enum chzzk_result result;
	unsigned rows;
	int64_t next;

	r->call = NULL;
	result = chzzk_read_replay_chats(r->web->api, a->body, r->decoder,
	    &origin, &sink, r->next, &next, &rows);
	if (failed(r, a, result))
		return;
	r->at = r->next;
	r->next = next;
	r->again = false;
	if (leads_on(r, next))
		r->set.page(r->ctx);
	else if (next >= 0 && r->set.to >= 0 && next >= r->set.to)
		end(r, EXIT_OK);
	else
		end_chat(r);
}

static bool
is_page(void *ctx, struct str body)
{
	const struct replay_tap *r = ctx;

	return chzzk_is_replay_page(body, r->next);
}

static void
ask(struct replay_tap *r, struct buf *url,
    bool (*good)(void *ctx, struct str body), web_done *done)
{
	const struct web_manner manner = { .tries = TRIES, .good = good };

	r->call = web_get(r->web, buf_text(url), &manner, done, r);
	buf_free(url);
}

static void
ask_page(struct replay_tap *r)
{
	struct buf url = { 0 };

	chzzk_url_replay_chats(&url, r->web->api_url, r->video_no, r->next);
	ask(r, &url, is_page, on_page);
}

/* Drops what a killed run wrote and did not account for. */
static void
cut_log(int fd, int64_t size)
{
	struct stat st;

	if (fd >= 0 && size >= 0 && fstat(fd, &st) == 0 && st.st_size > size &&
	    ftruncate(fd, size) != 0)
		diag_note("the log may have lines twice: %s", strerror(errno));
}

static bool
open_log(struct replay_tap *r)
{
	struct buf path = { 0 };
	int fd;

	if (r->set.log == NULL)
		return true;
	buf_fmt(
	    &path, "%s/chatLog-%lld.log", r->set.log, (long long)r->video_no);
	mkdir(r->set.log, 0777); /* where it fails, opening says why */
	fd = file_open(buf_text(&path), r->at >= 0);
	cut_log(fd, r->log_size);
	r->log = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (r->log == NULL)
		diag_error("%s: %s", buf_text(&path), strerror(errno));
	buf_free(&path);
	return r->log != NULL;
}

static void
on_replay(void *ctx, const struct http_answer *a)
{
	struct replay_tap *r = ctx;
	struct chzzk_replay v = { 0 };
	enum chzzk_result result = chzzk_read_replay(r->web->api, a->body, &v);

	r->call = NULL;
	if (failed(r, a, result))
		return;
	r->channel_id = xstrndup(v.channel_id.p, v.channel_id.n);
	r->channel = xstrndup(v.channel.p, v.channel.n);
	r->opened_at = v.opened_at;
	r->length = v.duration_ms;
	if (!v.was_live || !v.chat) {
		diag_note("replay %lld: no chat was kept of it",
		    (long long)r->video_no);
		end(r, EXIT_OK);
	} else if (!open_log(r)) {
		end(r, EXIT_SOME_FAILED);
	} else {
		/* An earlier run has written it. */
		if (r->at < 0)
			replay_search_put(&r->out, &v);
		ask_page(r);
	}
}

void
replay_tap_next(struct replay_tap *r)
{
	struct buf url = { 0 };

	if (r->over || r->call != NULL)
		return;
	if (r->channel_id != NULL) {
		ask_page(r);
		return;
	}
	chzzk_url_replay(&url, r->web->api_url, r->video_no);
	ask(r, &url, web_is_filled, on_replay);
}

void
replay_tap_flush(struct replay_tap *r)
{
	if (r->log == NULL || r->lines.n == 0)
		return;
	fwrite(r->lines.p, 1, r->lines.n, r->log);
	r->lines.n = 0;
	if (fflush(r->log) == 0) {
		r->log_size = ftello(r->log);
		return;
	}
	diag_error("%s/chatLog-%lld.log: %s", r->set.log,
	    (long long)r->video_no, strerror(errno));
	r->status = EXIT_SOME_FAILED;
	fclose(r->log);
	r->log = NULL;
}

void
replay_tap_free(struct replay_tap *r)
{
	http_cancel(r->call);
	if (r->log != NULL)
		fclose(r->log);
	recent_free(&r->seen);
	buf_free(&r->out);
	buf_free(&r->lines);
	free(r->channel_id);
	free(r->channel);
	free(r->stream_id);
}
