/* Keeps notes on the keys that were met lately. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "core/mem.h"
#include "core/random.h"
#include "core/when.h"
#include "text/lately.h"

enum { FIRST = 64 };

enum { YOUNG = 1 /* in a key: met since the last time some were forgotten */ };

uint64_t
lately_key(struct str text, uint64_t of)
{
	static uint64_t secret;
	uint64_t key;

	if (secret == 0)
		secret = random_seed() | 1;
	key = XXH3_64bits_withSeed(text.p != NULL ? text.p : "", text.n,
		  random_mix(secret ^ of)) |
	    YOUNG;
	return key != YOUNG ? key : ~UINT64_C(0);
}

/* Where the key is, or the free slot where it belongs. */
static struct lately_note *
probe(struct lately_note *slots, size_t mask, uint64_t key)
{
	size_t i = key >> 1 & mask;

	while (slots[i].key != 0 && (slots[i].key | YOUNG) != key)
		i = (i + 1) & mask;
	return &slots[i];
}

/* Takes all notes, but old ones only if `with_old`, to `into`. */
static void
move(struct lately *l, struct lately_note *into, size_t mask, bool with_old)
{
	l->n = 0;
	for (size_t i = 0; l->slots != NULL && i <= l->mask; i++) {
		struct lately_note *note = &l->slots[i];

		if (note->key == 0 || (!with_old && (note->key & YOUNG) == 0))
			continue;
		*probe(into, mask, note->key | YOUNG) = *note;
		l->n++;
	}
}

/* Three quarters full at most. */
static void
grow(struct lately *l)
{
	size_t room = l->slots != NULL ? (l->mask + 1) * 2 : FIRST;
	struct lately_note *slots = xcalloc(room, sizeof *slots);

	move(l, slots, room - 1, true);
	free(l->slots);
	free(l->spare);
	l->slots = slots;
	l->spare = NULL;
	l->mask = room - 1;
}

/* Forgets the old notes; the young ones become old. */
static void
turn(struct lately *l)
{
	size_t room = l->mask + 1;
	struct lately_note *slots = l->spare;

	if (slots == NULL)
		slots = xcalloc(room, sizeof *slots);
	else
		memset(slots, 0, room * sizeof *slots);
	move(l, slots, l->mask, false);
	for (size_t i = 0; i < room; i++)
		slots[i].key &= ~(uint64_t)YOUNG;
	l->spare = l->slots;
	l->slots = slots;
	l->young = 0;
}

struct lately_note *
lately_note(struct lately *l, uint64_t key)
{
	size_t window = l->window != 0 ? l->window : LATELY_WINDOW;
	struct lately_note *note = NULL;

	if (l->young >= window)
		turn(l);
	if (l->slots == NULL || l->n * 4 > l->mask * 3)
		grow(l);
	note = probe(l->slots, l->mask, key);
	if (note->key == key)
		return note;
	if (note->key == 0) {
		*note = (struct lately_note){ .at = WHEN_UNKNOWN };
		l->n++;
	}
	note->key = key;
	l->young++;
	return note;
}

void
lately_free(struct lately *l)
{
	free(l->slots);
	free(l->spare);
	*l = (struct lately){ 0 };
}
