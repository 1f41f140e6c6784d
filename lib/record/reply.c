/* The tables of the keys between an answer and its avatar. */
#include <ctype.h>
#include <string.h>

#include "core/when.h"
#include "record/reply.h"
#include "record/table.h"

#define OF struct reply
static const struct record_field reply_fields[] = {
	{ TEXT(reply_id) },
	{ TEXT(text), .always = true },
	{ TEXT(emotion) },
	{ TEXTS(to) },
	{ NATURAL(part) },
	{ FLAG(last) },
	{ NATURAL(priority) },
	{ MOMENT(sent_at) },
	{ MOMENT(received_at) },
	{ NATURAL(processing_ms) },
	{ TEXT(model) },
	{ NATURAL(tokens) },
	{ TEXTS(why) },
};
const struct record_type reply_record =
    RECORD("what the character says", reply_fields, "reply");
#undef OF

#define OF struct speech
static const struct record_field speech_fields[] = {
	{ TEXT(reply_id) },
	{ TEXT(state), .always = true },
	{ TEXT(reason) },
	{ NATURAL(duration_ms) },
	{ NATURAL(latency_ms) },
};
const struct record_type speech_record =
    RECORD("how far saying a reply has come", speech_fields, "speech");
#undef OF

#define OF struct mouth
static const struct record_field mouth_fields[] = {
	{ TEXT(reply_id) },
	{ NATURAL(t_ms) },
	{ REAL(open), .decimals = 3, .always = true },
	{ TEXT(vowel) },
};
const struct record_type mouth_record =
    RECORD("the mouth at one moment of a speech", mouth_fields, "mouth");

struct reply
reply_blank(void)
{
	struct reply r;

	record_clear(&reply_record, &r);
	return r;
}

int64_t
reply_moment(const struct reply *r)
{
	return r->sent_at != WHEN_UNKNOWN ? r->sent_at : r->received_at;
}

struct speech
speech_blank(void)
{
	struct speech s;

	record_clear(&speech_record, &s);
	return s;
}

struct mouth
mouth_blank(void)
{
	struct mouth m;

	record_clear(&mouth_record, &m);
	return m;
}

char
mouth_vowel(const struct mouth *m)
{
	if (m->vowel.n != 1)
		return '-';
	return (char)tolower((unsigned char)m->vowel.p[0]);
}

struct str
mouth_vowel_text(char vowel)
{
	static const char small[] = "aiueo", large[] = "AIUEO";
	const char *at = vowel != '\0' ? strchr(small, vowel) : NULL;

	if (at == NULL)
		return (struct str){ 0 };
	return (struct str){ large + (at - small), 1 };
}
