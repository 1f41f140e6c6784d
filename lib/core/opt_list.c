/* Lists of texts, as options that may be repeated give them. */
#include <stdlib.h>

#include "core/mem.h"
#include "core/opt.h"

void
opt_list_add(struct opt_list *list, const char *text)
{
	MEM_RESERVE(list->at, list->cap, list->n + 2);
	list->at[list->n++] = text;
	list->at[list->n] = NULL;
}

void
opt_list_free(struct opt_list *list)
{
	free(list->at);
	*list = (struct opt_list){ 0 };
}
