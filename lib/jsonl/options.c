/* The options of every tool that reads or writes records. */
#include "jsonl/jsonl.h"

const struct opt jsonl_input_options[] = {
	{ 0, "strict", NULL, "stop at the first bad line",
	    OPT_FLAG(struct jsonl_settings, strict) },
	{ 0, "max-record", "SIZE", "longest line taken",
	    OPT_SIZE(struct jsonl_settings, max_record), .def = "1Mi" },
	{ 0 },
};

const struct opt jsonl_jobs_options[] = {
	{ 'j', "jobs", "N", "parse with N threads",
	    OPT_COUNT(struct jsonl_settings, jobs) },
	{ 0 },
};

const struct opt jsonl_output_options[] = {
	{ 'o', "output", "FILE", "write to FILE",
	    OPT_TEXT(struct jsonl_settings, output) },
	{ 0, "line-buffered", NULL, "write each record at once",
	    OPT_FLAG(struct jsonl_settings, line_buffered) },
	{ 0 },
};
