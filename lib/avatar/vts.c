/* Speaks VTube Studio's API: requests out, answers and events in. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "avatar/vts.h"
#include "core/mem.h"
#include "core/num.h"
#include "jsonl/put.h"

enum { MOST_UNANSWERED = 30, LISTS = 3 };

struct vts {
	const struct vts_events *events;
	void *ctx;
	char *token;
	bool open, authenticated, renewed;
	int unanswered;    /* injections */
	int lists_awaited; /* of the three */
	struct vts_lists lists;
	struct buf message;
};

struct vts *
vts_new(const struct vts_events *events, void *ctx, const char *token)
{
	struct vts *v = xcalloc(1, sizeof *v);

	v->events = events;
	v->ctx = ctx;
	vts_set_token(v, token);
	return v;
}

void
vts_set_token(struct vts *v, const char *token)
{
	free(v->token);
	v->token = token != NULL ? xstrdup(token) : NULL;
}

void
vts_free(struct vts *v)
{
	if (v == NULL)
		return;
	vts_lists_free(&v->lists);
	free(v->token);
	buf_free(&v->message);
	free(v);
}

/* Opens a request up to its data, which the caller writes and ends with
 * send_request.  `id` comes back with the answer. */
static struct buf *
begin_request(struct vts *v, const char *type, const char *id)
{
	struct buf *b = &v->message;

	b->n = 0;
	put_open(b);
	put_text(b, "apiName", STR("VTubeStudioPublicAPI"));
	put_text(b, "apiVersion", STR("1.0"));
	put_text(b, "requestID", str_of(id));
	put_text(b, "messageType", str_of(type));
	put_object(b, "data");
	return b;
}

static void
send_request(struct vts *v)
{
	put_close(&v->message);
	put_close(&v->message);
	v->events->send(v->ctx, buf_view(&v->message));
}

static void
put_plugin(struct buf *b)
{
	put_text(b, "pluginName", STR("chz-vts"));
	put_text(b, "pluginDeveloper", STR("chz"));
}

static void
ask_permission(struct vts *v)
{
	put_plugin(begin_request(v, "AuthenticationTokenRequest", "token"));
	send_request(v);
	v->events->asking(v->ctx);
}

static void
authenticate(struct vts *v)
{
	struct buf *b;

	if (v->token == NULL) {
		ask_permission(v);
		return;
	}
	b = begin_request(v, "AuthenticationRequest", "authentication");
	put_plugin(b);
	put_text(b, "authenticationToken", str_of(v->token));
	send_request(v);
}

void
vts_again(struct vts *v)
{
	if (v->open && !v->authenticated)
		authenticate(v);
}

void
vts_knock(struct vts *v)
{
	begin_request(v, "APIStateRequest", "state");
	send_request(v);
}

void
vts_opened(struct vts *v)
{
	v->open = true;
	v->authenticated = v->renewed = false;
	v->unanswered = 0;
	authenticate(v);
}

void
vts_closed(struct vts *v)
{
	v->open = v->authenticated = false;
}

bool
vts_is_ready(const struct vts *v)
{
	return v != NULL && v->open && v->authenticated &&
	    v->lists_awaited == 0;
}

static void
subscribe(struct vts *v, const char *event)
{
	struct buf *b = begin_request(v, "EventSubscriptionRequest", event);

	put_text(b, "eventName", str_of(event));
	put_bool(b, "subscribe", true);
	put_object(b, "config");
	put_close(b);
	send_request(v);
}

void
vts_refresh(struct vts *v)
{
	v->lists_awaited = LISTS;
	begin_request(v, "InputParameterListRequest", "inputs");
	send_request(v);
	begin_request(v, "HotkeysInCurrentModelRequest", "hotkeys");
	send_request(v);
	put_bool(begin_request(v, "ExpressionStateRequest", "expressions"),
	    "details", false);
	send_request(v);
}

static void
list_arrived(struct vts *v)
{
	if (v->lists_awaited > 0 && --v->lists_awaited == 0)
		v->events->ready(v->ctx, &v->lists);
}

/* A string of an answer, "" when it is none. */
static const char *
text_of(const json_t *data, const char *key)
{
	const char *text = json_string_value(json_object_get(data, key));

	return text != NULL ? text : "";
}

static double
number_of(const json_t *data, const char *key)
{
	return json_number_value(json_object_get(data, key));
}

static bool
truth_of(const json_t *data, const char *key)
{
	return json_is_true(json_object_get(data, key));
}

static void
on_token(struct vts *v, const json_t *data)
{
	free(v->token);
	v->token = xstrdup(text_of(data, "authenticationToken"));
	v->events->token(v->ctx, v->token);
	authenticate(v);
}

/* A new token is requested for one that is not valid, once per connection. */
static void
renew(struct vts *v)
{
	free(v->token);
	v->token = NULL;
	v->authenticated = false;
	v->events->token(v->ctx, NULL);
	if (v->renewed)
		v->events->error(v->ctx, VTS_DENIED,
		    STR("the permission was taken back"), "authentication");
	else
		authenticate(v);
	v->renewed = true;
}

static void
on_authentication(struct vts *v, const json_t *data)
{
	v->authenticated = truth_of(data, "authenticated");
	if (!v->authenticated) {
		renew(v);
		return;
	}
	subscribe(v, "ModelLoadedEvent");
	subscribe(v, "ModelConfigChangedEvent");
	vts_refresh(v);
}

static void
add_inputs(struct vts_lists *l, const json_t *array, bool custom)
{
	size_t i;
	json_t *in;

	json_array_foreach(array, i, in)
	{
		MEM_RESERVE(l->inputs, l->inputs_cap, l->n_inputs + 1);
		l->inputs[l->n_inputs++] =
		    (struct vts_input){ .name = xstrdup(text_of(in, "name")),
			    .value = number_of(in, "value"),
			    .min = number_of(in, "min"),
			    .max = number_of(in, "max"),
			    .rest = number_of(in, "defaultValue"),
			    .custom = custom };
	}
}

static void
on_inputs(struct vts *v, const json_t *data)
{
	struct vts_lists *l = &v->lists;

	vts_clear_inputs(l);
	free(l->model);
	l->model = truth_of(data, "modelLoaded")
	    ? xstrdup(text_of(data, "modelName"))
	    : NULL;
	add_inputs(l, json_object_get(data, "defaultParameters"), false);
	add_inputs(l, json_object_get(data, "customParameters"), true);
	list_arrived(v);
}

static void
on_hotkeys(struct vts *v, const json_t *data)
{
	struct vts_lists *l = &v->lists;
	size_t i;
	json_t *key;

	vts_clear_hotkeys(l);
	json_array_foreach(json_object_get(data, "availableHotkeys"), i, key)
	{
		MEM_RESERVE(l->hotkeys, l->hotkeys_cap, l->n_hotkeys + 1);
		l->hotkeys[l->n_hotkeys++] =
		    (struct vts_hotkey){ .id =
					     xstrdup(text_of(key, "hotkeyID")),
			    .name = xstrdup(text_of(key, "name")),
			    .action = xstrdup(text_of(key, "type")),
			    .file = xstrdup(text_of(key, "file")) };
	}
	list_arrived(v);
}

static void
on_expressions(struct vts *v, const json_t *data)
{
	struct vts_lists *l = &v->lists;
	size_t i;
	json_t *e;

	vts_clear_expressions(l);
	json_array_foreach(json_object_get(data, "expressions"), i, e)
	{
		MEM_RESERVE(
		    l->expressions, l->expressions_cap, l->n_expressions + 1);
		l->expressions[l->n_expressions++] =
		    (struct vts_expression){ .name =
						 xstrdup(text_of(e, "name")),
			    .file = xstrdup(text_of(e, "file")),
			    .active = truth_of(e, "active") };
	}
	list_arrived(v);
}

static void
on_model(struct vts *v, const json_t *data)
{
	(void)data;
	vts_refresh(v);
}

static void
on_created(struct vts *v, const json_t *data)
{
	(void)data;
	vts_refresh(v);
}

static void
on_injected(struct vts *v, const json_t *data)
{
	(void)data;
	if (v->unanswered > 0)
		v->unanswered--;
}

/* Without a model the list of expressions is empty, not missing. */
static void
on_failed_list(struct vts *v, const char *request)
{
	if (strcmp(request, "inputs") == 0)
		vts_clear_inputs(&v->lists);
	else if (strcmp(request, "hotkeys") == 0)
		vts_clear_hotkeys(&v->lists);
	else if (strcmp(request, "expressions") == 0)
		vts_clear_expressions(&v->lists);
	else
		return;
	list_arrived(v);
}

/* Whether the far side does not know us, which a new token mends. */
static bool
is_unknown(const struct vts *v, int id, const char *request)
{
	if (strcmp(request, "authentication") == 0)
		return id >= VTS_NO_TOKEN && id < VTS_NO_TOKEN + 3;
	return v->authenticated && strcmp(request, "token") != 0 &&
	    (id == VTS_NOT_AUTHENTICATED || id == VTS_DENIED);
}

/* Whether it is an echo of what was sent before the permission was taken
 * back. */
static bool
is_echo(const struct vts *v, int id, const char *request)
{
	static const char *const session[] = { "inject", "input", "hotkey",
		"expression", "create", "Model" };

	if (v->authenticated ||
	    (id != VTS_NOT_AUTHENTICATED && id != VTS_DENIED))
		return false;
	for (size_t i = 0; i < sizeof session / sizeof *session; i++)
		if (str_starts(str_of(request), session[i]))
			return true;
	return false;
}

static void
on_error(struct vts *v, const json_t *data, const char *request)
{
	int id = (int)json_integer_value(json_object_get(data, "errorID"));

	if (strcmp(request, "inject") == 0)
		on_injected(v, NULL);
	if (is_unknown(v, id, request)) {
		renew(v);
		return;
	}
	if (is_echo(v, id, request))
		return;
	v->events->error(v->ctx, id, str_of(text_of(data, "message")), request);
	on_failed_list(v, request);
}

static void
dispatch(struct vts *v, const char *type, const json_t *data)
{
	static const struct {
		const char *type;
		void (*take)(struct vts *, const json_t *data);
	} messages[] = {
		{ "InjectParameterDataResponse", on_injected },
		{ "AuthenticationTokenResponse", on_token },
		{ "AuthenticationResponse", on_authentication },
		{ "InputParameterListResponse", on_inputs },
		{ "HotkeysInCurrentModelResponse", on_hotkeys },
		{ "ExpressionStateResponse", on_expressions },
		{ "ParameterCreationResponse", on_created },
		{ "ModelLoadedEvent", on_model },
		{ "ModelConfigChangedEvent", on_model },
	};

	for (size_t i = 0; i < sizeof messages / sizeof *messages; i++)
		if (strcmp(type, messages[i].type) == 0) {
			messages[i].take(v, data);
			return;
		}
	/* Events and fields may be added to the API at any time. */
}

void
vts_receive(struct vts *v, struct str message)
{
	json_t *root = json_loadb(message.p, message.n, 0, NULL);
	const char *type = text_of(root, "messageType");
	const json_t *data = json_object_get(root, "data");

	if (strcmp(type, "APIError") == 0)
		on_error(v, data, text_of(root, "requestID"));
	else
		dispatch(v, type, data);
	json_decref(root);
}

/* Five decimals, never an exponent, as the API wants its numbers. */
static void
put_value(struct buf *b, const char *key, double value)
{
	buf_fmt(b, ",\"%s\":%.5f", key, value);
}

/* A request id that says what it was for: "hotkey Wave", in ASCII. */
static const char *
name_request(char id[64], const char *what, const char *name)
{
	size_t n = strlen(what);

	memcpy(id, what, n);
	id[n++] = ' ';
	for (; *name != '\0' && n < 63; name++)
		id[n++] = *name >= ' ' && *name <= '~' ? *name : '?';
	id[n] = '\0';
	return id;
}

static void
put_values(struct vts *v, const char *id, const struct puppet_value *values,
    size_t n, double weight)
{
	struct buf *b = begin_request(v, "InjectParameterDataRequest", id);

	put_bool(b, "faceFound", true);
	put_text(b, "mode", STR("set"));
	put_array(b, "parameterValues");
	for (size_t i = 0; i < n; i++) {
		put_open(b);
		put_text(b, "id", str_of(values[i].name));
		put_value(b, "value", values[i].value);
		if (weight < 1)
			put_value(b, "weight", weight);
		put_close(b);
	}
	put_array_close(b);
	send_request(v);
}

bool
vts_inject(
    struct vts *v, const struct puppet_value *values, size_t n, double weight)
{
	if (!vts_is_ready(v) || n == 0 || v->unanswered >= MOST_UNANSWERED)
		return false;
	v->unanswered++;
	put_values(v, "inject", values, n, weight);
	return true;
}

void
vts_probe(struct vts *v, const struct puppet_value *values, size_t n)
{
	char id[64];

	for (size_t i = 0; i < n && vts_is_ready(v); i++)
		put_values(v, name_request(id, "input", values[i].name),
		    values + i, 1, 1);
}

void
vts_hotkey(struct vts *v, const char *name_or_id)
{
	char id[64];

	put_text(begin_request(v, "HotkeyTriggerRequest",
		     name_request(id, "hotkey", name_or_id)),
	    "hotkeyID", str_of(name_or_id));
	send_request(v);
}

void
vts_expression(struct vts *v, const char *file, bool active)
{
	char id[64];
	struct buf *b = begin_request(v, "ExpressionActivationRequest",
	    name_request(id, "expression", file));

	put_text(b, "expressionFile", str_of(file));
	put_bool(b, "active", active);
	send_request(v);
}

void
vts_create(struct vts *v, const char *name, double min, double max, double rest)
{
	char id[64];
	struct buf *b = begin_request(
	    v, "ParameterCreationRequest", name_request(id, "create", name));

	put_text(b, "parameterName", str_of(name));
	put_text(b, "explanation", STR("moved by chz-vts"));
	put_value(b, "min", min);
	put_value(b, "max", max);
	put_value(b, "defaultValue", rest);
	send_request(v);
}

int
vts_broadcast_port(struct str datagram, bool *active)
{
	json_t *root = json_loadb(datagram.p, datagram.n, 0, NULL);
	json_t *data = json_object_get(root, "data");
	int port = 0;

	if (strcmp(text_of(root, "messageType"),
		"VTubeStudioAPIStateBroadcast") == 0) {
		port = (int)json_integer_value(json_object_get(data, "port"));
		*active = truth_of(data, "active");
	}
	json_decref(root);
	return port > 0 && port < 65536 ? port : 0;
}
