/* Answers each request of the VTube Studio API by its type. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"
#include "jsonl/put.h"
#include "sim/studio_private.h"

enum {
	HOTKEY_QUEUE = 32,
	VALUE_MAX = 1000000,
	EXPLANATION = 256, /* bytes that are too many */
	FACE_MS = 1000     /* for so long a face is there */
};

static const char *const hotkey_names[N_HOTKEYS] = { "Wave", "Smile", "" };
static const char expression_file[] = "smile.exp3.json";

static void
on_state(struct ask *a)
{
	struct buf *b = studio_begin(a, "APIStateResponse");

	put_bool(b, "active", true);
	put_text(b, "vTubeStudioVersion", STR("1.9.0"));
	put_bool(b, "currentSessionAuthenticated", a->client->authenticated);
	studio_end(a);
}

static bool
is_plugin_name(const char *name)
{
	size_t n = strlen(name);

	return n >= 3 && n <= 32;
}

static void
introduce(struct ask *a)
{
	free(a->client->plugin);
	free(a->client->developer);
	a->client->plugin = xstrdup(studio_text(a->data, "pluginName"));
	a->client->developer = xstrdup(studio_text(a->data, "pluginDeveloper"));
}

struct studio_permission *
studio_permission(const struct studio *s, const struct studio_client *c)
{
	for (size_t i = 0; i < s->n_permissions; i++)
		if (strcmp(s->permissions[i].plugin, c->plugin) == 0 &&
		    strcmp(s->permissions[i].developer, c->developer) == 0)
			return &s->permissions[i];
	return NULL;
}

static void
on_token(struct ask *a)
{
	const char *icon = studio_text(a->data, "pluginIcon");

	for (struct studio_client *c = a->sim->clients; c != NULL; c = c->next)
		if (c->waiting != NULL) {
			studio_refuse(
			    a, VTS_ALREADY_ASKING, "already asking", NULL);
			return;
		}
	if (!is_plugin_name(studio_text(a->data, "pluginName")))
		studio_refuse(a, BAD_PLUGIN, "pluginName is invalid", NULL);
	else if (!is_plugin_name(studio_text(a->data, "pluginDeveloper")))
		studio_refuse(
		    a, BAD_DEVELOPER, "pluginDeveloper is invalid", NULL);
	/* A PNG of 128 x 128 is never so small; its pixels are not looked at.
	 */
	else if (icon[0] != '\0' && strlen(icon) < 100)
		studio_refuse(a, BAD_ICON, "pluginIcon is invalid", NULL);
	else {
		introduce(a);
		a->client->waiting = xstrdup(a->id);
		a->client->click_at = a->now + a->sim->settings.click_ms;
	}
}

static void
on_authentication(struct ask *a)
{
	const char *token = studio_text(a->data, "authenticationToken");
	const struct studio_permission *p;
	struct buf *b;
	bool ok;

	if (token[0] == '\0') {
		studio_refuse(
		    a, TOKEN_MISSING, "authenticationToken is missing", NULL);
		return;
	}
	introduce(a);
	p = studio_permission(a->sim, a->client);
	ok = p != NULL && strcmp(token, p->token) == 0;
	a->client->authenticated = ok;
	b = studio_begin(a, "AuthenticationResponse");
	put_bool(b, "authenticated", ok);
	put_text(b, "reason",
	    str_of(ok ? "Token valid." : "Token invalid or revoked."));
	studio_end(a);
}

static void
on_statistics(struct ask *a)
{
	struct buf *b = studio_begin(a, "StatisticsResponse");

	put_int(b, "uptime", a->now);
	put_int(b, "framerate", 60);
	put_text(b, "vTubeStudioVersion", STR("1.9.0"));
	put_int(b, "allowedPlugins", 1);
	put_int(b, "connectedPlugins", 1);
	put_bool(b, "startedWithSteam", false);
	put_int(b, "windowWidth", 1280);
	put_int(b, "windowHeight", 720);
	put_bool(b, "windowIsFullscreen", false);
	studio_end(a);
}

static void
on_current_model(struct ask *a)
{
	struct buf *b = studio_begin(a, "CurrentModelResponse");

	studio_put_model(b, a->sim);
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
	studio_end(a);
}

static void
put_input(struct buf *b, const struct studio_input *in)
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
put_inputs(struct buf *b, const struct studio *s, const char *key, bool custom)
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
	struct buf *b = studio_begin(a, "InputParameterListResponse");

	studio_put_model(b, a->sim);
	put_inputs(b, a->sim, "customParameters", true);
	put_inputs(b, a->sim, "defaultParameters", false);
	studio_end(a);
}

static void
on_value(struct ask *a)
{
	const char *name = studio_text(a->data, "name");
	const struct studio_input *in = studio_find_input(a->sim, name);

	if (in == NULL) {
		studio_refuse(a, NO_SUCH_INPUT, "no such parameter", name);
		return;
	}
	put_input(studio_begin(a, "ParameterValueResponse"), in);
	studio_end(a);
}

static void
on_hotkeys(struct ask *a)
{
	struct buf *b = studio_begin(a, "HotkeysInCurrentModelResponse");

	studio_put_model(b, a->sim);
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
	studio_end(a);
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
	const char *wanted = studio_text(a->data, "hotkeyID");
	int i = find_hotkey(wanted);
	char id[40];

	if (i < 0) {
		studio_refuse(
		    a, VTS_HOTKEY_NOT_FOUND, "hotkey not found", wanted);
		return;
	}
	if (a->sim->hotkeys >= HOTKEY_QUEUE) {
		studio_refuse(a, QUEUE_FULL, "hotkey queue is full", NULL);
		return;
	}
	if (a->now - a->sim->fired_at[i] < HOTKEY_MS) {
		studio_refuse(a, VTS_HOTKEY_COOLDOWN,
		    "hotkey was triggered just now", wanted);
		return;
	}
	a->sim->fired_at[i] = a->now;
	a->sim->hotkeys++;
	a->sim->smiling ^= i == 1;
	studio_log_event(a->sim, a->now, "hotkey", hotkey_names[i]);
	snprintf(id, sizeof id, "hotkey%026d", i);
	put_text(
	    studio_begin(a, "HotkeyTriggerResponse"), "hotkeyID", str_of(id));
	studio_end(a);
}

static bool
is_expression_file(const char *name)
{
	return str_ends(str_of(name), ".exp3.json");
}

static void
on_expressions(struct ask *a)
{
	const char *file = studio_text(a->data, "expressionFile");
	struct buf *b;

	if (file[0] != '\0' && strcmp(file, expression_file) != 0) {
		studio_refuse(a,
		    is_expression_file(file) ? NO_STATE_FILE : BAD_STATE_FILE,
		    "no such expression", file);
		return;
	}
	b = studio_begin(a, "ExpressionStateResponse");
	studio_put_model(b, a->sim);
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
	studio_end(a);
}

static void
on_activate(struct ask *a)
{
	const char *file = studio_text(a->data, "expressionFile");

	if (strcmp(file, expression_file) != 0) {
		studio_refuse(a,
		    is_expression_file(file) ? BAD_EXPRESSION
					     : BAD_EXPRESSION_FILE,
		    "expression not found", file);
		return;
	}
	a->sim->smiling = json_is_true(json_object_get(a->data, "active"));
	studio_log_event(
	    a->sim, a->now, a->sim->smiling ? "express" : "relax", file);
	studio_begin(a, "ExpressionActivationResponse");
	studio_end(a);
}

static double
number_or(const json_t *data, const char *key, double otherwise)
{
	const json_t *v = json_object_get(data, key);

	return json_is_number(v) ? json_number_value(v) : otherwise;
}

/* Numbers within bounds; one that is missing is none. */
static bool
has_numbers(const json_t *data)
{
	static const char *const keys[] = { "min", "max", "defaultValue" };

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (fabs(number_or(data, keys[i], INFINITY)) > VALUE_MAX)
			return false;
	return true;
}

static void
on_create(struct ask *a)
{
	const char *name = studio_text(a->data, "parameterName");
	struct studio_input *in = studio_find_input(a->sim, name);

	if (!vts_may_create(name)) {
		studio_refuse(
		    a, BAD_INPUT_NAME, "parameterName is invalid", name);
		return;
	}
	if (!has_numbers(a->data)) {
		studio_refuse(a, BAD_INPUT_VALUES,
		    "min, max or defaultValue is invalid", name);
		return;
	}
	if (strlen(studio_text(a->data, "explanation")) >= EXPLANATION) {
		studio_refuse(
		    a, LONG_EXPLANATION, "explanation is too long", name);
		return;
	}
	if (in != NULL && in->owner == NULL) {
		studio_refuse(
		    a, IS_DEFAULT_INPUT, "is a default parameter", name);
		return;
	}
	if (in != NULL && strcmp(in->owner, a->client->plugin) != 0) {
		studio_refuse(
		    a, OTHERS_INPUT, "belongs to another plugin", name);
		return;
	}
	if (in == NULL) {
		studio_add_input(a->sim, name, a->client->plugin, 0, 0, 0);
		in = &a->sim->inputs[a->sim->n - 1];
	}
	in->min = number_or(a->data, "min", 0);
	in->max = number_or(a->data, "max", 1);
	in->rest = number_or(a->data, "defaultValue", 0);
	put_text(studio_begin(a, "ParameterCreationResponse"), "parameterName",
	    str_of(name));
	studio_end(a);
}

static void
on_delete(struct ask *a)
{
	const char *name = studio_text(a->data, "parameterName");
	struct studio_input *in = studio_find_input(a->sim, name);

	if (in == NULL) {
		studio_refuse(
		    a, NO_SUCH_CUSTOM, "no such custom parameter", name);
		return;
	}
	if (in->owner == NULL) {
		studio_refuse(a, NOT_CUSTOM, "is a default parameter", name);
		return;
	}
	if (strcmp(in->owner, a->client->plugin) != 0) {
		studio_refuse(a, NOT_YOURS, "belongs to another plugin", name);
		return;
	}
	put_text(studio_begin(a, "ParameterDeletionResponse"), "parameterName",
	    str_of(name));
	studio_remove_input(a->sim, in);
	studio_end(a);
}

/* 0 when a value may be injected, else the error that it is refused with. */
static int
check_value(const struct ask *a, const json_t *v, bool adds)
{
	const struct studio_input *in =
	    studio_find_input(a->sim, studio_text(v, "id"));
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
	struct buf params = { 0 }, *b = &params;
	size_t i;
	json_t *v;

	put_open(b);
	json_array_foreach(values, i, v)
	{
		struct studio_input *in =
		    studio_find_input(a->sim, studio_text(v, "id"));
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
	studio_log(a->sim,
	    &(struct avatar_moment){
		.type = AVATAR_FRAME, .at_ms = a->now, .params = buf_view(b) });
	buf_free(b);
}

static void
on_inject(struct ask *a)
{
	const json_t *values = json_object_get(a->data, "parameterValues");
	const char *mode = studio_text(a->data, "mode");
	bool adds = strcmp(mode, "add") == 0;
	size_t i;
	json_t *v;

	if (json_array_size(values) == 0) {
		studio_refuse(a, NO_VALUES, "no parameter values", NULL);
		return;
	}
	if (mode[0] != '\0' && !adds && strcmp(mode, "set") != 0) {
		studio_refuse(a, BAD_MODE, "mode is unknown", mode);
		return;
	}
	json_array_foreach(values, i, v)
	{
		int error = check_value(a, v, adds);

		if (error != 0) {
			studio_refuse(
			    a, error, "cannot inject", studio_text(v, "id"));
			return;
		}
	}
	apply(a, values, adds);
	if (json_is_true(json_object_get(a->data, "faceFound")))
		a->sim->face_seen_at = a->now;
	studio_begin(a, "InjectParameterDataResponse");
	studio_end(a);
}

static void
on_face(struct ask *a)
{
	put_bool(studio_begin(a, "FaceFoundResponse"), "found",
	    a->now - a->sim->face_seen_at < FACE_MS);
	studio_end(a);
}

/* What the model makes of its inputs, as the usual mapping does. */
static const struct {
	const char *name, *input;
	double factor, min, max;
} live2d[] = {
	{ "ParamAngleX", "FaceAngleX", 1, -30, 30 },
	{ "ParamAngleY", "FaceAngleY", 1, -30, 30 },
	{ "ParamAngleZ", "FaceAngleZ", 1, -30, 30 },
	{ "ParamEyeLOpen", "EyeOpenLeft", 1, 0, 1 },
	{ "ParamEyeROpen", "EyeOpenRight", 1, 0, 1 },
	{ "ParamEyeBallX", "EyeRightX", 1, -1, 1 },
	{ "ParamEyeBallY", "EyeRightY", 1, -1, 1 },
	{ "ParamMouthForm", "MouthSmile", 1, -1, 1 },
	{ "ParamMouthOpenY", "MouthOpen", 1, 0, 1 },
	{ "ParamBodyAngleX", "FaceAngleX", 1.0 / 3, -10, 10 },
};

static void
on_live2d(struct ask *a)
{
	struct buf *b = studio_begin(a, "Live2DParameterListResponse");

	studio_put_model(b, a->sim);
	put_array(b, "parameters");
	for (size_t i = 0; i < sizeof live2d / sizeof *live2d; i++) {
		double value = live2d[i].factor *
		    studio_find_input(a->sim, live2d[i].input)->value;

		put_open(b);
		put_text(b, "name", str_of(live2d[i].name));
		put_real(b, "value",
		    fmin(fmax(value, live2d[i].min), live2d[i].max));
		put_real(b, "min", live2d[i].min);
		put_real(b, "max", live2d[i].max);
		put_real(b, "defaultValue", 0);
		put_close(b);
	}
	put_array_close(b);
	studio_end(a);
}

/* Begins to send TestEvents; false when the message for them is too long. */
static bool
begin_tests(struct ask *a)
{
	const json_t *config = json_object_get(a->data, "config");
	const char *message = studio_text(config, "testMessageForEvent");

	if (strlen(message) > TEST_MESSAGE) {
		studio_refuse(
		    a, LONG_TEST_MESSAGE, "the test message is too long", NULL);
		return false;
	}
	memcpy(a->client->test_message, message, strlen(message) + 1);
	a->client->test_at = a->now;
	a->client->tests = 0;
	return true;
}

static void
answer_subscription(struct ask *a)
{
	const struct studio_client *c = a->client;
	struct buf *b = studio_begin(a, "EventSubscriptionResponse");

	put_int(b, "subscribedEventCount",
	    c->model_events + c->config_events + c->test_events);
	put_array(b, "subscribedEvents");
	if (c->model_events)
		put_text(b, NULL, STR("ModelLoadedEvent"));
	if (c->config_events)
		put_text(b, NULL, STR("ModelConfigChangedEvent"));
	if (c->test_events)
		put_text(b, NULL, STR("TestEvent"));
	put_array_close(b);
	studio_end(a);
}

static void
on_subscribe(struct ask *a)
{
	const char *event = studio_text(a->data, "eventName");
	bool on = json_is_true(json_object_get(a->data, "subscribe"));
	struct studio_client *c = a->client;

	if (event[0] == '\0' && !on) {
		c->model_events = c->config_events = c->test_events = false;
	} else if (strcmp(event, "ModelLoadedEvent") == 0) {
		c->model_events = on;
	} else if (strcmp(event, "ModelConfigChangedEvent") == 0) {
		c->config_events = on;
	} else if (strcmp(event, "TestEvent") == 0) {
		if (on && !begin_tests(a))
			return;
		c->test_events = on;
	} else {
		studio_refuse(a, UNKNOWN_EVENT, "unknown event", event);
		return;
	}
	answer_subscription(a);
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
	{ "FaceFoundRequest", on_face, false },
	{ "Live2DParameterListRequest", on_live2d, false },
	{ "EventSubscriptionRequest", on_subscribe, false },
};

void
studio_dispatch(struct ask *a, const char *type)
{
	for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
		if (strcmp(type, requests[i].type) != 0)
			continue;
		if (!requests[i].anyone && !a->client->authenticated)
			studio_refuse(a, VTS_NOT_AUTHENTICATED,
			    "this needs authentication", NULL);
		else
			requests[i].take(a);
		return;
	}
	studio_refuse(a, type[0] == '\0' ? TYPE_MISSING : TYPE_UNKNOWN,
	    "messageType is unknown", type);
}
