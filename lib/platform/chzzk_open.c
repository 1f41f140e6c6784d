/* Writes requests to the official API and reads its answers. */
#include "platform/chzzk_open.h"
#include "core/url.h"
#include "jsonl/doc.h"
#include "jsonl/put.h"

void
chzzk_open_url_send(struct buf *b, const char *base)
{
	buf_fmt(b, "%s/open/v1/chats/send", base);
}

void
chzzk_open_put_message(struct buf *b, struct str text)
{
	put_open(b);
	put_text(b, "message", text);
	put_close(b);
}

void
chzzk_open_url_me(struct buf *b, const char *base)
{
	buf_fmt(b, "%s/open/v1/users/me", base);
}

void
chzzk_open_url_session(struct buf *b, const char *base)
{
	buf_fmt(b, "%s/open/v1/sessions/auth", base);
}

/* Sessions that have ended stay in the list, behind those that have not. */
void
chzzk_open_url_sessions(struct buf *b, const char *base)
{
	buf_fmt(b, "%s/open/v1/sessions?size=50", base);
}

void
chzzk_open_url_subscribe(
    struct buf *b, const char *base, enum chzzk_topic topic, struct str key)
{
	buf_fmt(b, "%s/open/v1/sessions/events/subscribe/%s?", base,
	    chzzk_topic_name(topic));
	url_put_field(b, "sessionKey", key);
}

enum chzzk_open_result
chzzk_open_read(
    long status, struct str body, struct arena *texts, struct str *why)
{
	static const struct scan_keys keys = { .n = 2,
		.name = { DOC_KEY("code"), DOC_KEY("message") } };
	struct json_val v[2];
	struct scan_error err;
	int64_t code = status;

	*why = (struct str){ 0 };
	if (doc_open(str_trim(body), &keys, v, texts, &err)) {
		val_int(&v[0], &code);
		*why = val_text(&v[1], texts);
	} else if (status == 200) {
		return CHZZK_OPEN_BUSY;
	}
	switch (code) {
	case 200:
		return CHZZK_OPEN_OK;
	case 401:
		return CHZZK_OPEN_TOKEN;
	case 403:
		return CHZZK_OPEN_DENIED;
	default:
		return code == 429 || code >= 500 ? CHZZK_OPEN_BUSY
						  : CHZZK_OPEN_REFUSED;
	}
}

/* The members of an answer's content. */
static bool
read_content(struct str body, struct arena *texts, const struct scan_keys *keys,
    struct json_val *v)
{
	static const struct scan_keys whole = { .n = 1,
		.name = { DOC_KEY("content") } };
	struct json_val content;
	struct scan_error err;

	return doc_open(str_trim(body), &whole, &content, texts, &err) &&
	    doc_members(&content, keys, v, texts);
}

bool
chzzk_open_read_me(
    struct str body, struct arena *texts, struct str *id, struct str *name)
{
	static const struct scan_keys keys = { .n = 2,
		.name = { DOC_KEY("channelId"), DOC_KEY("channelName") } };
	struct json_val v[2];

	if (!read_content(body, texts, &keys, v))
		return false;
	*id = val_text(&v[0], texts);
	*name = val_text(&v[1], texts);
	return id->n > 0;
}

bool
chzzk_open_read_session(
    struct str body, struct arena *texts, struct str *address)
{
	static const struct scan_keys keys = { .n = 1,
		.name = { DOC_KEY("url") } };
	struct json_val v[1];

	if (!read_content(body, texts, &keys, v))
		return false;
	*address = val_text(&v[0], texts);
	return address->n > 0;
}

int
chzzk_open_read_sessions(struct str body, struct arena *texts)
{
	static const struct scan_keys keys = { .n = 1,
		.name = { DOC_KEY("data") } };
	static const struct scan_keys row = { .n = 1,
		.name = { DOC_KEY("disconnectedDate") } };
	struct json_val v[1], item, ended;
	struct str rest;
	int n = 0;

	if (!read_content(body, texts, &keys, v) || v[0].kind != VAL_ARRAY)
		return -1;
	for (rest = doc_items(&v[0]); doc_item(&rest, &item);)
		if (doc_members(&item, &row, &ended, texts))
			n += ended.kind != VAL_STRING;
	return n;
}
