/*
 * The reader, fed by jsonl_push in pieces that the input chooses: the same
 * records and line numbers as when it gets all at once.
 */
#include "core/diag.h"
#include "core/mem.h"
#include "fuzz.h"
#include "jsonl/jsonl.h"

enum { LONGEST = 16 * 1024, MAX_RECORD = 200 };

/* One line of account for each good record. */
static void
drain(struct jsonl *in, int a, struct buf *out)
{
	const struct json_val *v;

	while ((v = jsonl_next(in)) != NULL) {
		buf_fmt(out, "%s ", jsonl_where(in));
		buf_str(out, jsonl_text(in, v + a));
		buf_addc(out, ' ');
		buf_str(out, jsonl_line(in));
		buf_addc(out, '\n');
	}
}

/* Pieces as long as the bytes of `sizes` say; all at once when there are no
 * sizes. */
static int
read_all(struct str data, struct str sizes, struct buf *out)
{
	struct jsonl_settings io = { .max_record = MAX_RECORD };
	struct jsonl *in = jsonl_new("fuzz", &io);
	int a = jsonl_want(in, "a");

	for (size_t i = 0; data.n > 0; i++) {
		size_t n = sizes.n > 0
		    ? 1 + (size_t)(unsigned char)sizes.p[i % sizes.n]
		    : data.n;

		if (n > data.n)
			n = data.n;
		jsonl_push(in, data.p, n);
		data.p += n;
		data.n -= n;
		if (n % 3 != 0)
			drain(in, a, out);
	}
	jsonl_push_end(in);
	drain(in, a, out);
	return jsonl_close(in);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str all = { (const char *)data, n }, sizes = { all.p, 0 };
	struct buf whole = { 0 }, pieces = { 0 };
	int status;

	if (n < 2 || n > LONGEST)
		return 0;
	/* The first byte says how many of those behind it are sizes. */
	sizes.n = 1 + data[0] % 8;
	if (sizes.n > n - 1)
		sizes.n = n - 1;
	sizes.p = all.p + 1;
	all.p += 1 + sizes.n;
	all.n -= 1 + sizes.n;
	status = read_all(all, (struct str){ 0 }, &whole);
	must(status == read_all(all, sizes, &pieces), "another status");
	must(str_eq(buf_view(&whole), buf_view(&pieces)),
	    "other records in pieces:\n%s---\n%s", buf_text(&whole),
	    buf_text(&pieces));
	buf_free(&whole);
	buf_free(&pieces);
	return 0;
}
