/*
 * chat-downloader's messages, an array of them or one a line.  The sites'
 * fields are renamed there, so one reader serves YouTube and Twitch:
 * message_type says what it is, timestamp is in microseconds, time_in_seconds
 * is the position, money has a decimal amount.  ticker_* items repeat paid
 * messages and are left out, and so are a room's own notices.
 */
#include <string.h>

#include "import/formats.h"
#include "import/native.h"
#include "record/money.h"

static bool
has(struct str s, const char *part)
{
	return s.n > 0 && memmem(s.p, s.n, part, strlen(part)) != NULL;
}

/* Where it came from.  YouTube's actions have names of their own and its
 * channel ids begin with UC; what else has actions or display names is
 * Twitch. */
static struct str
platform_of(struct import_file *f, const struct json_val *v)
{
	struct str action = import_text(f, v, "action_type");

	if (has(action, "chat_item") || has(action, "ticker") ||
	    str_starts(import_text(f, v, "author.id"), "UC"))
		return STR("youtube");
	if (action.n > 0 ||
	    doc_at(v, "author.display_name").kind == VAL_STRING ||
	    doc_at(v, "author.name").kind == VAL_STRING)
		return STR("twitch");
	return STR("import");
}

static bool
badge_is(const struct json_val *badge, const char *a, const char *b)
{
	struct json_val icon = doc_at(badge, "icon_name");
	struct json_val name = doc_at(badge, "name");
	struct json_val title = doc_at(badge, "title");

	return val_is(&icon, a) || val_is(&icon, b) || val_is(&name, b) ||
	    val_is(&title, b);
}

static struct str
role_of(const struct json_val *v)
{
	struct json_val badges = doc_at(v, "author.badges"), badge;
	struct str rest = doc_items(&badges), role = STR("viewer");

	while (doc_item(&rest, &badge)) {
		if (badge_is(&badge, "owner", "broadcaster"))
			return STR("streamer");
		if (badge_is(&badge, "moderator", "moderator"))
			role = STR("manager");
	}
	return role;
}

static void
read_money(struct import_file *f, const struct json_val *v, struct event *e)
{
	struct json_val amount = doc_at(v, "money.amount");
	double value;

	e->currency = import_text(f, v, "money.currency");
	if (val_real(&amount, &value))
		e->amount = money_units(value, e->currency);
}

static void
read_subscription(
    struct import_file *f, const struct json_val *v, struct event *e)
{
	e->months = import_int(v, "cumulative_months");
	if (e->months == RECORD_UNKNOWN)
		e->months = import_int(v, "months");
	e->tier = import_text(f, v, "subscription_type");
	if (e->text.p == NULL)
		e->text = import_text(f, v, "system_message");
}

/* message_type and what it is here. */
static const struct {
	const char *name;
	enum event_type type;
	const char *detail; /* donation_type or action */
} types[] = {
	{ "paid_message", EVENT_DONATION, "superchat" },
	{ "paid_sticker", EVENT_DONATION, "supersticker" },
	{ "donation_announcement", EVENT_DONATION, "donation" },
	{ "membership_item", EVENT_SUBSCRIPTION, NULL },
	{ "sponsorships_gift_purchase_announcement", EVENT_SUBSCRIPTION, NULL },
	{ "deleted_message", EVENT_MODERATION, "delete" },
	{ "delete_message", EVENT_MODERATION, "delete" },
	{ "ban_user", EVENT_MODERATION, "ban" },
	{ "clear_chat", EVENT_MODERATION, "clear" },
};

static const struct {
	const char *part;
	enum event_type type;
} families[] = {
	{ "ticker", EVENT_OTHER },
	{ "redemption", EVENT_OTHER }, /* repeats the purchase */
	{ "subscription", EVENT_SUBSCRIPTION },
	{ "upgrade", EVENT_SUBSCRIPTION },
};

static enum event_type
type_of(struct str name, const struct json_val *v, const char **detail)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (str_is(name, types[i].name)) {
			*detail = types[i].detail;
			return types[i].type;
		}
	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		if (has(name, families[i].part))
			return families[i].type;
	/* Highlighted messages and such are chats; notices have no author. */
	return doc_at(v, "message").kind == VAL_STRING &&
		(doc_at(v, "author").kind == VAL_OBJECT ||
		    doc_at(v, "author").kind == VAL_STRING)
	    ? EVENT_CHAT
	    : EVENT_OTHER;
}

static void
read_message(struct import_file *f, const struct json_val *v, struct event *e)
{
	struct str sender = import_text(f, v, "author.id");

	e->platform = platform_of(f, v);
	e->sent_at = import_usec(v, "timestamp");
	e->t_ms = import_sec(v, "time_in_seconds");
	e->user_id = sender;
	e->user = import_text(f, v, "author.display_name");
	if (e->user.p == NULL)
		e->user = import_text(f, v, "author.name");
	/* In 2020 these stood alone. */
	if (e->user.p == NULL)
		e->user = import_text(f, v, "author");
	if (e->user_id.p == NULL)
		e->user_id = sender = import_text(f, v, "author_id");
	e->text = import_text(f, v, "message");
	e->message_id = import_text(f, v, "message_id");
	if (e->message_id.p == NULL && e->sent_at != WHEN_UNKNOWN)
		e->message_id =
		    import_message_id(f, sender, e->sent_at, e->text);
}

static void
read_details(struct import_file *f, const struct json_val *v, struct str name,
    const char *detail, struct event *e)
{
	int64_t bits = import_int(v, "bits");

	if (e->type == EVENT_CHAT && bits > 0) {
		e->type = EVENT_DONATION;
		e->donation_type = STR("bits");
		e->amount = bits;
		e->currency = STR("BITS");
	} else if (e->type == EVENT_DONATION) {
		e->donation_type = str_of(detail);
		read_money(f, v, e);
	} else if (e->type == EVENT_SUBSCRIPTION) {
		e->gift = has(name, "gift") && !has(name, "upgrade");
		read_subscription(f, v, e);
	} else if (e->type == EVENT_MODERATION) {
		e->action = str_of(detail);
		e->target_message_id = import_text(f, v, "target_message_id");
		e->target_user_id = import_text(f, v, "target_author_id");
	}
	if (e->type != EVENT_MODERATION)
		e->role = role_of(v);
}

void
import_chat_downloader(struct import_file *f, const struct piece *piece)
{
	struct event e = event_blank();
	const char *detail = NULL;
	struct json_val v;
	struct str name;

	if (!import_object(f, piece, &v))
		return;
	name = import_text(f, &v, "message_type");
	e.type = type_of(name, &v, &detail);
	if (e.type == EVENT_OTHER && name.n == 0) {
		import_complain(f, piece, "no message in it", 0);
		return;
	}
	if (e.type == EVENT_OTHER)
		return;
	read_message(f, &v, &e);
	read_details(f, &v, name, detail, &e);
	native_take(&v, &e, &f->texts);
	if (e.t_ms == RECORD_UNKNOWN && e.sent_at == WHEN_UNKNOWN)
		import_complain(f, piece, "a message without a time", 0);
	else
		import_give(f, &e);
}
