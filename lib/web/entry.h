/*
 * entry.h - a broadcast in a few words, for the index of many (index.js):
 *
 *	{"channel":...,"title":...,"platform":...,"opened":1767698400000,
 *	 "sec":21621,"chats":99900,"people":6000,"gifts":100,"peaks":12,
 *	 "best":[[10012,"펜타킬 소름"],...],"words":["보스",...],
 *	 "curve":[12,40,...]}
 *
 * The best moments are seconds and keywords, in order of time; words are those
 * that topics and peaks had most; the curve has at most ENTRY_CURVE sums of
 * equal stretches.  What is not known is left out.
 */
#ifndef CHZ_WEB_ENTRY_H
#define CHZ_WEB_ENTRY_H

#include "core/keyed.h"
#include "jsonl/jsonl.h"
#include "record/axis.h"
#include "record/live.h"
#include "record/peak.h"
#include "record/replay.h"
#include "record/topic.h"

enum { ENTRY_CURVE = 120, ENTRY_BEST = 3, ENTRY_WORDS = 60 };

/* Private but for the functions. */
struct entry {
	struct record_reader events, peaks, topics, lives, replays;
	struct event event;
	struct peak peak;
	struct topic topic;
	struct live live;
	struct replay replay;
	struct axis axis;
	struct buf channel, title, platform;
	int64_t sec, chats, gifts, moments;
	struct intern people;
	uint32_t *minute; /* chats, by minute */
	size_t minutes, cap;
	struct entry_moment {
		int64_t sec;
		double strength;
		struct buf words;
	} best[ENTRY_BEST]; /* the strongest first */
	size_t n_best;
	struct keyed words; /* how often, uint32_t */
};

void entry_want(struct entry *, struct jsonl *);
/* Takes one record in, all of one broadcast. */
void entry_record(struct entry *, const struct json_val *);
/* Appends the object. */
void entry_put(const struct entry *, struct buf *);
void entry_free(struct entry *);

#endif
