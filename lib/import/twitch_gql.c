/*
 * Pages of a replay's chat as Twitch's GraphQL answers them, one or an array:
 *
 *	{"data":{"video":{"comments":{"edges":[{"node":{"id","createdAt",
 *	"contentOffsetSeconds","commenter":{"id","displayName"},
 *	"message":{"fragments":[{"text"}],"userBadges":[{"setID"}]}}}]}}}}
 *
 * and the nodes alone, as some downloaders keep them.
 */
#include "import/formats.h"

static struct str
text_of(struct import_file *f, const struct json_val *node)
{
	struct json_val all = doc_at(node, "message.fragments"), part;
	struct str rest = doc_items(&all), text;
	struct buf b = { 0 };

	while (doc_item(&rest, &part))
		buf_str(&b, import_text(f, &part, "text"));
	buf_text(&b);
	text = arena_str(&f->texts, buf_view(&b));
	buf_free(&b);
	return text;
}

static struct str
role_of(const struct json_val *node)
{
	struct json_val all = doc_at(node, "message.userBadges"), badge;
	struct str rest = doc_items(&all), role = STR("viewer");

	while (doc_item(&rest, &badge)) {
		struct json_val id = doc_at(&badge, "setID");

		if (val_is(&id, "broadcaster"))
			return STR("streamer");
		if (val_is(&id, "moderator"))
			role = STR("manager");
	}
	return role;
}

static bool
read_node(struct import_file *f, const struct json_val *node)
{
	struct event e = event_blank();

	if (doc_at(node, "message").kind != VAL_OBJECT)
		return false;
	e.type = EVENT_CHAT;
	e.platform = STR("twitch");
	e.t_ms = import_sec(node, "contentOffsetSeconds");
	when_rfc3339(import_text(f, node, "createdAt"), &e.sent_at);
	e.message_id = import_text(f, node, "id");
	e.user_id = import_text(f, node, "commenter.id");
	e.user = import_text(f, node, "commenter.displayName");
	e.text = text_of(f, node);
	e.role = role_of(node);
	if (e.t_ms == RECORD_UNKNOWN && e.sent_at == WHEN_UNKNOWN)
		return false;
	import_give(f, &e);
	return true;
}

void
import_twitch_gql(struct import_file *f, const struct piece *piece)
{
	struct json_val v, edges, edge, node;
	struct str rest;

	if (piece->key.p != NULL || !import_object(f, piece, &v))
		return;
	edges = doc_at(&v, "data.video.comments.edges");
	if (edges.kind != VAL_ARRAY) {
		node = doc_at(&v, "node");
		if (!read_node(f, node.kind == VAL_OBJECT ? &node : &v))
			import_complain(f, piece, "no page of comments", 0);
		return;
	}
	rest = doc_items(&edges);
	while (doc_item(&rest, &edge)) {
		node = doc_at(&edge, "node");
		if (!read_node(f, &node))
			import_complain(
			    f, piece, "a comment without text or time", 0);
	}
}
