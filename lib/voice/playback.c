/* Plays replies in turn, and reports what is heard. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/sig.h"
#include "core/when.h"
#include "voice/agenda.h"
#include "voice/playback.h"
#include "voice/player.h"

struct playback {
	struct playback_settings set;
	struct player *player; /* NULL while the sound server is away */
	bool live;             /* sound is heard as it plays */
	struct agenda agenda;
	char *gone; /* the reply whose parts are let go, or NULL */
	int status;

	/* What is being spoken. */
	struct agenda_item *item;
	struct track *track;
	int64_t frame; /* the last whose mouth was written, or -1 */
	int64_t heard; /* samples */
};

static void
report(struct playback *p, const struct speech *speech)
{
	record_put(&p->set.out->buf, &speech_record, speech);
	out_flush(p->set.out);
}

static void
skip(struct playback *p, struct str id, const char *why)
{
	report(p,
	    &(struct speech){ .reply_id = id,
		.state = STR("skip"),
		.reason = str_of(why),
		.duration_ms = -1,
		.latency_ms = -1 });
}

static bool
open_player(struct playback *p)
{
	const char *why = NULL, *wav = p->set.wav, *device = p->set.device;

	if (wav != NULL)
		p->player = player_wav(wav);
	else if (p->set.raw)
		p->player = player_raw(STDOUT_FILENO);
	else
		p->player = player_pulse(device, &why);
	if (p->player == NULL && wav != NULL)
		diag_die(EXIT_SOME_FAILED, "%s: %s", wav, strerror(errno));
	if (p->player == NULL)
		diag_error("sound device %s: %s; -o FILE writes a WAV instead",
		    device != NULL ? device : "(default)", why);
	p->live = p->player != NULL && p->player->live;
	return p->player != NULL;
}

/* The sound server went away: try for half a minute to find it again. */
static bool
reopen_player(struct playback *p)
{
	enum { TRIES = 30 };

	diag_error("sound device: %s", p->player->why);
	player_close(p->player);
	p->player = NULL;
	for (int i = 0; i < TRIES && !sig_caught(); i++) {
		if (open_player(p)) {
			diag_note("sound device: back again");
			return true;
		}
		sleep(1);
	}
	p->status = exit_worse(p->status, EXIT_AWAY);
	return false;
}

static long
pull(void *track, int16_t *out, size_t n, bool wait)
{
	return track_take(track, out, n, wait);
}

static void
put_mouth(struct playback *p, int64_t frame)
{
	int64_t ms = frame * 1000 / PLAYER_FRAMES;
	struct lips_shape lips =
	    track_lips(p->track, (double)(ms + p->set.lead_ms));

	record_put(&p->set.out->buf, &mouth_record,
	    &(struct mouth){ str_of(p->item->id), ms, lips.open,
		mouth_vowel_text(lips.vowel) });
	if (p->live)
		out_flush(p->set.out);
	else
		out_ready(p->set.out);
}

/* The agenda's item is over, spoken or not. */
static void
let_go(struct playback *p, struct agenda_item *item)
{
	if (item->open) {
		free(p->gone);
		p->gone = xstrdup(item->id);
	}
	speaker_drop(p->set.speaker, item->voice);
	agenda_item_free(item);
}

static void
skip_item(struct playback *p, struct agenda_item *item, const char *why)
{
	skip(p, str_of(item->id), why);
	let_go(p, item);
}

/* ---- making ---- */

/* Has it made ahead of those that are made already and will be spoken
 * later. */
static void
begin_voice(struct playback *p, struct agenda_item *item)
{
	const struct agenda_item *later = item->next;

	while (later != NULL && later->voice == NULL)
		later = later->next;
	item->voice =
	    speaker_begin(p->set.speaker, later != NULL ? later->voice : NULL,
		p->set.gain(p->set.ctx, str_of(item->emotion)));
	speaker_add(p->set.speaker, item->voice, buf_view(&item->text),
	    str_of(item->emotion));
	if (!item->open)
		speaker_end(p->set.speaker, item->voice);
}

static void
make_ahead(struct playback *p)
{
	struct agenda_item *item = p->agenda.first;

	for (size_t n = 0; n < p->set.ahead && item != NULL; n++) {
		if (item->voice == NULL)
			begin_voice(p, item);
		item = item->next;
	}
}

/* ---- playing ---- */

static bool
is_stale(const struct playback *p, const struct agenda_item *item)
{
	int64_t most = p->set.max_age_ms;

	return most >= 0 && item->made_at != WHEN_UNKNOWN &&
	    when_now() - item->made_at > most;
}

static void
start(struct playback *p, struct agenda_item *item)
{
	p->item = item;
	p->track = speaker_track(p->set.speaker, item->voice);
	p->frame = -1;
	p->heard = 0;
	sig_noted(); /* what came before was about the one before */
	player_start(p->player, pull, p->track);
	make_ahead(p);
}

/* Begins to speak the next one that is worth it; false when none waits. */
static bool
start_next(struct playback *p)
{
	struct agenda_item *item;

	while ((item = agenda_take(&p->agenda)) != NULL) {
		if (is_stale(p, item)) {
			skip_item(p, item, "stale");
			continue;
		}
		if (item->voice == NULL)
			begin_voice(p, item);
		if (item->open ||
		    !speaker_is_mute(p->set.speaker, item->voice)) {
			start(p, item);
			return true;
		}
		skip_item(p, item, "nothing to say");
	}
	return false;
}

static void
report_start(struct playback *p)
{
	report(p,
	    &(struct speech){ .reply_id = str_of(p->item->id),
		.state = STR("start"),
		.duration_ms = -1,
		.latency_ms = when_monotonic() - p->item->arrived });
}

static void
report_end(struct playback *p)
{
	int64_t duration = p->heard * 1000 / PLAYER_RATE;

	put_mouth(p, duration * PLAYER_FRAMES / 1000);
	report(p,
	    &(struct speech){ .reply_id = str_of(p->item->id),
		.state = STR("end"),
		.duration_ms = duration,
		.latency_ms = -1 });
}

/* What was spoken is over, or the player is lost. */
static void
finish(struct playback *p, bool lost)
{
	struct agenda_item *item = p->item;

	track_cut(p->track);
	if (p->frame >= 0) {
		report_end(p);
	} else if (speaker_is_mute(p->set.speaker, item->voice)) {
		skip(p, str_of(item->id), "nothing to say");
	} else {
		skip(p, str_of(item->id), "no sound came");
		p->status = exit_worse(p->status, EXIT_SOME_FAILED);
	}
	p->item = NULL;
	let_go(p, item);
	if (lost && p->live)
		reopen_player(p);
	else if (lost)
		diag_die(EXIT_SOME_FAILED, "sound: %s", p->player->why);
}

bool
playback_can_go_on(const struct playback *p)
{
	return p->player != NULL && !sig_caught() && !out_failed(p->set.out);
}

/* Plays one frame and reports what is heard as it is heard; false when there
 * is nothing to be played. */
bool
playback_frame(struct playback *p)
{
	int64_t heard, now;

	if (p->item == NULL && (!playback_can_go_on(p) || !start_next(p)))
		return false;
	heard = player_wait(p->player);
	if (heard < 0) {
		finish(p, heard == PLAYER_LOST);
		return true;
	}
	if (sig_noted() || !playback_can_go_on(p))
		track_cut(p->track);
	now = heard * PLAYER_FRAMES / PLAYER_RATE;
	if (heard > 0 && p->frame < 0)
		report_start(p);
	if (heard > 0 && now > p->frame)
		put_mouth(p, p->frame = now);
	if (heard > p->heard)
		p->heard = heard;
	return true;
}

/* ---- replies that come ---- */

/* Another may be taken: the pipe is what holds back who writes them.  Of one
 * that is begun, all parts. */
bool
playback_has_room(const struct playback *p)
{
	return p->agenda.n < p->set.ahead ||
	    (p->item == NULL && p->agenda.n == 0) ||
	    (p->item != NULL && p->item->open) || agenda_is_open(&p->agenda);
}

/* No more parts of it will come. */
static void
close_item(struct playback *p, struct agenda_item *item)
{
	item->open = false;
	if (item->voice != NULL)
		speaker_end(p->set.speaker, item->voice);
}

/* Replies do not come mixed: another one is the end of those before. */
static void
close_open(struct playback *p)
{
	if (p->item != NULL && p->item->open)
		close_item(p, p->item);
	for (struct agenda_item *i = p->agenda.first; i != NULL; i = i->next)
		if (i->open)
			close_item(p, i);
}

static struct agenda_item *
find_open(struct playback *p, struct str id)
{
	if (p->item != NULL && p->item->open && str_is(id, p->item->id))
		return p->item;
	return agenda_find(&p->agenda, id);
}

static struct agenda_item *
new_item(struct playback *p, const struct reply *r)
{
	struct agenda_item *item;

	close_open(p);
	item = agenda_add(
	    &p->agenda, r->reply_id, r->priority > 0 ? r->priority : 0);
	item->made_at = reply_moment(r);
	item->arrived = when_monotonic();
	free(p->gone);
	p->gone = NULL;
	return item;
}

void
playback_take(struct playback *p, const struct reply *r)
{
	struct str id = r->reply_id;
	bool parted = r->part >= 0;
	struct agenda_item *item = parted ? find_open(p, id) : NULL;

	if (item == NULL && parted && p->gone != NULL && str_is(id, p->gone))
		return;
	if (item == NULL)
		item = new_item(p, r);
	item->open = parted && !r->last;
	if (item->voice == NULL) {
		agenda_put(item, r->text, r->emotion);
	} else {
		speaker_add(p->set.speaker, item->voice, r->text, r->emotion);
		if (!item->open)
			close_item(p, item);
	}
	make_ahead(p);
}

size_t
playback_waiting(const struct playback *p)
{
	return p->agenda.n;
}

/* ---- its life ---- */

struct playback *
playback_open(const struct playback_settings *set)
{
	struct playback *p = xcalloc(1, sizeof *p);

	p->set = *set;
	if (!open_player(p)) {
		free(p);
		return NULL;
	}
	return p;
}

void
playback_finish(struct playback *p)
{
	struct agenda_item *item;

	close_open(p);
	while (playback_frame(p))
		;
	while ((item = agenda_take(&p->agenda)) != NULL)
		let_go(p, item);
}

int
playback_close(struct playback *p)
{
	int status = p->status;

	if (!player_close(p->player))
		status = exit_worse(status, EXIT_SOME_FAILED);
	free(p->gone);
	free(p);
	return status;
}
