/*
 * broadcast.h - what a page says of broadcasts: gathered from records, written
 * as one JSON object for page.js.
 *
 *	{"streams":[{"id":...,"channel":...,"title":...,"platform":...,
 *	  "opened":1767698400000,"names":["구름빵",...],
 *	  "t":[12,3,...],"u":[0,1,...],"x":["안녕",...],
 *	  "gifts":[[120,0,1000,"KRW","화이팅"],...],
 *	  "gaps":[[60,90],...],"ts":[[0,60,12,5,0],...],
 *	  "peaks":[{...}],"topics":[[0,300,["보스"]],...]}]}
 *
 * t are tenths of a second, each counted from the one before; u numbers in
 * names; gifts have the tenths since the start, the giver's number or -1, the
 * amount or -1.  ts are start, width, chats, people (-1: unknown) and whether
 * some is missing.  No user ids get into it.
 *
 * Memory: what is written, about 30 bytes and the text for each message.
 */
#ifndef CHZ_WEB_BROADCAST_H
#define CHZ_WEB_BROADCAST_H

#include "core/keyed.h"
#include "jsonl/jsonl.h"
#include "record/event.h"
#include "record/live.h"
#include "record/peak.h"
#include "record/replay.h"
#include "record/topic.h"
#include "record/ts.h"

struct broadcasts {
	struct keyed streams;
	/* private */
	struct record_reader events, ts, peaks, topics, lives, replays;
	struct event event;
	struct ts bucket;
	struct peak peak;
	struct topic topic;
	struct live live;
	struct replay replay;
};

void broadcasts_want(struct broadcasts *, struct jsonl *);
/* Takes one record in; one of another type is ignored. */
void broadcasts_record(struct broadcasts *, const struct json_val *);
/* Appends them all. */
void broadcasts_put(const struct broadcasts *, struct buf *);
void broadcasts_free(struct broadcasts *);

#endif
