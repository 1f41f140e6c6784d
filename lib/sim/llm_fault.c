/* The faults of a simulated language model, and their list. */
#include "core/when.h"
#include "sim/llm_private.h"

static const char *const fault_names[LLM_FAULTS] = { "ok", "401", "404", "413",
	"429", "498", "500", "503", "502", "slow", "mute", "cut", "garbage",
	"empty", "no-choices", "prose", "loose", "plain", "bad-emotion",
	"think", "bad-json", "bad-tool", "no-form", "endless", "bad-utf8",
	"stream-error", "leak" };

const char *
llm_fault_name(enum llm_fault fault)
{
	return fault_names[fault];
}

/* "NAME", "NAME=DUR", each with an asterisk or without. */
static bool
read_fault(struct str item, enum llm_fault *fault, int64_t *value)
{
	struct str rest = item, name;

	if (str_ends(rest, "*"))
		rest.n--;
	name = str_cut(&rest, '=');
	*value = 1000;
	if (rest.p != NULL && !when_duration(rest, value))
		return false;
	for (int i = 0; i < LLM_FAULTS; i++)
		if (str_is(name, fault_names[i])) {
			*fault = (enum llm_fault)i;
			return true;
		}
	return false;
}

bool
llm_faults_are_good(struct str list)
{
	enum llm_fault fault;
	int64_t value;

	while (list.p != NULL)
		if (!read_fault(str_cut(&list, ','), &fault, &value))
			return false;
	return true;
}

/* The fault of the next request. */
enum llm_fault
llm_next_fault(struct llm *m, int64_t *value)
{
	struct str rest = str_of(m->faults), item;
	enum llm_fault fault = FINE;

	if (rest.n == 0)
		return FINE;
	item = str_cut(&rest, ',');
	read_fault(item, &fault, value);
	if (!str_ends(item, "*"))
		m->faults = rest.p;
	return fault;
}
