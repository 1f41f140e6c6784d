/* Writes sound to a WAV file or a descriptor. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/file.h"
#include "core/mem.h"
#include "core/sig.h"
#include "voice/player.h"
#include "voice/sound.h"

enum { LOOK_MS = 20 };

struct file_player {
	struct player player;
	int fd;
	bool header; /* a WAV, whose sizes are filled in at the end */
	player_pull *pull;
	void *ctx;
	int64_t heard;   /* of this sound */
	int64_t samples; /* of all sounds */
};

static void
start(struct player *player, player_pull *pull, void *ctx)
{
	struct file_player *p = (struct file_player *)player;

	p->pull = pull;
	p->ctx = ctx;
	p->heard = 0;
}

/*
 * One frame's worth of samples, when there is room for them: a reader that
 * does not read must not keep a signal from being seen.  A frame is smaller
 * than what a pipe takes at once.
 */
static int64_t
wait_frame(struct player *player)
{
	struct file_player *p = (struct file_player *)player;
	struct pollfd pfd = { .fd = p->fd, .events = POLLOUT };
	int16_t pcm[PLAYER_RATE / PLAYER_FRAMES];
	long n;

	if (poll(&pfd, 1, LOOK_MS) <= 0)
		return sig_caught() ? PLAYER_DONE : p->heard;
	n = p->pull(p->ctx, pcm, PLAYER_RATE / PLAYER_FRAMES, true);
	if (n < 0)
		return PLAYER_DONE;
	if (!file_write_all(
		p->fd, (const char *)pcm, (size_t)n * sizeof *pcm)) {
		player->why = strerror(errno);
		return PLAYER_LOST;
	}
	p->samples += n;
	return p->heard += n;
}

/* A pipe cannot be gone back in: its header keeps saying "until the end". */
static bool
write_header(struct file_player *p, uint32_t samples)
{
	char header[SOUND_WAV_HEADER];

	if (lseek(p->fd, 0, SEEK_SET) < 0 && errno == ESPIPE)
		return true;
	sound_wav_header(header, PLAYER_RATE, samples);
	return file_write_all(p->fd, header, sizeof header);
}

static bool
close_file(struct player *player)
{
	struct file_player *p = (struct file_player *)player;
	const int64_t most = (INT32_MAX - SOUND_WAV_HEADER) / 2;
	bool ok = true;

	if (p->header) {
		ok = write_header(
		    p, (uint32_t)(p->samples < most ? p->samples : most));
		ok = close(p->fd) == 0 && ok;
	}
	free(p);
	return ok;
}

static struct file_player *
new_player(int fd)
{
	struct file_player *p = xcalloc(1, sizeof *p);

	p->fd = fd;
	p->player = (struct player){
		.start = start, .wait = wait_frame, .close = close_file
	};
	return p;
}

struct player *
player_wav(const char *path)
{
	int fd = file_open(path, false);
	char header[SOUND_WAV_HEADER];
	struct file_player *p;

	if (fd < 0)
		return NULL;
	sound_wav_header(header, PLAYER_RATE, 0);
	if (!file_write_all(fd, header, sizeof header)) {
		close(fd);
		return NULL;
	}
	p = new_player(fd);
	p->header = true;
	return &p->player;
}

struct player *
player_raw(int fd)
{
	return &new_player(fd)->player;
}

void
player_start(struct player *p, player_pull *pull, void *ctx)
{
	p->start(p, pull, ctx);
}

int64_t
player_wait(struct player *p)
{
	return p->wait(p);
}

bool
player_close(struct player *p)
{
	return p == NULL || p->close(p);
}
