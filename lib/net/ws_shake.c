/* Asks for a WebSocket and judges the answer. */
#include <openssl/sha.h>
#include <string.h>
#include <strings.h>

#include "core/base64.h"
#include "core/random.h"
#include "net/http.h"
#include "net/ws_shake.h"

enum { ANSWER_MAX = 16 * 1024, NONCE = 16, SWITCHING = 101 };

void
ws_shake_ask(struct ws_shake *s, struct buf *b, const char *host,
    const char *path, const char *const *headers)
{
	struct buf key = { 0 };
	char nonce[NONCE];

	random_fill(nonce, sizeof nonce);
	base64_put(&key, (struct str){ nonce, sizeof nonce });
	memcpy(s->key, buf_text(&key), sizeof s->key);
	buf_free(&key);
	buf_fmt(b,
	    "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\n"
	    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
	    "Sec-WebSocket-Key: %s\r\nUser-Agent: %s\r\n",
	    path, host, s->key, HTTP_USER_AGENT);
	if (s->protocol != NULL)
		buf_fmt(b, "Sec-WebSocket-Protocol: %s\r\n", s->protocol);
	for (size_t i = 0; headers[i] != NULL; i++)
		buf_fmt(b, "%s\r\n", headers[i]);
	buf_adds(b, "\r\n");
}

/* What the server makes of the key. */
static void
put_accept(struct buf *b, const char *key)
{
	unsigned char hash[SHA_DIGEST_LENGTH];
	struct buf text = { 0 };

	buf_fmt(&text, "%s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
	SHA1((const unsigned char *)text.p, text.n, hash);
	base64_put(b, (struct str){ (const char *)hash, sizeof hash });
	buf_free(&text);
}

static bool
same_word(struct str s, const char *word)
{
	return s.n == strlen(word) && strncasecmp(s.p, word, s.n) == 0;
}

/* Whether a list such as "keep-alive, Upgrade" has the word. */
static bool
lists(struct str list, const char *word)
{
	while (list.p != NULL)
		if (same_word(str_trim(str_cut(&list, ',')), word))
			return true;
	return false;
}

/* What the headers say. */
struct claims {
	bool upgrade, connection, accept, foreign;
};

static void
take_header(const struct ws_shake *s, struct str line, struct claims *claims)
{
	struct str value = line, name = str_trim(str_cut(&value, ':'));
	struct buf accept = { 0 };

	value = str_trim(value);
	if (same_word(name, "Upgrade")) {
		claims->upgrade = same_word(value, "websocket");
	} else if (same_word(name, "Connection")) {
		claims->connection = lists(value, "Upgrade");
	} else if (same_word(name, "Sec-WebSocket-Accept")) {
		put_accept(&accept, s->key);
		claims->accept = str_eq(value, buf_view(&accept));
		buf_free(&accept);
	} else if (same_word(name, "Sec-WebSocket-Extensions")) {
		claims->foreign = value.n > 0;
	} else if (same_word(name, "Sec-WebSocket-Protocol")) {
		claims->foreign |=
		    s->protocol == NULL || !same_word(value, s->protocol);
	}
}

static const char *
judge(const struct ws_shake *s, struct str headers)
{
	struct claims claims = { 0 };

	while (headers.p != NULL)
		take_header(s, str_cut(&headers, '\n'), &claims);
	if (!claims.upgrade || !claims.connection || !claims.accept)
		return "an answer that is no WebSocket's";
	return claims.foreign ? "an answer with what was not asked for" : NULL;
}

/* The status of "HTTP/1.1 101 Switching Protocols"; 0 when it is no such
 * line. */
static int
status_of(struct str line)
{
	int status = 0;

	if (!str_starts(line, "HTTP/1.") || line.n < 12 || line.p[8] != ' ')
		return 0;
	for (int i = 9; i < 12; i++) {
		if (line.p[i] < '0' || line.p[i] > '9')
			return 0;
		status = status * 10 + line.p[i] - '0';
	}
	return status;
}

bool
ws_shake_hear(
    const struct ws_shake *s, struct str bytes, struct ws_answer *answer)
{
	const char *end = memmem(bytes.p, bytes.n, "\r\n\r\n", 4);
	struct str headers, line;
	int status;

	*answer = (struct ws_answer){ 0 };
	if (end == NULL) {
		answer->why = "headers that are too long";
		return bytes.n > ANSWER_MAX;
	}
	answer->n = (size_t)(end - bytes.p) + 4;
	headers = (struct str){ bytes.p, answer->n - 4 };
	line = str_cut(&headers, '\n');
	status = status_of(line);
	if (status == 0)
		answer->why = "an answer that is not HTTP's";
	else if (status == SWITCHING)
		answer->why = judge(s, headers);
	else
		answer->status = status;
	return true;
}
