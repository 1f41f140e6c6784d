/* The list of all record types. */
#include "record/types.h"
#include "record/arrivals.h"
#include "record/audience.h"
#include "record/avatar.h"
#include "record/bus.h"
#include "record/cluster.h"
#include "record/control.h"
#include "record/event.h"
#include "record/live.h"
#include "record/memory.h"
#include "record/node.h"
#include "record/overlap.h"
#include "record/part.h"
#include "record/peak.h"
#include "record/progress.h"
#include "record/raw.h"
#include "record/replay.h"
#include "record/reply.h"
#include "record/sent.h"
#include "record/source.h"
#include "record/stats.h"
#include "record/topic.h"
#include "record/ts.h"
#include "record/words.h"

const struct record_type *const record_types[] = {
	&event_record,
	&raw_record,
	&source_record,
	&live_record,
	&replay_record,
	&ts_record,
	&arrivals_record,
	&peak_record,
	&topic_record,
	&words_record,
	&stats_record,
	&tally_record,
	&node_record,
	&overlap_record,
	&audience_record,
	&part_record,
	&cluster_record,
	&reply_record,
	&speech_record,
	&mouth_record,
	&turn_record,
	&viewer_record,
	&control_record,
	&parameter_record,
	&hotkey_record,
	&expression_record,
	&avatar_record,
	&bus_record,
	&sent_record,
	&progress_record,
	&llm_asked_record,
	NULL,
};

const struct record_type *
record_type_of(struct str name, int *which)
{
	for (size_t t = 0; record_types[t] != NULL; t++)
		for (int i = 0; record_types[t]->name[i] != NULL; i++)
			if (str_is(name, record_types[t]->name[i])) {
				*which = i;
				return record_types[t];
			}
	return NULL;
}
