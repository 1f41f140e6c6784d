/* Matches regular expressions by PCRE2. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

#include "core/mem.h"
#include "text/regex.h"

enum { STACK_FIRST = 32 * 1024, STACK_MOST = 512 * 1024, NESTING = 100 };

struct regex {
	pcre2_code *code;
	pcre2_match_data *match;
	pcre2_match_context *limits;
	pcre2_jit_stack *stack;
};

static pcre2_code *
compile(struct str pattern, struct buf *why)
{
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	PCRE2_UCHAR message[256];
	PCRE2_SIZE at = 0;
	pcre2_code *code;
	int error = 0;

	if (context != NULL) {
		pcre2_set_max_pattern_length(context, REGEX_LONGEST);
		pcre2_set_parens_nest_limit(context, NESTING);
	}
	code = pcre2_compile((PCRE2_SPTR)(pattern.p != NULL ? pattern.p : ""),
	    pattern.n,
	    PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF |
		PCRE2_NEVER_BACKSLASH_C,
	    &error, &at, context);
	pcre2_compile_context_free(context);
	if (code == NULL) {
		pcre2_get_error_message(error, message, sizeof message);
		buf_fmt(why, "%s at byte %zu", (const char *)message, at);
	}
	return code;
}

/* The fast way where the processor has one; else PCRE2 interprets. */
static void
speed_up(struct regex *r)
{
	if (pcre2_jit_compile(r->code, PCRE2_JIT_COMPLETE) != 0)
		return;
	r->stack = pcre2_jit_stack_create(STACK_FIRST, STACK_MOST, NULL);
	if (r->stack != NULL)
		pcre2_jit_stack_assign(r->limits, NULL, r->stack);
}

struct regex *
regex_new(struct str pattern, struct buf *why)
{
	pcre2_code *code = compile(pattern, why);
	struct regex *r;

	if (code == NULL)
		return NULL;
	r = xcalloc(1, sizeof *r);
	r->code = code;
	r->match = pcre2_match_data_create(1, NULL);
	r->limits = pcre2_match_context_create(NULL);
	if (r->match == NULL || r->limits == NULL) {
		buf_adds(why, "out of memory");
		regex_free(r);
		return NULL;
	}
	pcre2_set_match_limit(r->limits, REGEX_STEPS);
	pcre2_set_depth_limit(r->limits, REGEX_DEPTH);
	pcre2_set_heap_limit(r->limits, REGEX_HEAP_KIB);
	speed_up(r);
	return r;
}

enum regex_found
regex_find(struct regex *r, struct str text)
{
	int found =
	    pcre2_match(r->code, (PCRE2_SPTR)(text.p != NULL ? text.p : ""),
		text.n, 0, 0, r->match, r->limits);

	if (found >= 0)
		return REGEX_YES;
	return found == PCRE2_ERROR_NOMATCH ? REGEX_NO : REGEX_TOO_HARD;
}

void
regex_free(struct regex *r)
{
	if (r == NULL)
		return;
	pcre2_jit_stack_free(r->stack);
	pcre2_match_context_free(r->limits);
	pcre2_match_data_free(r->match);
	pcre2_code_free(r->code);
	free(r);
}
