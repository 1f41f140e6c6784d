/*
 * vts.h against studio.h in memory, and against messages in the shapes that
 * VTube Studio's documents show, made by hand.
 */
#include <stdlib.h>

#include "avatar/vts.h"
#include "core/file.h"
#include "core/mem.h"
#include "sim/studio.h"
#include "tap.h"

/* Both ends, and what passed between them. */
struct stage {
	struct vts *vts;
	struct studio *sim;
	int64_t now;
	char *token;
	int asked, ready, errors, last_error, lost;
	size_t inputs;
};

static void
to_sim(void *ctx, struct str message)
{
	struct stage *s = ctx;
	/* The session may write its next message into the same buffer. */
	char *copy = xstrndup(message.p, message.n);

	studio_receive(s->sim, s, str_of(copy), s->now);
	free(copy);
}

static void
to_vts(void *ctx, void *client, struct str message)
{
	struct stage *s = ctx;
	char *copy = xstrndup(message.p, message.n);

	(void)client;
	vts_receive(s->vts, str_of(copy));
	free(copy);
}

static void
on_log(void *ctx, struct str line)
{
	struct stage *s = ctx;

	s->lost += memmem(line.p, line.n, "\"lost\"", 6) != NULL;
}

static void
on_token(void *ctx, const char *token)
{
	struct stage *s = ctx;

	free(s->token);
	s->token = token != NULL ? xstrdup(token) : NULL;
}

static void
on_asking(void *ctx)
{
	struct stage *s = ctx;

	s->asked++;
}

static void
on_ready(void *ctx, const struct vts_lists *l)
{
	struct stage *s = ctx;

	s->ready++;
	s->inputs = l->n_inputs;
}

static void
on_error(void *ctx, int id, struct str why, const char *request)
{
	struct stage *s = ctx;

	(void)why;
	(void)request;
	s->errors++;
	s->last_error = id;
}

static const struct vts_events events = { to_sim, on_token, on_asking, on_ready,
	on_error };

static void
open_stage(struct stage *s, bool deny)
{
	*s = (struct stage){ .now = 1000 };
	s->sim = studio_new(&(struct studio_settings){ .click_ms = 500,
	    .deny = deny,
	    .send = to_vts,
	    .log = on_log,
	    .ctx = s });
	s->vts = vts_new(&events, s, NULL);
	studio_open(s->sim, s);
	vts_opened(s->vts);
}

static void
pass(struct stage *s, int64_t ms)
{
	s->now += ms;
	studio_tick(s->sim, s->now);
}

static void
close_stage(struct stage *s)
{
	studio_close(s->sim, s);
	studio_free(s->sim);
	vts_free(s->vts);
	free(s->token);
}

static void
test_session(void)
{
	const struct puppet_value open = { "MouthOpen", 0.5 };
	const struct puppet_value unknown = { "ParamMouthOpenY", 0.5 };
	struct stage s;

	open_stage(&s, false);
	ok(s.asked == 1 && !vts_is_ready(s.vts), "asks for permission once");
	pass(&s, 600);
	ok(s.token != NULL, "the token is kept");
	ok(vts_is_ready(s.vts) && s.ready == 1, "ready when all lists came");
	ok(s.inputs > 50, "with VTube Studio's inputs");
	ok(vts_inject(s.vts, &open, 1, 1) && s.errors == 0, "injects");
	pass(&s, 900);
	ok(s.lost == 0, "an input lives on within a second");
	pass(&s, 200);
	ok(s.lost == 1, "and is lost after it");
	vts_inject(s.vts, &unknown, 1, 1);
	ok(s.last_error == VTS_INPUT_NOT_FOUND, "an unknown input is an error");
	vts_hotkey(s.vts, "wave");
	ok(s.errors == 1, "a hotkey by its name, whatever the case");
	vts_hotkey(s.vts, "Dance");
	ok(s.last_error == VTS_HOTKEY_NOT_FOUND, "an unknown hotkey");
	vts_create(s.vts, "ChzBreath", 0, 1, 0.5);
	ok(s.ready == 2, "a created input brings new lists");
	studio_swap_model(s.sim, s.now);
	ok(s.ready == 3, "and so does another model");
	close_stage(&s);
}

static void
test_revoked(void)
{
	const struct puppet_value open = { "MouthOpen", 0.5 };
	struct stage s;

	open_stage(&s, false);
	pass(&s, 600);
	studio_revoke(s.sim);
	vts_inject(s.vts, &open, 1, 1);
	ok(s.token == NULL && s.asked == 2,
	    "a revoked token is forgotten and asked for anew");
	pass(&s, 600);
	ok(vts_is_ready(s.vts), "and all goes on");
	close_stage(&s);
}

static void
test_denied(void)
{
	struct stage s;

	open_stage(&s, true);
	pass(&s, 600);
	ok(s.last_error == VTS_DENIED && s.asked == 1,
	    "a denied permission is not asked for again");
	close_stage(&s);
}

/* Messages from a file; nothing is there to answer. */
static void
receive_file(struct vts *v, const char *name)
{
	struct buf path = { 0 }, text = { 0 };

	buf_fmt(&path, "tests/fixtures/vts/%s", name);
	if (!file_read(buf_text(&path), 1 << 20, &text))
		printf("# cannot read %s\n", path.p);
	vts_receive(v, buf_view(&text));
	buf_free(&path);
	buf_free(&text);
}

static void
drop_message(void *ctx, struct str message)
{
	(void)ctx;
	(void)message;
}

static void
test_shapes(void)
{
	static const struct vts_events deaf = { drop_message, on_token,
		on_asking, on_ready, on_error };
	struct stage s = { 0 };
	struct vts *v = vts_new(&deaf, &s, "token");

	vts_opened(v);
	receive_file(v, "authentication.response.json");
	receive_file(v, "input_parameter_list.response.json");
	receive_file(v, "hotkeys_in_current_model.response.json");
	ok(s.ready == 0, "two lists of three are not enough");
	receive_file(v, "expression_state.response.json");
	ok(s.ready == 1, "the documents' shapes are understood");
	receive_file(v, "inject_set.response.json");
	receive_file(v, "event_unknown_future.json");
	vts_receive(v, STR("no json"));
	vts_receive(v, STR("[1,2]"));
	ok(s.errors == 0, "what is not known is passed over");
	receive_file(v, "error_0453_inject_param_not_found.json");
	ok(s.last_error == VTS_INPUT_NOT_FOUND, "errors by their number");
	receive_file(v, "event_model_loaded.json");
	ok(!vts_is_ready(v), "another model: its lists are waited for");
	receive_file(v, "input_parameter_list.response.json");
	receive_file(v, "hotkeys_in_current_model.response.json");
	receive_file(v, "expression_state.response.json");
	ok(s.ready == 2 && vts_is_ready(v), "... and then it is ready");
	vts_free(v);
}

/* A session that begins with `token`, which the answers in `name` follow. */
static void
begin_with(struct stage *s, const char *token, const char *name)
{
	static const struct vts_events deaf = { drop_message, on_token,
		on_asking, on_ready, on_error };

	*s = (struct stage){ 0 };
	if (token != NULL)
		on_token(s, token);
	s->vts = vts_new(&deaf, s, token);
	vts_opened(s->vts);
	receive_file(s->vts, name);
}

static void
end_with(struct stage *s)
{
	vts_free(s->vts);
	free(s->token);
}

static void
test_permission_shapes(void)
{
	struct stage s;

	begin_with(&s, NULL, "authentication_token.response.json");
	ok(s.asked == 1 && s.token != NULL &&
		strcmp(s.token,
		    "00000000fixture0token0not0a0secret00000000000000") == 0,
	    "a token that is given is kept");
	end_with(&s);
	begin_with(&s, "old", "authentication_rejected.response.json");
	ok(s.token == NULL && s.asked == 1,
	    "one that is not valid is forgotten, and permission asked for");
	end_with(&s);
	begin_with(&s, NULL, "error_0050_token_denied.json");
	ok(s.last_error == VTS_DENIED && s.asked == 1,
	    "a no is an error, and not asked again");
	end_with(&s);
	begin_with(&s, "good", "authentication.response.json");
	receive_file(s.vts, "error_0008_requires_authentication.json");
	ok(s.token == NULL && s.errors == 0 && s.asked == 1,
	    "a session that was forgotten asks for permission anew");
	end_with(&s);
}

static void
test_broadcast(void)
{
	struct buf datagram = { 0 };
	bool active = false;

	if (!file_read(
		"tests/fixtures/vts/udp_broadcast.json", 1 << 20, &datagram))
		printf("# cannot read it\n");
	ok(vts_broadcast_port(buf_view(&datagram), &active) == 8001 && active,
	    "the discovery broadcast of the documents");
	datagram.n = 0;
	studio_broadcast(&datagram, 8002, false, 0);
	ok(vts_broadcast_port(buf_view(&datagram), &active) == 8002 && !active,
	    "the simulator's, with the API switched off");
	ok(vts_broadcast_port(STR("{}"), &active) == 0, "and what is none");
	buf_free(&datagram);
}

int
main(void)
{
	test_session();
	test_revoked();
	test_denied();
	test_shapes();
	test_permission_shapes();
	test_broadcast();
	return done_testing();
}
