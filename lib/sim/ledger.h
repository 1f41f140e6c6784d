/*
 * ledger.h - what a simulator has sent, so that a test knows what its reader
 * should have.
 *
 * One JSON object a line, in the order of sending:
 *	{"type":"sent","channel_id":...,"stream_id":...,"sent_at":...,
 *	 "message_id":...,"readers":N,"withheld":M}
 * readers: connections that should have it; withheld (absent when 0): those of
 * them that a fault has kept it from.  And for each fault as it happens:
 *	{"type":"fault","fault":"drop","channel_id":...,"sent_at":...}
 */
#ifndef CHZ_SIM_LEDGER_H
#define CHZ_SIM_LEDGER_H

#include "record/sent.h"
#include "sim/world.h"

struct ledger;

/* NULL when `path` is; exits when it cannot be opened. */
struct ledger *ledger_open(const char *path);
/* These accept NULL and do nothing. */
void ledger_sent(struct ledger *, const struct channel *, const struct event *,
    unsigned readers, unsigned withheld);
/* The same for what is not Chzzk's. */
void ledger_put(struct ledger *, const struct sent *);
void ledger_fault(
    struct ledger *, const char *fault, struct str channel_id, int64_t ms);
/* Writes out what was put. */
void ledger_flush(struct ledger *);
/* The exit status; accepts NULL. */
int ledger_close(struct ledger *);

#endif
