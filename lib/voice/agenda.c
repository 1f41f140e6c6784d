/* Orders replies that wait. */
#include <stdlib.h>

#include "core/mem.h"
#include "core/when.h"
#include "voice/agenda.h"

struct agenda_item *
agenda_add(struct agenda *a, struct str id, int64_t priority)
{
	struct agenda_item *item = xcalloc(1, sizeof *item), **at = &a->first;

	item->id = xstrndup(id.p, id.n);
	item->priority = priority;
	item->made_at = WHEN_UNKNOWN;
	while (*at != NULL && (*at)->priority >= priority)
		at = &(*at)->next;
	item->next = *at;
	*at = item;
	a->n++;
	return item;
}

struct agenda_item *
agenda_find(const struct agenda *a, struct str id)
{
	struct agenda_item *item = a->first;

	while (item != NULL && !(item->open && str_is(id, item->id)))
		item = item->next;
	return item;
}

bool
agenda_is_open(const struct agenda *a)
{
	const struct agenda_item *item = a->first;

	while (item != NULL && !item->open)
		item = item->next;
	return item != NULL;
}

void
agenda_put(struct agenda_item *item, struct str text, struct str emotion)
{
	if (item->text.n > 0)
		buf_addc(&item->text, '\n');
	buf_str(&item->text, text);
	if (emotion.p == NULL)
		return;
	free(item->emotion);
	item->emotion = xstrndup(emotion.p, emotion.n);
}

struct agenda_item *
agenda_take(struct agenda *a)
{
	struct agenda_item *item = a->first;

	if (item == NULL)
		return NULL;
	a->first = item->next;
	item->next = NULL;
	a->n--;
	return item;
}

void
agenda_item_free(struct agenda_item *item)
{
	if (item == NULL)
		return;
	free(item->id);
	free(item->emotion);
	buf_free(&item->text);
	free(item);
}
