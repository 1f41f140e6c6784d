/*
 * wording.h - how a message of chat reads as a line to a character.
 *
 * A form is text with {NAME} in it for what the message has:
 *
 *	PLATFORM, platform	"CHZZK", "chzzk"
 *	user, text		who says what
 *	amount			"1000원", "1.99 USD", "100 BITS"
 *	months			of a subscription
 *	others			how many more say the same
 *
 * There is a form for each type of message, chat, donation, subscription and
 * raid; others may be given for a platform, or a type on a platform.  A
 * stranger's words are cut, and without what ends a line or looks like a form's
 * brackets, so that nobody can speak as anybody else.
 */
#ifndef CHZ_LLM_WORDING_H
#define CHZ_LLM_WORDING_H

#include "llm/choice.h"

struct wording;

/* With the forms of Open-LLM-VTuber's own monitor, "[CHZZK Chat] USER: TEXT".
 */
struct wording *wording_new(void);
void wording_free(struct wording *); /* accepts NULL */

/*
 * "FORM", "donation=FORM", "youtube=FORM" or "youtube/donation=FORM": the more
 * it says the more it counts, and of two alike the later.  Lends the text.
 * Returns what it should have been where it is wrong, else NULL.
 */
const char *wording_add(struct wording *, const char *text);

/* Appends the message as one line, without an end. */
void wording_put(
    const struct wording *, struct buf *, const struct choice_line *);

#endif
