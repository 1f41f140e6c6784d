#include <string.h>

#include "peer.h"

/* Our kinds by other names, since jansson's enum has the same. */
static const enum json_kind our_null = JSON_NULL, our_false = JSON_FALSE,
			    our_true = JSON_TRUE, our_number = JSON_NUMBER,
			    our_string = JSON_STRING, our_array = JSON_ARRAY,
			    our_object = JSON_OBJECT;
#define JSON_NULL PEER_NULL
#define JSON_FALSE PEER_FALSE
#define JSON_TRUE PEER_TRUE
#define JSON_STRING PEER_STRING
#define JSON_ARRAY PEER_ARRAY
#define JSON_OBJECT PEER_OBJECT
#include <jansson.h>

static const json_t *
json_of(const struct peer *doc)
{
	return (const json_t *)(const void *)doc;
}

enum peer_verdict
peer_load(struct str s, struct peer **doc, const char **why)
{
	static json_error_t e;
	json_t *json = json_loadb(s.p, s.n, JSON_ALLOW_NUL, &e);

	*doc = (struct peer *)(void *)json;
	*why = e.text;
	if (json != NULL)
		return PEER_GOOD;
	if (strncmp(e.text, "invalid Unicode", 15) == 0 ||
	    json_error_code(&e) == json_error_numeric_overflow ||
	    json_error_code(&e) == json_error_null_byte_in_key)
		return PEER_CHOICE;
	return PEER_BAD;
}

void
peer_free(struct peer *doc)
{
	json_decref((json_t *)(void *)doc);
}

bool
peer_is_object(const struct peer *doc)
{
	return json_is_object(json_of(doc));
}

static int
depth_of(json_t *json)
{
	json_t *item;
	const char *key;
	size_t i;
	int deepest = 0, d;

	json_array_foreach(json, i, item) deepest =
	    (d = depth_of(item)) > deepest ? d : deepest;
	json_object_foreach(json, key, item) deepest =
	    (d = depth_of(item)) > deepest ? d : deepest;
	return json_is_array(json) || json_is_object(json) ? deepest + 1 : 0;
}

int
peer_depth(const struct peer *doc)
{
	return depth_of((json_t *)(uintptr_t)doc);
}

struct peer_value
peer_get(const struct peer *doc, const char *key)
{
	const json_t *v = json_object_get(json_of(doc), key);
	struct peer_value value = { .kind = JSON_ABSENT };

	if (json_is_object(v))
		value.kind = our_object;
	else if (json_is_array(v))
		value.kind = our_array;
	else if (json_is_null(v))
		value.kind = our_null;
	else if (json_is_boolean(v))
		value.kind = json_is_true(v) ? our_true : our_false;
	else if (json_is_number(v))
		value.kind = our_number;
	if (json_is_string(v)) {
		value.kind = our_string;
		value.text.p = json_string_value(v);
		value.text.n = json_string_length(v);
	}
	value.whole = json_is_integer(v);
	value.integer = json_integer_value(v);
	value.real = json_number_value(v);
	return value;
}
