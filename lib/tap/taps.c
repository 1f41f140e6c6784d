/* Opens, finds and ends taps. */

#include "core/diag.h"
#include "tap/tap.h"

enum { TURNS_A_SECOND = 50 };

void
taps_init(struct taps *t, struct loop *loop, struct web *web, struct buf *out,
    const struct taps_settings *set)
{
	*t = (struct taps){ .loop = loop,
		.web = web,
		.out = out,
		.set = *set,
		.turns = { .rate = TURNS_A_SECOND, .burst = 1 },
		.minute = loop_now(loop) };
	for (int i = 0; i < PLATFORMS; i++)
		t->decoders[i] = platforms[i]->open();
}

static void *
decoder_of(struct taps *t, const struct platform *platform)
{
	int i = 0;

	while (platforms[i] != platform)
		i++;
	return t->decoders[i];
}

static struct tap *
find(const struct taps *t, const struct platform *platform, struct str id)
{
	struct tap *c = t->chats;

	while (c != NULL &&
	    (c->platform != platform || !str_is(id, c->channel_id)))
		c = c->next;
	return c;
}

static bool
is_same(const struct tap *c, const struct live *live)
{
	return live->stream_id.p == NULL || c->stream_id == NULL ||
	    str_is(live->stream_id, c->stream_id);
}

void
taps_open(
    struct taps *t, const struct platform *platform, const struct live *live)
{
	struct tap *c = find(t, platform, live->channel_id);

	if (c != NULL) {
		if (!is_same(c, live))
			tap_wind_up(c, tap_another);
		return;
	}
	c = tap_open(t, platform, decoder_of(t, platform), live);
	tap_pause(c, t->paused);
	t->n++;
}

void
taps_close(
    struct taps *t, const struct platform *platform, const struct live *live)
{
	struct tap *c = find(t, platform, live->channel_id);

	if (c != NULL && is_same(c, live))
		tap_wind_up(c, "closed");
}

void
taps_pause(struct taps *t, bool pause)
{
	t->paused = pause;
	for (struct tap *c = t->chats; c != NULL; c = c->next)
		tap_pause(c, pause);
}

void
taps_put_status(const struct taps *t)
{
	for (const struct tap *c = t->chats; c != NULL; c = c->next)
		tap_put_status(c, t->out);
}

void
taps_stop(struct taps *t)
{
	while (t->chats != NULL)
		tap_end(t->chats, EXIT_OK, "stopped");
}

bool
taps_are_busy(const struct taps *t)
{
	for (int i = 0; i < PLATFORMS; i++)
		if (platforms[i]->busy != NULL &&
		    platforms[i]->busy(t->decoders[i]))
			return true;
	return false;
}

int
taps_status(const struct taps *t)
{
	return t->status != EXIT_OK && t->succeeded ? EXIT_SOME_FAILED
						    : t->status;
}

void
taps_free(struct taps *t)
{
	while (t->chats != NULL)
		tap_free(t->chats);
	for (int i = 0; i < PLATFORMS; i++)
		platforms[i]->close(t->decoders[i]);
}
