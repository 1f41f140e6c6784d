/*
 * chz-schema - print what the records look like.
 * Names of record types in, their JSON Schemas out.
 */

#include "core/diag.h"
#include "core/opt.h"
#include "jsonl/out.h"
#include "record/schema.h"
#include "record/types.h"

struct settings {
	bool strict;
	const char *output;
};

static const struct opt options[] = {
	{ 'o', "output", "FILE", "write to FILE",
	    OPT_TEXT(struct settings, output) },
	{ 0, "strict", NULL, "allow no other keys",
	    OPT_FLAG(struct settings, strict) },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-schema",
	.operands = "[TYPE...]",
	.about = "Print what the records look like, as JSON Schema.",
	.opts = options,
	.examples = OPT_LINES("chz schema chat | jq .properties.t_ms",
	    "chz schema >records.schema.json"),
};

static void
put_type(struct buf *b, const char *name, bool strict)
{
	int which;
	const struct record_type *type = record_type_of(str_of(name), &which);

	if (type == NULL)
		opt_misuse("no record type '%s'", name);
	schema_put(b, type, which, strict);
}

int
main(int argc, char *argv[])
{
	struct settings set = { 0 };
	char **name = argv + opt_parse(&tool, argc, argv, &set);
	struct buf text = { 0 };
	struct out *out;

	if (*name == NULL)
		schema_put_all(&text, set.strict);
	for (; *name != NULL; name++)
		put_type(&text, *name, set.strict);
	out = out_open(set.output, false);
	buf_str(&out->buf, buf_view(&text));
	buf_free(&text);
	return out_close(out);
}
