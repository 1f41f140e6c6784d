#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "avatar/vts.h"
#include "avatar/vts_inputs.h"
#include "avatar/vts_sim.h"
#include "core/mem.h"
#include "jsonl/put.h"

enum {
	TOKEN_MAX = 64,
	LOST_MS = 1000, /* an input that was not sent for so long */
	HOTKEY_QUEUE = 32,
	HOTKEY_MS = 83, /* five frames at sixty a second */
	CUSTOM_MAX = 100,
	VALUE_MAX = 1000000
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
	OTHERS_INPUT = 352,
	IS_DEFAULT_INPUT = 354,
	NO_SUCH_CUSTOM = 401,
	NO_VALUES = 450,
	BAD_VALUE = 451,
	BAD_WEIGHT = 452,
	BAD_MODE = 455,
	NO_SUCH_INPUT = 500,
	BAD_EXPRESSION = 651,
	UNKNOWN_EVENT = 950
};

struct sim_input {
	char *name, *owner; /* owner: the plugin that made it, NULL for ours */
	double min, max, rest, value;
	const struct sim_client *by; /* who controls it now */
	int64_t sent;                /* when it was last injected */
};

struct sim_client {
	void *id;
	struct sim_client *next;
	char *plugin;
	bool authenticated, model_events, config_events;
	char *waiting; /* request id of a permission being asked */
	int64_t click_at;
};

struct vts_sim {
	struct vts_sim_settings settings;
	struct sim_client *clients;
	struct sim_input *inputs;
	size_t n, cap;
	unsigned tokens, models; /* given out; loaded so far */
	char token[TOKEN_MAX];
	bool smiling; /* the one expression */
	int64_t hotkey_at;
	unsigned hotkeys; /* in the queue */
	struct buf message, line;
};

static const char *const hotkey_names[] = { "Wave", "Smile", "" };
enum { N_HOTKEYS = sizeof hotkey_names / sizeof *hotkey_names };
static const char expression_file[] = "smile.exp3.json";

static void
add_input(struct vts_sim *s, const char *name, const char *owner, double min,
    double max, double rest)
{
	MEM_RESERVE(s->inputs, s->cap, s->n + 1);
	s->inputs[s->n++] = (struct sim_input){ .name = xstrdup(name),
		.owner = owner != NULL ? xstrdup(owner) : NULL,
		.min = min,
		.max = max,
		.rest = rest,
		.value = rest };
}

struct vts_sim *
vts_sim_new(const struct vts_sim_settings *settings)
{
	struct vts_sim *s = xcalloc(1, sizeof *s);

	s->settings = *settings;
	s->models = 1;
	for (size_t i = 0; i < vts_n_default_inputs; i++)
		add_input(s, vts_default_inputs[i].name, NULL,
		    vts_default_inputs[i].min, vts_default_inputs[i].max, 0);
	return s;
}

static void
free_client(struct sim_client *c)
{
	free(c->plugin);
	free(c->waiting);
	free(c);
}

void
vts_sim_free(struct vts_sim *s)
{
	if (s == NULL)
		return;
	while (s->clients != NULL)
		vts_sim_close(s, s->clients->id);
	for (size_t i = 0; i < s->n; i++) {
		free(s->inputs[i].name);
		free(s->inputs[i].owner);
	}
	free(s->inputs);
	buf_free(&s->message);
	buf_free(&s->line);
	free(s);
}

void
vts_sim_open(struct vts_sim *s, void *client)
{
	struct sim_client *c = xcalloc(1, sizeof *c);

	c->id = client;
	c->next = s->clients;
	s->clients = c;
}

void
vts_sim_close(struct vts_sim *s, void *client)
{
	for (struct sim_client **at = &s->clients; *at != NULL;
	     at = &(*at)->next) {
		struct sim_client *c = *at;

		if (c->id != client)
			continue;
		for (size_t i = 0; i < s->n; i++)
			if (s->inputs[i].by == c)
				s->inputs[i].by = NULL;
		*at = c->next;
		free_client(c);
		return;
	}
}

static struct sim_client *
find_client(const struct vts_sim *s, const void *client)
{
	struct sim_client *c = s->clients;

	while (c != NULL && c->id != client)
		c = c->next;
	return c;
}

static struct sim_input *
find_input(const struct vts_sim *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->inputs[i].name, name) == 0)
			return &s->inputs[i];
	return NULL;
}

/* One line of the log, begun; the caller adds what happened and ends it. */
static struct buf *
begin_log(struct vts_sim *s, const char *type, int64_t now)
{
	s->line.n = 0;
	put_open(&s->line);
	put_text(&s->line, "type", str_of(type));
	put_int(&s->line, "at_ms", now);
	return &s->line;
}

static void
end_log(struct vts_sim *s)
{
	put_line(&s->line);
	s->settings.log(s->settings.ctx, buf_view(&s->line));
}

static void
log_event(struct vts_sim *s, int64_t now, const char *event, const char *name)
{
	struct buf *b = begin_log(s, "vts_event", now);

	put_text(b, "event", str_of(event));
	put_text(b, "name", str_of(name));
	end_log(s);
}

/* A request under way: who asks, and what to answer with. */
struct ask {
	struct vts_sim *sim;
	struct sim_client *client;
	const json_t *data;
	const char *id;
	int64_t now;
};

static struct buf *
begin_message(struct vts_sim *s, const char *type, const char *id, int64_t now)
{
	struct buf *b = &s->message;

	b->n = 0;
	put_open(b);
	put_text(b, "apiName", STR("VTubeStudioPublicAPI"));
	put_text(b, "apiVersion", STR("1.0"));
	put_int(b, "timestamp", now);
	put_text(b, "messageType", str_of(type));
	put_text(b, "requestID", str_of(id));
	/* The API may grow; clients have to bear it. */
	put_bool(b, "somethingNew", true);
	put_object(b, "data");
	return b;
}

static struct buf *
begin_answer(const struct ask *a, const char *type)
{
	return begin_message(a->sim, type, a->id, a->now);
}

static void
send_message(struct vts_sim *s, const struct sim_client *c)
{
	put_close(&s->message);
	put_close(&s->message);
	s->settings.send(s->settings.ctx, c->id, buf_view(&s->message));
}

static void
end_answer(const struct ask *a)
{
	send_message(a->sim, a->client);
}

static void
refuse(const struct ask *a, int id, const char *why, const char *what)
{
	struct buf *b = begin_answer(a, "APIError"), text = { 0 };

	buf_fmt(&text, "%s%s%s", why, what != NULL ? ": " : "",
	    what != NULL ? what : "");
	put_int(b, "errorID", id);
	put_text(b, "message", buf_view(&text));
	buf_free(&text);
	end_answer(a);
}

static const char *
text_of(const json_t *data, const char *key)
{
	const char *text = json_string_value(json_object_get(data, key));

	return text != NULL ? text : "";
}

static void
on_state(struct ask *a)
{
	struct buf *b = begin_answer(a, "APIStateResponse");

	put_bool(b, "active", true);
	put_text(b, "vTubeStudioVersion", STR("1.9.0"));
	put_bool(b, "currentSessionAuthenticated", a->client->authenticated);
	end_answer(a);
}

static bool
is_plugin_name(const char *name)
{
	size_t n = strlen(name);

	return n >= 3 && n <= 32;
}

static void
on_token(struct ask *a)
{
	const char *icon = text_of(a->data, "pluginIcon");

	for (struct sim_client *c = a->sim->clients; c != NULL; c = c->next)
		if (c->waiting != NULL) {
			refuse(a, VTS_ALREADY_ASKING, "already asking", NULL);
			return;
		}
	if (!is_plugin_name(text_of(a->data, "pluginName")))
		refuse(a, BAD_PLUGIN, "pluginName is invalid", NULL);
	else if (!is_plugin_name(text_of(a->data, "pluginDeveloper")))
		refuse(a, BAD_DEVELOPER, "pluginDeveloper is invalid", NULL);
	/* A PNG of 128 x 128 is never so small; its pixels are not looked at.
	 */
	else if (icon[0] != '\0' && strlen(icon) < 100)
		refuse(a, BAD_ICON, "pluginIcon is invalid", NULL);
	else {
		a->client->waiting = xstrdup(a->id);
		a->client->click_at = a->now + a->sim->settings.click_ms;
	}
}

/* The user has clicked. */
static void
answer_click(struct vts_sim *s, struct sim_client *c, int64_t now)
{
	struct ask a = { s, c, NULL, c->waiting, now };

	if (s->settings.deny) {
		refuse(&a, VTS_DENIED, "the user denied access", NULL);
	} else {
		snprintf(
		    s->token, sizeof s->token, "sim-token-%u", ++s->tokens);
		put_text(begin_answer(&a, "AuthenticationTokenResponse"),
		    "authenticationToken", str_of(s->token));
		end_answer(&a);
	}
	free(c->waiting);
	c->waiting = NULL;
}

static void
on_authentication(struct ask *a)
{
	const char *token = text_of(a->data, "authenticationToken");
	bool ok = a->sim->token[0] != '\0' && strcmp(token, a->sim->token) == 0;
	struct buf *b;

	if (token[0] == '\0') {
		refuse(
		    a, TOKEN_MISSING, "authenticationToken is missing", NULL);
		return;
	}
	free(a->client->plugin);
	a->client->plugin = xstrdup(text_of(a->data, "pluginName"));
	a->client->authenticated = ok;
	b = begin_answer(a, "AuthenticationResponse");
	put_bool(b, "authenticated", ok);
	put_text(b, "reason",
	    str_of(ok ? "Token valid." : "Token invalid or revoked."));
	end_answer(a);
}

static void
on_statistics(struct ask *a)
{
	struct buf *b = begin_answer(a, "StatisticsResponse");

	put_int(b, "uptime", a->now);
	put_int(b, "framerate", 60);
	put_text(b, "vTubeStudioVersion", STR("1.9.0"));
	put_int(b, "allowedPlugins", 1);
	put_int(b, "connectedPlugins", 1);
	put_bool(b, "startedWithSteam", false);
	put_int(b, "windowWidth", 1280);
	put_int(b, "windowHeight", 720);
	put_bool(b, "windowIsFullscreen", false);
	end_answer(a);
}

static void
put_model(struct buf *b, const struct vts_sim *s)
{
	char id[40], name[40];

	snprintf(id, sizeof id, "%032x", s->models);
	snprintf(name, sizeof name, "Sim %u", s->models);
	put_bool(b, "modelLoaded", true);
	put_text(b, "modelName", str_of(name));
	put_text(b, "modelID", str_of(id));
}

static void
on_current_model(struct ask *a)
{
	struct buf *b = begin_answer(a, "CurrentModelResponse");

	put_model(b, a->sim);
	put_text(b, "vtsModelName", STR("sim.vtube.json"));
	put_text(b, "vtsModelIconName", STR(""));
	put_text(b, "live2DModelName", STR("sim.model3.json"));
	put_int(b, "modelLoadTime", 100);
	put_int(b, "timeSinceModelLoaded", a->now);
	put_int(b, "numberOfLive2DParameters", 29);
	put_int(b, "numberOfLive2DArtmeshes", 136);
	put_bool(b, "hasPhysicsFile", true);
	put_int(b, "numberOfTextures", 1);
	put_int(b, "textureResolution", 4096);
	put_object(b, "modelPosition");
	put_real(b, "positionX", 0);
	put_real(b, "positionY", 0);
	put_real(b, "rotation", 0);
	put_real(b, "size", 0);
	put_close(b);
	end_answer(a);
}

static void
put_input(struct buf *b, const struct sim_input *in)
{
	put_text(b, "name", str_of(in->name));
	put_text(b, "addedBy",
	    str_of(in->owner != NULL ? in->owner : "VTube Studio"));
	put_real(b, "value", in->value);
	put_real(b, "min", in->min);
	put_real(b, "max", in->max);
	put_real(b, "defaultValue", in->rest);
}

static void
put_inputs(struct buf *b, const struct vts_sim *s, const char *key, bool custom)
{
	put_array(b, key);
	for (size_t i = 0; i < s->n; i++) {
		if ((s->inputs[i].owner != NULL) != custom)
			continue;
		put_open(b);
		put_input(b, &s->inputs[i]);
		put_close(b);
	}
	put_array_close(b);
}

static void
on_inputs(struct ask *a)
{
	struct buf *b = begin_answer(a, "InputParameterListResponse");

	put_model(b, a->sim);
	put_inputs(b, a->sim, "customParameters", true);
	put_inputs(b, a->sim, "defaultParameters", false);
	end_answer(a);
}

static void
on_value(struct ask *a)
{
	const char *name = text_of(a->data, "name");
	const struct sim_input *in = find_input(a->sim, name);

	if (in == NULL) {
		refuse(a, NO_SUCH_INPUT, "no such parameter", name);
		return;
	}
	put_input(begin_answer(a, "ParameterValueResponse"), in);
	end_answer(a);
}

static void
on_hotkeys(struct ask *a)
{
	struct buf *b = begin_answer(a, "HotkeysInCurrentModelResponse");

	put_model(b, a->sim);
	put_array(b, "availableHotkeys");
	for (int i = 0; i < N_HOTKEYS; i++) {
		char id[40];

		snprintf(id, sizeof id, "hotkey%026d", i);
		put_open(b);
		put_text(b, "name", str_of(hotkey_names[i]));
		put_text(b, "type",
		    str_of(i == 1 ? "ToggleExpression" : "TriggerAnimation"));
		put_text(b, "description", STR(""));
		put_text(b, "file",
		    str_of(i == 1 ? expression_file : "wave.motion3.json"));
		put_text(b, "hotkeyID", str_of(id));
		put_array(b, "keyCombination");
		put_array_close(b);
		put_int(b, "onScreenButtonID", -1);
		put_close(b);
	}
	put_array_close(b);
	end_answer(a);
}

/* The number of a hotkey by its id or, whatever the case, its name; or -1. */
static int
find_hotkey(const char *wanted)
{
	for (int i = 0; i < N_HOTKEYS; i++) {
		char id[40];

		snprintf(id, sizeof id, "hotkey%026d", i);
		if (strcmp(wanted, id) == 0 ||
		    (hotkey_names[i][0] != '\0' &&
			strcasecmp(wanted, hotkey_names[i]) == 0))
			return i;
	}
	return -1;
}

static void
on_trigger(struct ask *a)
{
	const char *wanted = text_of(a->data, "hotkeyID");
	int i = find_hotkey(wanted);
	char id[40];

	if (i < 0) {
		refuse(a, VTS_HOTKEY_NOT_FOUND, "hotkey not found", wanted);
		return;
	}
	if (a->sim->hotkeys >= HOTKEY_QUEUE) {
		refuse(a, QUEUE_FULL, "hotkey queue is full", NULL);
		return;
	}
	a->sim->hotkeys++;
	a->sim->smiling ^= i == 1;
	log_event(a->sim, a->now, "hotkey", hotkey_names[i]);
	snprintf(id, sizeof id, "hotkey%026d", i);
	put_text(
	    begin_answer(a, "HotkeyTriggerResponse"), "hotkeyID", str_of(id));
	end_answer(a);
}

static void
on_expressions(struct ask *a)
{
	struct buf *b = begin_answer(a, "ExpressionStateResponse");

	put_model(b, a->sim);
	put_array(b, "expressions");
	put_open(b);
	put_text(b, "name", STR("smile"));
	put_text(b, "file", str_of(expression_file));
	put_bool(b, "active", a->sim->smiling);
	put_bool(b, "deactivateWhenKeyIsLetGo", false);
	put_bool(b, "autoDeactivateAfterSeconds", false);
	put_real(b, "secondsRemaining", 0);
	put_array(b, "usedInHotkeys");
	put_array_close(b);
	put_array(b, "parameters");
	put_array_close(b);
	put_close(b);
	put_array_close(b);
	end_answer(a);
}

static void
on_activate(struct ask *a)
{
	const char *file = text_of(a->data, "expressionFile");

	if (strcmp(file, expression_file) != 0) {
		refuse(a, BAD_EXPRESSION, "expression not found", file);
		return;
	}
	a->sim->smiling = json_is_true(json_object_get(a->data, "active"));
	log_event(a->sim, a->now, a->sim->smiling ? "express" : "relax", file);
	begin_answer(a, "ExpressionActivationResponse");
	end_answer(a);
}

static double
number_or(const json_t *data, const char *key, double otherwise)
{
	const json_t *v = json_object_get(data, key);

	return json_is_number(v) ? json_number_value(v) : otherwise;
}

static void
on_create(struct ask *a)
{
	const char *name = text_of(a->data, "parameterName");
	struct sim_input *in = find_input(a->sim, name);

	if (!vts_may_create(name)) {
		refuse(a, BAD_INPUT_NAME, "parameterName is invalid", name);
		return;
	}
	if (in != NULL && in->owner == NULL) {
		refuse(a, IS_DEFAULT_INPUT, "is a default parameter", name);
		return;
	}
	if (in != NULL && strcmp(in->owner, a->client->plugin) != 0) {
		refuse(a, OTHERS_INPUT, "belongs to another plugin", name);
		return;
	}
	if (in == NULL) {
		add_input(a->sim, name, a->client->plugin, 0, 0, 0);
		in = &a->sim->inputs[a->sim->n - 1];
	}
	in->min = number_or(a->data, "min", 0);
	in->max = number_or(a->data, "max", 1);
	in->rest = number_or(a->data, "defaultValue", 0);
	put_text(begin_answer(a, "ParameterCreationResponse"), "parameterName",
	    str_of(name));
	end_answer(a);
}

static void
on_delete(struct ask *a)
{
	const char *name = text_of(a->data, "parameterName");
	struct sim_input *in = find_input(a->sim, name);

	if (in == NULL || in->owner == NULL) {
		refuse(a, NO_SUCH_CUSTOM, "no such custom parameter", name);
		return;
	}
	put_text(begin_answer(a, "ParameterDeletionResponse"), "parameterName",
	    str_of(name));
	free(in->name);
	free(in->owner);
	*in = a->sim->inputs[--a->sim->n];
	end_answer(a);
}

/* 0 when a value may be injected, else the error that it is refused with. */
static int
check_value(const struct ask *a, const json_t *v, bool adds)
{
	const struct sim_input *in = find_input(a->sim, text_of(v, "id"));
	const json_t *value = json_object_get(v, "value");
	double weight = number_or(v, "weight", 1);

	if (in == NULL)
		return VTS_INPUT_NOT_FOUND;
	if (!json_is_number(value) ||
	    fabs(json_number_value(value)) > VALUE_MAX)
		return BAD_VALUE;
	if (weight < 0 || weight > 1)
		return BAD_WEIGHT;
	if (!adds && in->by != NULL && in->by != a->client)
		return VTS_INPUT_TAKEN;
	return 0;
}

static void
apply(const struct ask *a, const json_t *values, bool adds)
{
	struct buf *b = begin_log(a->sim, "vts", a->now);
	size_t i;
	json_t *v;

	put_object(b, "params");
	json_array_foreach(values, i, v)
	{
		struct sim_input *in = find_input(a->sim, text_of(v, "id"));
		double value = number_or(v, "value", 0);
		double weight = number_or(v, "weight", 1);

		if (adds) {
			in->value += value;
		} else {
			in->value = in->rest + (value - in->rest) * weight;
			in->by = a->client;
		}
		in->sent = a->now;
		put_real(b, in->name, round(in->value * 1e5) / 1e5);
	}
	put_close(b);
	end_log(a->sim);
}

static void
on_inject(struct ask *a)
{
	const json_t *values = json_object_get(a->data, "parameterValues");
	const char *mode = text_of(a->data, "mode");
	bool adds = strcmp(mode, "add") == 0;
	size_t i;
	json_t *v;

	if (json_array_size(values) == 0) {
		refuse(a, NO_VALUES, "no parameter values", NULL);
		return;
	}
	if (mode[0] != '\0' && !adds && strcmp(mode, "set") != 0) {
		refuse(a, BAD_MODE, "mode is unknown", mode);
		return;
	}
	json_array_foreach(values, i, v)
	{
		int error = check_value(a, v, adds);

		if (error != 0) {
			refuse(a, error, "cannot inject", text_of(v, "id"));
			return;
		}
	}
	apply(a, values, adds);
	begin_answer(a, "InjectParameterDataResponse");
	end_answer(a);
}

static void
on_subscribe(struct ask *a)
{
	const char *event = text_of(a->data, "eventName");
	bool on = json_is_true(json_object_get(a->data, "subscribe"));
	struct sim_client *c = a->client;
	struct buf *b;

	if (event[0] == '\0' && !on)
		c->model_events = c->config_events = false;
	else if (strcmp(event, "ModelLoadedEvent") == 0)
		c->model_events = on;
	else if (strcmp(event, "ModelConfigChangedEvent") == 0)
		c->config_events = on;
	else if (strcmp(event, "TestEvent") != 0) {
		refuse(a, UNKNOWN_EVENT, "unknown event", event);
		return;
	}
	b = begin_answer(a, "EventSubscriptionResponse");
	put_int(b, "subscribedEventCount", c->model_events + c->config_events);
	put_array(b, "subscribedEvents");
	if (c->model_events)
		put_text(b, NULL, STR("ModelLoadedEvent"));
	if (c->config_events)
		put_text(b, NULL, STR("ModelConfigChangedEvent"));
	put_array_close(b);
	end_answer(a);
}

static const struct {
	const char *type;
	void (*take)(struct ask *);
	bool anyone; /* also before authentication */
} requests[] = {
	{ "APIStateRequest", on_state, true },
	{ "AuthenticationTokenRequest", on_token, true },
	{ "AuthenticationRequest", on_authentication, true },
	{ "StatisticsRequest", on_statistics, false },
	{ "CurrentModelRequest", on_current_model, false },
	{ "InputParameterListRequest", on_inputs, false },
	{ "ParameterValueRequest", on_value, false },
	{ "HotkeysInCurrentModelRequest", on_hotkeys, false },
	{ "HotkeyTriggerRequest", on_trigger, false },
	{ "ExpressionStateRequest", on_expressions, false },
	{ "ExpressionActivationRequest", on_activate, false },
	{ "ParameterCreationRequest", on_create, false },
	{ "ParameterDeletionRequest", on_delete, false },
	{ "InjectParameterDataRequest", on_inject, false },
	{ "EventSubscriptionRequest", on_subscribe, false },
};

static void
dispatch(struct ask *a, const char *type)
{
	for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
		if (strcmp(type, requests[i].type) != 0)
			continue;
		if (!requests[i].anyone && !a->client->authenticated)
			refuse(a, VTS_NOT_AUTHENTICATED,
			    "this needs authentication", NULL);
		else
			requests[i].take(a);
		return;
	}
	refuse(a, type[0] == '\0' ? TYPE_MISSING : TYPE_UNKNOWN,
	    "messageType is unknown", type);
}

void
vts_sim_receive(
    struct vts_sim *s, void *client, struct str message, int64_t now)
{
	json_t *root = json_loadb(message.p, message.n, 0, NULL);
	const char *id = text_of(root, "requestID");
	struct ask a = { s, find_client(s, client),
		json_object_get(root, "data"),
		id[0] != '\0' ? id : "made-up-by-the-simulator", now };

	if (a.client == NULL)
		return;
	if (root == NULL)
		refuse(&a, BAD_JSON, "no JSON", NULL);
	else if (strcmp(text_of(root, "apiName"), "VTubeStudioPublicAPI") != 0)
		refuse(&a, BAD_API_NAME, "apiName is wrong", NULL);
	else if (strcmp(text_of(root, "apiVersion"), "1.0") != 0)
		refuse(&a, BAD_VERSION, "apiVersion is wrong", NULL);
	else
		dispatch(&a, text_of(root, "messageType"));
	json_decref(root);
}

/* An input that nobody sends falls back to its rest. */
static void
expire(struct vts_sim *s, int64_t now)
{
	for (size_t i = 0; i < s->n; i++) {
		struct sim_input *in = &s->inputs[i];

		if (in->by == NULL || now - in->sent <= LOST_MS)
			continue;
		in->by = NULL;
		in->value = in->rest;
		log_event(s, now, "lost", in->name);
	}
}

void
vts_sim_tick(struct vts_sim *s, int64_t now)
{
	for (struct sim_client *c = s->clients; c != NULL; c = c->next)
		if (c->waiting != NULL && now >= c->click_at)
			answer_click(s, c, now);
	expire(s, now);
	if (s->hotkeys > 0 && now - s->hotkey_at >= HOTKEY_MS) {
		s->hotkeys--;
		s->hotkey_at = now;
	}
}

void
vts_sim_revoke(struct vts_sim *s)
{
	s->token[0] = '\0';
	for (struct sim_client *c = s->clients; c != NULL; c = c->next)
		c->authenticated = false;
}

void
vts_sim_swap_model(struct vts_sim *s, int64_t now)
{
	s->models++;
	for (struct sim_client *c = s->clients; c != NULL; c = c->next) {
		if (!c->model_events)
			continue;
		put_model(
		    begin_message(s, "ModelLoadedEvent", "event", now), s);
		send_message(s, c);
	}
}

void
vts_sim_broadcast(struct buf *b, int port, bool active, int64_t now)
{
	put_open(b);
	put_text(b, "apiName", STR("VTubeStudioPublicAPI"));
	put_text(b, "apiVersion", STR("1.0"));
	put_int(b, "timestamp", now);
	put_text(b, "messageType", STR("VTubeStudioAPIStateBroadcast"));
	put_text(b, "requestID", STR("VTubeStudioAPIStateBroadcast"));
	put_object(b, "data");
	put_bool(b, "active", active);
	put_int(b, "port", port);
	put_text(b, "instanceID", STR("93aa0d0494304fddb057ae8a295c4e59"));
	put_text(b, "windowTitle", STR("VTube Studio"));
	put_close(b);
	put_close(b);
}
