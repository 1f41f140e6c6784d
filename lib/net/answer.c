/* Answers requests for pages. */
#include <openssl/crypto.h>
#include <string.h>

#include "jsonl/put.h"
#include "net/answer.h"

const char answer_json[] = "application/json";

bool
answer_is_get(const struct server_call *call)
{
	return str_is(server_method(call), "GET") ||
	    str_is(server_method(call), "HEAD");
}

bool
answer_is_post(const struct server_call *call)
{
	return str_is(server_method(call), "POST") ||
	    str_is(server_method(call), "PUT");
}

struct str
answer_secret(const struct server_call *call)
{
	struct str header = server_header(call, "authorization");

	return str_take(&header, "Bearer ") ? header
					    : server_query(call, "token");
}

bool
answer_secret_is(struct str given, const char *secret)
{
	return given.n == strlen(secret) &&
	    CRYPTO_memcmp(given.p, secret, given.n) == 0;
}

void
answer_with(struct server_call *call, int status, const char *type,
    struct str body, const char *policy)
{
	server_add_header(call, "cache-control", "no-store");
	server_add_header(call, "x-content-type-options", "nosniff");
	server_add_header(call, "referrer-policy", "no-referrer");
	server_add_header(call, "cross-origin-resource-policy", "same-origin");
	server_add_header(call, "content-security-policy", policy);
	server_answer(call, status, type, body);
}

void
answer_error(
    struct server_call *call, int status, const char *why, const char *policy)
{
	struct buf b = { 0 };

	put_open(&b);
	put_text(&b, "error", str_of(why));
	put_line(&b);
	answer_with(call, status, answer_json, buf_view(&b), policy);
	buf_free(&b);
}
