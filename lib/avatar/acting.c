/* Lets records move a stage, frame by frame. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "avatar/acting.h"
#include "core/diag.h"
#include "core/file.h"

enum { FILE_MAX = 1024 * 1024 };

const struct opt acting_options[] = {
	{ 0, "poses", "FILE", "poses of the emotions",
	    OPT_TEXT(struct acting_settings, poses_file) },
	{ 0, "fps", "N", "frames a second",
	    OPT_COUNT(struct acting_settings, fps), .def = "60", .min = 10,
	    .max = 120 },
	{ 0, "seed", "N", "of blinks and glances",
	    OPT_COUNT(struct acting_settings, puppet.seed), .def = "1" },
	{ 0, "still", NULL, "no idle life but blinking and breathing",
	    OPT_FLAG(struct acting_settings, puppet.still) },
	{ 0, "relax", "DUR", "back to neutral after speech",
	    OPT_SPAN(struct acting_settings, relax_ms), .def = "5s" },
	{ 0 },
};

double
acting_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

static void
load_poses(struct poses *poses, const char *path)
{
	struct buf text = { 0 };
	struct str lines;

	if (path == NULL) {
		poses_default(poses);
		return;
	}
	if (!file_read(path, FILE_MAX, &text))
		diag_die(EXIT_SOME_FAILED, "%s: %s", path, strerror(errno));
	if (!poses_read(poses, buf_view(&text)))
		diag_die(
		    EXIT_SOME_FAILED, "%s: %s", path, buf_text(&poses->why));
	lines = buf_view(&poses->why);
	while (lines.n > 0) {
		struct str line = str_cut(&lines, '\n');

		diag_note("%s: %.*s", path, STR_ARG(line));
	}
	buf_free(&text);
}

void
acting_init(
    struct acting *a, const struct acting_settings *set, struct vts *vts)
{
	*a = (struct acting){ .set = set };
	load_poses(&a->poses, set->poses_file);
	stage_init(&a->stage, vts, &a->poses, &set->puppet);
}

static void
on_frame(void *ctx)
{
	struct acting *a = ctx;
	int64_t next, ms = loop_now(a->loop);

	a->send(a->ctx, acting_now());
	/* Deadlines are absolute: lateness does not add up. */
	do
		next = a->began_ms + ++a->frames * 1000 / a->set->fps;
	while (next <= ms);
	timer_set(a->frame, next - ms);
}

static void
on_relax(void *ctx)
{
	struct acting *a = ctx;

	stage_feel(&a->stage, STR("neutral"), acting_now());
}

void
acting_start(struct acting *a, struct loop *loop,
    void (*send)(void *ctx, double now), void *ctx)
{
	a->loop = loop;
	a->send = send;
	a->ctx = ctx;
	a->frame = timer_new(loop, on_frame, a);
	a->relax = timer_new(loop, on_relax, a);
	a->began_ms = loop_now(loop);
	timer_set(a->frame, 0);
}

/* A face stays as long as the speech; one that nobody speaks for, while it is
 * read. */
static void
feel(struct acting *a)
{
	if (a->stage.speaking != NULL)
		timer_clear(a->relax);
	else
		timer_set(a->relax, a->stage.reading_ms + a->set->relax_ms);
}

static void
take_record(struct acting *a, const struct json_val *v)
{
	switch (stage_record(&a->stage, &a->records, v, acting_now())) {
	case STAGE_BAD:
		jsonl_bad(a->in, "a mouth needs open from 0 to 1");
		break;
	case STAGE_FELT:
		feel(a);
		break;
	case STAGE_SPOKEN:
		timer_set(a->relax, a->set->relax_ms);
		break;
	case STAGE_MOVED:
	case STAGE_NOTHING:
		break;
	}
}

static void
on_input(void *ctx, const char *p, size_t n)
{
	struct acting *a = ctx;
	const struct json_val *v;

	if (n > 0)
		jsonl_push(a->in, p, n);
	else
		jsonl_push_end(a->in);
	while ((v = jsonl_next(a->in)) != NULL)
		take_record(a, v);
	if (n == 0)
		a->over(a->ctx);
}

void
acting_read(
    struct acting *a, const struct jsonl_settings *io, void (*over)(void *ctx))
{
	a->over = over;
	a->in = jsonl_new("<stdin>", io);
	stage_want(&a->records, a->in);
	a->feed = feed_open(a->loop, on_input, a);
}

struct jsonl *
acting_free(struct acting *a)
{
	feed_close(a->feed);
	timer_free(a->frame);
	timer_free(a->relax);
	stage_free(&a->stage);
	poses_free(&a->poses);
	return a->in;
}
