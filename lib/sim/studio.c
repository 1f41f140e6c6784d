/* Clients of the studio, and what its user and time do. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "jsonl/put.h"
#include "sim/studio_inputs.h"
#include "sim/studio_private.h"

enum {
	LOST_MS = 1000, /* an input that was not sent for so long */
	TEST_MS = 1000  /* between two TestEvents */
};

struct studio *
studio_new(const struct studio_settings *settings)
{
	struct studio *s = xcalloc(1, sizeof *s);

	s->settings = *settings;
	s->models = 1;
	s->face_seen_at = INT64_MIN / 2;
	for (size_t i = 0; i < N_HOTKEYS; i++)
		s->fired_at[i] = INT64_MIN / 2;
	for (size_t i = 0; i < studio_n_default_inputs; i++)
		studio_add_input(s, studio_default_inputs[i].name, NULL,
		    studio_default_inputs[i].min, studio_default_inputs[i].max,
		    0);
	return s;
}

static void
forget_permissions(struct studio *s)
{
	for (size_t i = 0; i < s->n_permissions; i++) {
		free(s->permissions[i].plugin);
		free(s->permissions[i].developer);
	}
	s->n_permissions = 0;
}

static void
free_client(struct studio_client *c)
{
	free(c->plugin);
	free(c->developer);
	free(c->waiting);
	free(c);
}

void
studio_free(struct studio *s)
{
	if (s == NULL)
		return;
	while (s->clients != NULL)
		studio_close(s, s->clients->id);
	for (size_t i = 0; i < s->n; i++) {
		free(s->inputs[i].name);
		free(s->inputs[i].owner);
	}
	free(s->inputs);
	forget_permissions(s);
	free(s->permissions);
	buf_free(&s->message);
	buf_free(&s->line);
	free(s);
}

void
studio_open(struct studio *s, void *client)
{
	struct studio_client *c = xcalloc(1, sizeof *c);

	c->id = client;
	c->next = s->clients;
	s->clients = c;
}

void
studio_close(struct studio *s, void *client)
{
	for (struct studio_client **at = &s->clients; *at != NULL;
	     at = &(*at)->next) {
		struct studio_client *c = *at;

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

static struct studio_client *
find_client(const struct studio *s, const void *client)
{
	struct studio_client *c = s->clients;

	while (c != NULL && c->id != client)
		c = c->next;
	return c;
}

/* Any token of before is void. */
static struct studio_permission *
permit(struct studio *s, const struct studio_client *c)
{
	struct studio_permission *p = studio_permission(s, c);

	if (p == NULL) {
		MEM_RESERVE(
		    s->permissions, s->permissions_cap, s->n_permissions + 1);
		p = &s->permissions[s->n_permissions++];
		p->plugin = xstrdup(c->plugin);
		p->developer = xstrdup(c->developer);
	}
	snprintf(p->token, sizeof p->token, "sim-token-%u", ++s->tokens);
	return p;
}

/* The user has clicked. */
static void
answer_click(struct studio *s, struct studio_client *c, int64_t now)
{
	struct ask a = { s, c, NULL, c->waiting, now };

	if (s->settings.deny) {
		studio_refuse(&a, VTS_DENIED, "the user denied access", NULL);
	} else {
		const struct studio_permission *p = permit(s, c);

		put_text(studio_begin(&a, "AuthenticationTokenResponse"),
		    "authenticationToken", str_of(p->token));
		studio_end(&a);
	}
	free(c->waiting);
	c->waiting = NULL;
}

void
studio_receive(struct studio *s, void *client, struct str message, int64_t now)
{
	json_t *root = json_loadb(message.p, message.n, 0, NULL);
	const char *id = studio_text(root, "requestID");
	struct ask a = { s, find_client(s, client),
		json_object_get(root, "data"),
		id[0] != '\0' ? id : "made-up-by-the-simulator", now };

	if (a.client == NULL)
		return;
	if (root == NULL)
		studio_refuse(&a, BAD_JSON, "no JSON", NULL);
	else if (strcmp(studio_text(root, "apiName"), "VTubeStudioPublicAPI") !=
	    0)
		studio_refuse(&a, BAD_API_NAME, "apiName is wrong", NULL);
	else if (strcmp(studio_text(root, "apiVersion"), "1.0") != 0)
		studio_refuse(&a, BAD_VERSION, "apiVersion is wrong", NULL);
	else
		studio_dispatch(&a, studio_text(root, "messageType"));
	json_decref(root);
}

/* An input that nobody sends falls back to its rest. */
static void
expire(struct studio *s, int64_t now)
{
	for (size_t i = 0; i < s->n; i++) {
		struct studio_input *in = &s->inputs[i];

		if (in->by == NULL || now - in->sent <= LOST_MS)
			continue;
		in->by = NULL;
		in->value = in->rest;
		studio_log_event(s, now, "lost", in->name);
	}
}

static void
send_test(struct studio *s, struct studio_client *c, int64_t now)
{
	struct ask a = { s, c, NULL, "event", now };
	struct buf *b = studio_begin(&a, "TestEvent");

	put_text(b, "yourTestMessage", str_of(c->test_message));
	put_int(b, "counter", c->tests++);
	studio_end(&a);
	c->test_at = now + TEST_MS;
}

void
studio_tick(struct studio *s, int64_t now)
{
	for (struct studio_client *c = s->clients; c != NULL; c = c->next)
		if (c->waiting != NULL && now >= c->click_at)
			answer_click(s, c, now);
	for (struct studio_client *c = s->clients; c != NULL; c = c->next)
		if (c->test_events && now >= c->test_at)
			send_test(s, c, now);
	expire(s, now);
	if (s->hotkeys > 0 && now - s->hotkey_at >= HOTKEY_MS) {
		s->hotkeys--;
		s->hotkey_at = now;
	}
}

void
studio_revoke(struct studio *s)
{
	forget_permissions(s);
	/* What a plugin made goes with its permission. */
	for (size_t i = s->n; i > 0; i--)
		if (s->inputs[i - 1].owner != NULL)
			studio_remove_input(s, &s->inputs[i - 1]);
	for (struct studio_client *c = s->clients; c != NULL; c = c->next)
		c->authenticated = false;
}

void
studio_swap_model(struct studio *s, int64_t now)
{
	s->models++;
	for (struct studio_client *c = s->clients; c != NULL; c = c->next) {
		struct ask a = { s, c, NULL, "event", now };

		if (!c->model_events)
			continue;
		studio_put_model(studio_begin(&a, "ModelLoadedEvent"), s);
		studio_end(&a);
	}
}

void
studio_broadcast(struct buf *b, int port, bool active, int64_t now)
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
