/* Writes the answers of the studio, and its log. */
#include <stdio.h>

#include "jsonl/put.h"
#include "sim/studio_private.h"

void
studio_log(struct studio *s, const struct avatar_moment *moment)
{
	s->line.n = 0;
	record_put(&s->line, &avatar_record, moment);
	s->settings.log(s->settings.ctx, buf_view(&s->line));
}

void
studio_log_event(
    struct studio *s, int64_t now, const char *event, const char *name)
{
	studio_log(s,
	    &(struct avatar_moment){ .type = AVATAR_EVENT,
		.at_ms = now,
		.event = str_of(event),
		.name = str_of(name) });
}

struct buf *
studio_begin(const struct ask *a, const char *type)
{
	struct buf *b = &a->sim->message;

	b->n = 0;
	put_open(b);
	put_text(b, "apiName", STR("VTubeStudioPublicAPI"));
	put_text(b, "apiVersion", STR("1.0"));
	put_int(b, "timestamp", a->now);
	put_text(b, "messageType", str_of(type));
	put_text(b, "requestID", str_of(a->id));
	/* The API may grow; clients must accept that. */
	put_bool(b, "somethingNew", true);
	put_object(b, "data");
	return b;
}

void
studio_end(const struct ask *a)
{
	struct studio *s = a->sim;

	put_close(&s->message);
	put_close(&s->message);
	s->settings.send(s->settings.ctx, a->client->id, buf_view(&s->message));
}

void
studio_refuse(const struct ask *a, int id, const char *why, const char *what)
{
	struct buf *b = studio_begin(a, "APIError"), text = { 0 };

	buf_fmt(&text, "%s%s%s", why, what != NULL ? ": " : "",
	    what != NULL ? what : "");
	put_int(b, "errorID", id);
	put_text(b, "message", buf_view(&text));
	buf_free(&text);
	studio_end(a);
}

const char *
studio_text(const json_t *data, const char *key)
{
	const char *text = json_string_value(json_object_get(data, key));

	return text != NULL ? text : "";
}

void
studio_put_model(struct buf *b, const struct studio *s)
{
	char id[40], name[40];

	snprintf(id, sizeof id, "%032x", s->models);
	snprintf(name, sizeof name, "Sim %u", s->models);
	put_bool(b, "modelLoaded", true);
	put_text(b, "modelName", str_of(name));
	put_text(b, "modelID", str_of(id));
}
