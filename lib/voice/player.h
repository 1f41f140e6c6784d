/*
 * player.h - where sound goes: a sound server, a WAV file, or a descriptor.
 *
 * A player takes one sound at a time.  player_start names it; player_wait then
 * lets it play and returns, sixty times a second of sound or more often, how
 * far it has been heard.  The sound server's player runs by the clock of the
 * sound card, as interpolated by the server; the others run as fast as the
 * samples come, and "heard" means written.
 */
#ifndef CHZ_VOICE_PLAYER_H
#define CHZ_VOICE_PLAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PLAYER_RATE = 48000, PLAYER_FRAMES = 60 };

/* What player_wait may answer instead of a position. */
enum { PLAYER_DONE = -1, PLAYER_LOST = -2 };

/*
 * Where a player gets its samples: up to `n`, 0 when there are none yet, -1
 * when the sound is over.  `wait`: rather wait a little than answer 0.  Called
 * on the player's own thread.
 */
typedef long player_pull(void *ctx, int16_t *out, size_t n, bool wait);

struct player {
	void (*start)(struct player *, player_pull *, void *ctx);
	int64_t (*wait)(struct player *);
	bool (*close)(struct player *);
	const char *why; /* after PLAYER_LOST, or when close answered false */
	bool live;       /* it is heard while it plays */
};

/* A PulseAudio or PipeWire device, the default one when NULL.  NULL with *why
 * set when there is no server or device. */
struct player *player_pulse(const char *device, const char **why);
/* A WAV file; what cannot be opened is in errno. */
struct player *player_wav(const char *path);
/* Headerless samples to a descriptor, which is the caller's. */
struct player *player_raw(int fd);

void player_start(struct player *, player_pull *, void *ctx);
/* Samples heard since player_start, PLAYER_DONE or PLAYER_LOST. */
int64_t player_wait(struct player *);
/* Finishes and frees; false with nothing left to ask.  Accepts NULL. */
bool player_close(struct player *);

#endif
