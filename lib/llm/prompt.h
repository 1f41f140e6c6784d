/*
 * prompt.h - what the model is told: who it is, what its task is, and chat.
 *
 * A persona file is text about the character; behind a line "---" come example
 * dialogues, "Q: what somebody says" and "A: [happy] what it answers", which
 * show the model how the character speaks.
 *
 * Chat is data.  It stands between two lines that have a tag in them which
 * changes with each run, a line of JSON for each message; all that could end
 * the quoting, or that models read as marks of their own (<, >, [, ], |, `,
 * line ends, invisible characters), is replaced, so that no message can speak
 * as anybody else.  Nicknames are cut at 40, messages at 500 characters.
 */
#ifndef CHZ_LLM_PROMPT_H
#define CHZ_LLM_PROMPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"
#include "llm/said.h"

enum {
	PERSONA_LONGEST = 12000, /* characters of it that are used */
	PERSONA_EXAMPLES = 32,
	PROMPT_NICKNAME = 40, /* characters */
	PROMPT_TEXT = 500
};

/* Texts are lent by the file's. */
struct persona {
	struct str about;
	struct persona_example {
		struct str said, emotion, answer;
	} example[PERSONA_EXAMPLES];
	size_t n;
};

/* Reads a persona file; false when there is nothing in it. */
bool persona_read(struct persona *, struct str file);

struct prompt {
	const struct persona *persona;
	const struct emotions *emotions;
	struct str language; /* "Korean" */
	struct str tag;      /* of the quoting: letters and digits */
	struct str marker;   /* a word that no answer may have */
	int sentences;       /* of an answer, at most */
	bool json;           /* the answer's form: JSON, or text */
	bool notes;          /* it may take notes on viewers */
	bool tools;          /* it may call tools */
};

/* The instructions. */
void prompt_put_system(struct buf *, const struct prompt *);
/* The schema of an answer, as JSON. */
void prompt_put_schema(struct buf *, const struct prompt *);
/* An answer as the model is to write it, for examples and turns before. */
void prompt_put_answer(
    struct buf *, const struct prompt *, struct str emotion, struct str text);

/* A message of chat. */
struct prompt_line {
	int number; /* 0 is none: of turns before */
	struct str user, text;
	int64_t amount; /* paid, in the currency's smallest unit; 0 is none */
	struct str currency;
	int64_t months;  /* of a subscription; 0 is none */
	uint32_t others; /* who say the same */
	bool streamer, first, raid;
	struct str known; /* a note about the viewer */
};

/* One line of JSON, and its end. */
void prompt_put_line(struct buf *, const struct prompt_line *);
/* Lines between the two that quote them; `what` they are: "chat",
 * "summary". */
void prompt_put_quoted(
    struct buf *, const struct prompt *, const char *what, struct str lines);
/* A stranger's text without what could be taken for anything else; at most
 * `most` characters. */
void prompt_put_safe(struct buf *, struct str text, size_t most);

/* What is asked for when old turns are to be summed up. */
void prompt_put_summary_task(struct buf *, const struct prompt *);

#endif
