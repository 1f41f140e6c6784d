/* stage.h: what records mean for the avatar, without VTube Studio. */
#include <math.h>
#include <string.h>

#include "avatar/stage.h"
#include "core/opt.h"
#include "jsonl/jsonl.h"
#include "tap.h"

static struct poses poses;
static struct stage stage;
static struct stage_reader records;
static struct jsonl *in;
static double now;

static void
nothing(void *ctx, struct str message)
{
	(void)ctx;
	(void)message;
}

static void
no_token(void *ctx, const char *token)
{
	(void)ctx;
	(void)token;
}

static void
no_asking(void *ctx)
{
	(void)ctx;
}

static void
no_lists(void *ctx, const struct vts_lists *l)
{
	(void)ctx;
	(void)l;
}

static void
no_error(void *ctx, int id, struct str why, const char *request)
{
	(void)ctx;
	(void)id;
	(void)why;
	(void)request;
}

static const struct vts_events events = { nothing, no_token, no_asking,
	no_lists, no_error };

static enum stage_heard
hear(const char *line)
{
	enum stage_heard heard = STAGE_NOTHING;
	const struct json_val *v;

	jsonl_push(in, line, strlen(line));
	jsonl_push(in, "\n", 1);
	while ((v = jsonl_next(in)) != NULL)
		heard = stage_record(&stage, &records, v, now);
	return heard;
}

/* The brow two seconds later: 0 is sad, 1 is surprised. */
static double
brow(void)
{
	struct puppet_value values[256];
	size_t n;
	double v = -1;

	now += 2;
	n = puppet_frame(stage.puppet, now, values, 256);
	for (size_t i = 0; i < n; i++)
		if (strcmp(values[i].name, "BrowLeftY") == 0)
			v = values[i].value;
	return v;
}

int
main(void)
{
	struct jsonl_settings io = { 0 };
	struct vts *vts = vts_new(&events, NULL, NULL);
	double calm, happy, sad;

	in = jsonl_new("test", &io);
	poses_default(&poses);
	stage_want(&records, in);
	stage_init(&stage, vts, &poses,
	    &(struct puppet_settings){ .seed = 1, .still = true });
	puppet_input(stage.puppet, "BrowLeftY", 0, 1);
	calm = brow();
	ok(hear("{\"type\":\"reply\",\"reply_id\":\"a\",\"text\":\"\","
		"\"emotion\":\"surprised\"}") == STAGE_FELT,
	    "a reply has a face");
	happy = brow();
	ok(happy > calm, "... shown at once when nothing is spoken");
	hear("{\"type\":\"speech\",\"reply_id\":\"a\",\"state\":\"start\"}");
	ok(hear("{\"type\":\"reply\",\"reply_id\":\"b\",\"text\":\"\","
		"\"emotion\":\"sad\"}") == STAGE_MOVED &&
		fabs(brow() - happy) < 0.05,
	    "while another is spoken it waits");
	hear("{\"type\":\"reply\",\"reply_id\":\"c\",\"text\":\"\","
	     "\"emotion\":\"angry\"}");
	hear("{\"type\":\"speech\",\"reply_id\":\"c\",\"state\":\"skip\"}");
	ok(stage.n_faces == 1, "a skip takes its face along");
	hear("{\"type\":\"speech\",\"reply_id\":\"a\",\"state\":\"end\"}");
	ok(fabs(brow() - happy) < 0.05, "the face stays after the speech");
	hear("{\"type\":\"speech\",\"reply_id\":\"b\",\"state\":\"start\"}");
	sad = brow();
	ok(sad < calm, "its own speech shows it");
	hear("{\"type\":\"reply\",\"reply_id\":\"b\",\"text\":\"\","
	     "\"emotion\":\"surprised\"}");
	ok(fabs(brow() - happy) < 0.05, "a later part changes it at once");
	for (int i = 0; i < 100; i++) {
		struct buf line = { 0 };

		buf_fmt(&line,
		    "{\"type\":\"reply\",\"reply_id\":\"x%d\",\"text\":\"\","
		    "\"emotion\":\"sad\"}",
		    i);
		hear(buf_text(&line));
		buf_free(&line);
	}
	ok(stage.n_faces == STAGE_FACES, "only so many wait");
	stage_free(&stage);
	vts_free(vts);
	poses_free(&poses);
	jsonl_close(in);
	return done_testing();
}
