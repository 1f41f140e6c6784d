/* Writes requests to the official API and reads its answers. */
#include "platform/chzzk_open.h"
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
