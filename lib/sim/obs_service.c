/* Serves the simulated OBS Studio. */
#include <stdio.h>
#include <stdlib.h>

#include "core/mem.h"
#include "jsonl/doc.h"
#include "jsonl/put.h"
#include "sim/obs_service.h"

enum { HELLO = 0, IDENTIFY = 1, IDENTIFIED = 2, REQUEST = 6, ANSWER = 7 };
enum { SUCCESS = 100, UNKNOWN = 204, MISSING = 300 };

struct studio_obs {
	char *scene; /* on air */
};

static void *
open_obs(struct sim *sim)
{
	struct studio_obs *o = xcalloc(1, sizeof *o);

	(void)sim;
	o->scene = xstrdup("Scene");
	return o;
}

static void
close_obs(void *own)
{
	struct studio_obs *o = own;

	free(o->scene);
	free(o);
}

static void
environment(void *own, const char *host, struct buf *lines)
{
	(void)own;
	buf_fmt(lines, "CHZ_OBS_URL=ws://%s/obs\n", host);
}

static bool
accepts(void *own, struct str path)
{
	(void)own;
	return str_is(path, "/obs");
}

static void
send_number(struct sim_socket *socket, int op, const char *key, int number)
{
	struct buf b = { 0 };

	put_open(&b);
	put_int(&b, "op", op);
	put_object(&b, "d");
	put_int(&b, key, number);
	put_close(&b);
	put_close(&b);
	server_send(socket->peer, buf_view(&b));
	buf_free(&b);
}

static void
opened(void *own, struct sim_socket *socket)
{
	(void)own;
	send_number(socket, HELLO, "rpcVersion", 1);
}

/* What each kind of request has to have, and whether its answer has data. */
static const struct kind_of_request {
	const char *type, *needs;
	enum { NOTHING, SCENE, ITEM } has;
} kinds[] = {
	{ "GetCurrentProgramScene", NULL, SCENE },
	{ "SetCurrentProgramScene", "sceneName", NOTHING },
	{ "GetSceneItemId", "sourceName", ITEM },
	{ "SetSceneItemEnabled", "sceneItemId", NOTHING },
	{ "SetInputSettings", "inputName", NOTHING },
	{ "TriggerHotkeyByName", "hotkeyName", NOTHING },
	{ "SaveReplayBuffer", NULL, NOTHING },
};

static const struct kind_of_request *
kind_of(const struct json_val *type)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (val_is(type, kinds[i].type))
			return &kinds[i];
	return NULL;
}

static int
status_of(const struct kind_of_request *kind, const struct json_val *d)
{
	char path[64];

	if (kind == NULL)
		return UNKNOWN;
	if (kind->needs == NULL)
		return SUCCESS;
	snprintf(path, sizeof path, "requestData.%s", kind->needs);
	return doc_at(d, path).kind != VAL_ABSENT ? SUCCESS : MISSING;
}

static void
put_data(struct buf *b, const struct studio_obs *o,
    const struct kind_of_request *kind)
{
	if (kind->has == NOTHING)
		return;
	put_object(b, "responseData");
	if (kind->has == SCENE)
		put_text(b, "currentProgramSceneName", str_of(o->scene));
	else
		put_int(b, "sceneItemId", 1);
	put_close(b);
}

static void
answer(
    struct studio_obs *o, struct sim_socket *socket, const struct json_val *d)
{
	struct json_val type = doc_at(d, "requestType"),
			id = doc_at(d, "requestId");
	const struct kind_of_request *kind = kind_of(&type);
	int status = status_of(kind, d);
	struct buf b = { 0 };

	put_open(&b);
	put_int(&b, "op", ANSWER);
	put_object(&b, "d");
	put_raw(&b, "requestType", val_raw(&type));
	put_raw(&b, "requestId", val_raw(&id));
	put_object(&b, "requestStatus");
	put_bool(&b, "result", status == SUCCESS);
	put_int(&b, "code", status);
	put_close(&b);
	if (status == SUCCESS)
		put_data(&b, o, kind);
	put_close(&b);
	put_close(&b);
	server_send(socket->peer, buf_view(&b));
	buf_free(&b);
}

static void
change_scene(
    struct studio_obs *o, const struct json_val *d, struct arena *texts)
{
	struct json_val type = doc_at(d, "requestType"),
			name = doc_at(d, "requestData.sceneName");
	struct str scene = val_text(&name, texts);

	if (!val_is(&type, "SetCurrentProgramScene") || scene.p == NULL)
		return;
	free(o->scene);
	o->scene = xstrndup(scene.p, scene.n);
}

static void
message(void *own, struct sim_socket *socket, struct str data, bool binary)
{
	enum { OP, D, N };
	static const struct scan_keys keys = { .n = N,
		.name = { [OP] = DOC_KEY("op"), [D] = DOC_KEY("d") } };
	struct json_val val[N];
	struct scan_error err;
	struct arena texts = { 0 };
	int64_t op = -1;

	if (!binary && doc_open(data, &keys, val, &texts, &err))
		val_int(&val[OP], &op);
	if (op == IDENTIFY)
		send_number(socket, IDENTIFIED, "negotiatedRpcVersion", 1);
	if (op == REQUEST) {
		change_scene(own, &val[D], &texts);
		answer(own, socket, &val[D]);
	}
	arena_free(&texts);
}

const struct sim_service obs_service = {
	.name = "obs",
	.open = open_obs,
	.close = close_obs,
	.environment = environment,
	.accepts = accepts,
	.opened = opened,
	.message = message,
};
