/* Ends parts, and tells whether all of them has come. */
#include <inttypes.h>

#include "core/utf8.h"
#include "record/part.h"
#include "record/table.h"

#define OF struct part_end
static const struct record_field fields[] = {
	{ TEXT(of), .always = true },
	{ NATURAL(records), .always = true },
	{ NATURAL(joined) },
};

const struct record_type part_record =
    RECORD("the end of a part, to be joined with others", fields, "part");
#undef OF

void
part_want(struct part_reader *r, struct jsonl *in, const char *of)
{
	*r = (struct part_reader){ .in = in, .sum.of = str_of(of) };
	record_want(&r->parts, &part_record, in, NULL);
}

bool
part_read(struct part_reader *r, const struct json_val *v)
{
	struct part_end p = { 0 };

	if (record_read(&r->parts, v, &p) == 0)
		return false;
	if (!record_is_whole(&part_record, &p)) {
		jsonl_bad(r->in, "a damaged part");
	} else if (!str_eq(p.of, r->sum.of)) {
		jsonl_bad(
		    r->in, "a part of another tool or with other settings");
		r->foreign = true;
	} else {
		r->sum.records += p.records;
		r->sum.joined += p.joined > 0 ? p.joined : 0;
	}
	return true;
}

void
part_met(struct part_reader *r)
{
	r->sum.joined++;
}

bool
part_whole(struct part_reader *r)
{
	int64_t missing = r->sum.records - r->sum.joined;
	struct buf why = { 0 };

	if (r->foreign)
		return false;
	if (missing == 0)
		return true;
	if (missing > 0)
		buf_fmt(&why, "%" PRId64 " records of the parts are missing",
		    missing);
	else
		buf_fmt(&why, "%" PRId64 " records belong to no whole part",
		    -missing);
	jsonl_wrong(r->in, buf_text(&why));
	buf_free(&why);
	return false;
}

void
part_put(struct buf *b, const struct part_end *sum, uint64_t n,
    const struct jsonl *in)
{
	int64_t there = sum->records + (int64_t)n - sum->joined;
	struct part_end p = { sum->of, there, RECORD_UNKNOWN };

	if (jsonl_is_cut(in))
		return;
	if (there < 0) {
		p.records = 0;
		p.joined = -there;
	}
	record_put(b, &part_record, &p);
}
