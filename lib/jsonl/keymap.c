/* Builds the table of wanted keys. */
#include "jsonl/keymap.h"

/* A name's id without reading past its end. */
static struct key_id
name_id(struct str name)
{
	char padded[8] = "";

	if (name.n >= 8)
		return key_id(name.p, name.n);
	memcpy(padded, name.p, name.n);
	return key_id(padded, name.n);
}

void
keymap_init(struct keymap *m, const struct scan_keys *keys)
{
	m->keys = keys;
	memset(m->head, KEYMAP_NONE, sizeof m->head);
	for (unsigned i = 0; i < keys->n; i++) {
		struct key_id id = name_id(keys->name[i]);
		uint64_t hash = key_hash(id) >> 56;

		m->id[i] = id;
		m->next[i] = m->head[hash];
		m->head[hash] = (uint8_t)i;
	}
}
