/*
 * studio_private.h - the state behind studio.h, for its files.
 *
 * studio.c           clients, the user, and what time brings
 * studio_requests.c  answers a request by its type
 * studio_answer.c    the text of answers and of the log
 * studio_inputs.c    the inputs
 *
 * Each calls those below it, never those above.
 */
#ifndef CHZ_SIM_STUDIO_PRIVATE_H
#define CHZ_SIM_STUDIO_PRIVATE_H

#include <jansson.h>

#include "avatar/vts.h"
#include "record/avatar.h"
#include "sim/studio.h"

enum {
	TOKEN_MAX = 64,
	N_HOTKEYS = 3,
	HOTKEY_MS = 83,   /* five frames at sixty a second */
	TEST_MESSAGE = 32 /* bytes of a TestEvent's */
};

/* Error ids that only the far side writes. */
enum {
	BAD_JSON = 2,
	BAD_API_NAME = 3,
	BAD_VERSION = 4,
	TYPE_MISSING = 6,
	TYPE_UNKNOWN = 7,
	BAD_PLUGIN = 52,
	BAD_DEVELOPER = 53,
	BAD_ICON = 54,
	TOKEN_MISSING = 100,
	QUEUE_FULL = 200,
	BAD_INPUT_NAME = 350,
	BAD_INPUT_VALUES = 351,
	OTHERS_INPUT = 352,
	LONG_EXPLANATION = 353,
	IS_DEFAULT_INPUT = 354,
	NO_SUCH_CUSTOM = 401,
	NOT_YOURS = 402,
	NOT_CUSTOM = 403,
	NO_VALUES = 450,
	BAD_VALUE = 451,
	BAD_WEIGHT = 452,
	BAD_MODE = 455,
	NO_SUCH_INPUT = 500,
	BAD_STATE_FILE = 600,
	NO_STATE_FILE = 601,
	BAD_EXPRESSION_FILE = 650,
	BAD_EXPRESSION = 651,
	UNKNOWN_EVENT = 950,
	LONG_TEST_MESSAGE = 100000
};

struct studio_input {
	char *name, *owner; /* owner: the plugin that made it, NULL for ours */
	double min, max, rest, value;
	const struct studio_client *by; /* who controls it now */
	int64_t sent;                   /* when it was last injected */
};

/* The permission of a plugin, by its name and its developer's. */
struct studio_permission {
	char *plugin, *developer;
	char token[TOKEN_MAX];
};

struct studio_client {
	void *id;
	struct studio_client *next;
	char *plugin, *developer; /* who it says it is */
	bool authenticated, model_events, config_events, test_events;
	char test_message[TEST_MESSAGE + 1];
	int64_t test_at; /* the next one */
	int tests;
	char *waiting; /* request id of a permission being asked */
	int64_t click_at;
};

struct studio {
	struct studio_settings settings;
	struct studio_client *clients;
	struct studio_input *inputs;
	size_t n, cap;
	unsigned tokens, models; /* given out; loaded so far */
	struct studio_permission *permissions;
	size_t n_permissions, permissions_cap;
	bool smiling;         /* the one expression */
	int64_t face_seen_at; /* somebody said so */
	int64_t hotkey_at;
	int64_t fired_at[N_HOTKEYS];
	unsigned hotkeys; /* in the queue */
	struct buf message, line;
};

/* A request under way: who asks, and what to answer with. */
struct ask {
	struct studio *sim;
	struct studio_client *client;
	const json_t *data;
	const char *id;
	int64_t now;
};

/* Answers the request with what its type asks for, or with an error. */
void studio_dispatch(struct ask *, const char *type);

/* What this client's plugin may use, or NULL. */
struct studio_permission *studio_permission(
    const struct studio *, const struct studio_client *);

struct studio_input *studio_find_input(const struct studio *, const char *name);
void studio_remove_input(struct studio *, struct studio_input *);
void studio_add_input(struct studio *, const char *name, const char *owner,
    double min, double max, double rest);

/* An answer: open, members of its data, end. */
struct buf *studio_begin(const struct ask *, const char *type);
void studio_end(const struct ask *);
void studio_refuse(
    const struct ask *, int id, const char *why, const char *what);
/* modelLoaded, modelName, modelID. */
void studio_put_model(struct buf *, const struct studio *);

/* A line of the log: open, members, end. */
void studio_log(struct studio *, const struct avatar_moment *);
void studio_log_event(
    struct studio *, int64_t now, const char *event, const char *name);

/* A string of a request, "" when it is none. */
const char *studio_text(const json_t *data, const char *key);

#endif
