/*
 * sent.h - the records of what the simulator did, of chz-records(5): a message
 * that was sent, a fault that was played, a request to the language model.
 */
#ifndef CHZ_RECORD_SENT_H
#define CHZ_RECORD_SENT_H

#include "record/record.h"

/* Begin with sent_blank(). */
struct sent {
	enum sent_type { SENT_OTHER, SENT_MESSAGE, SENT_FAULT } type;
	struct str fault; /* which, of a fault */
	struct str channel_id, stream_id;
	int64_t sent_at;
	struct str message_id;
	int64_t readers;  /* connections that it went to */
	int64_t withheld; /* connections that a fault kept it from */
};

extern const struct record_type sent_record;

struct sent sent_blank(void);

/* Begin with llm_asked_blank(). */
struct llm_asked {
	int64_t at_ms, status;
	struct str fault;   /* which was played */
	struct str request; /* JSON */
	struct str content; /* that was answered */
};

extern const struct record_type llm_asked_record;

struct llm_asked llm_asked_blank(void);

#endif
