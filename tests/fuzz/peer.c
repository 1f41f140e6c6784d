/* Loads documents with jansson, for comparison with our scan. */
#include <jansson.h>
#include <string.h>

#include "peer.h"

static const json_t *
json_of(const struct peer *doc)
{
	return (const json_t *)(const void *)doc;
}

enum peer_verdict
peer_load(struct str s, struct peer **doc, const char **why)
{
	static json_error_t e;
	json_t *json;

	*why = "a NUL";
	if (s.n > 0 && memchr(s.p, '\0', s.n) != NULL)
		return PEER_BAD;
	json = json_loadb(s.p, s.n, JSON_ALLOW_NUL, &e);
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
	struct peer_value value = { .kind = VAL_ABSENT };

	if (json_is_object(v))
		value.kind = VAL_OBJECT;
	else if (json_is_array(v))
		value.kind = VAL_ARRAY;
	else if (json_is_null(v))
		value.kind = VAL_NULL;
	else if (json_is_boolean(v))
		value.kind = json_is_true(v) ? VAL_TRUE : VAL_FALSE;
	else if (json_is_number(v))
		value.kind = VAL_NUMBER;
	if (json_is_string(v)) {
		value.kind = VAL_STRING;
		value.text.p = json_string_value(v);
		value.text.n = json_string_length(v);
	}
	value.whole = json_is_integer(v);
	value.integer = json_integer_value(v);
	value.real = json_number_value(v);
	return value;
}
