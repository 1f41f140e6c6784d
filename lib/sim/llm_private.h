/*
 * llm_private.h - what the files of the simulated model's server
 * (llm_service.h) share.
 *
 * llm_fault.c knows the faults, llm_answer.c makes answers, errors and limits,
 * llm_stream.c streams, llm_spoil.c what is wrong on purpose; llm_service.c
 * uses them all.
 */
#ifndef CHZ_SIM_LLM_PRIVATE_H
#define CHZ_SIM_LLM_PRIVATE_H

#include "jsonl/out.h"
#include "sim/llm_service.h"
#include "sim/llm_talk.h"

/* What may go wrong with a request, in the order of fault_names. */
enum llm_fault {
	FINE,
	HTTP_401,
	HTTP_404,
	HTTP_413,
	HTTP_429,
	HTTP_498,
	HTTP_500,
	HTTP_503,
	PAGE_502,
	LATE,    /* the answer begins VALUE late */
	MUTE,    /* no answer at all */
	CUT,     /* the connection is cut within the answer */
	GARBAGE, /* the answer is no JSON */
	EMPTY,   /* content "", its tokens went into reasoning */
	NO_CHOICES,
	PROSE, /* an object with prose around, in a fence */
	LOOSE, /* an object as strict readers refuse it */
	PLAIN, /* no object, though one was asked for */
	BAD_EMOTION,
	THOUGHTS, /* <think>...</think> in front */
	BAD_JSON, /* 400 json_validate_failed */
	BAD_TOOL, /* 400 tool_use_failed, with the answer in it */
	NO_FORM,  /* 400: response_format is not known here */
	ENDLESS,  /* the answer does not end */
	BAD_UTF8,
	STREAM_ERROR, /* an error event in the stream */
	LEAK,         /* the system message is the answer */
	LLM_FAULTS
};

/* An answer under way. */
struct llm_talk {
	struct llm *llm;
	struct server_call *call;
	struct timer *timer;
	struct arena texts;
	struct llm_order order;
	struct buf content, calls;
	struct str system; /* the first message's text */
	enum llm_fault fault;
	int64_t value; /* of the fault, ms */
	size_t at;     /* bytes of the content that were sent */
	int64_t tokens;
	bool understood, begun, cut_off;
	struct llm_talk *next;
};

struct llm {
	struct sim *sim;
	struct llm_talk *talks;
	const char *faults; /* those to come: NAME[=DUR],... */
	struct out *log;
	uint64_t asked;
	int64_t opened; /* on the loop's clock, as all its times */
	int64_t minute; /* when the minute of the limit began */
	int64_t used;   /* tokens in it */
	int64_t of_day; /* requests */
};

static inline const struct sim_llm_settings *
llm_settings(const struct llm *m)
{
	return &sim_set(m->sim)->llm;
}

/* ---- faults ---- */

const char *llm_fault_name(enum llm_fault);
/* The fault of the next request. */
enum llm_fault llm_next_fault(struct llm *, int64_t *value);
/* Makes the content what the fault wants. */
void llm_spoil(struct llm_talk *);
/* Faults that take the answer's place; false for others. */
bool llm_refuse(struct llm_talk *);

/* ---- answers ---- */

/* Forgets the talk, which is over. */
void llm_drop(struct llm_talk *);
void llm_write_log(struct llm_talk *, int status);
/* Answers with an error. */
void llm_answer_error(struct llm_talk *, int status, const char *message,
    const char *type, const char *code, struct str generated);
/* Answers 429. */
void llm_refuse_for(struct llm_talk *, int64_t wait_ms);
/* Books the request; true when it is one too many, and refused. */
bool llm_is_too_much(struct llm_talk *, int64_t now);
/* The headers of the limits. */
void llm_add_limits(struct llm_talk *, int64_t now);

void llm_put_head(struct buf *, const struct llm_talk *, const char *object);
void llm_put_usage(struct buf *, const struct llm_talk *);
const char *llm_finish_of(const struct llm_talk *);
void llm_answer_whole(struct llm_talk *);

void llm_begin_stream(struct llm_talk *);
/* The next tokens of a stream. */
void llm_go_on(struct llm_talk *);

#endif
