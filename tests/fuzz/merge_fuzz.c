/*
 * crowd/state.h, totals.h: any lines as what --partial wrote.  Those that are
 * taken are taken whole: what is given again is good records, and joining them
 * gives the same once more.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "core/mem.h"
#include "crowd/state.h"
#include "fuzz.h"
#include "jsonl/jsonl.h"
#include "record/audience.h"
#include "totals/totals.h"

enum { SKETCH = 16 };

/* The lines as a file that jsonl_open can read. */
static int
file_of(struct str lines, char path[64])
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	must(fd >= 0 && write(fd, lines.p, lines.n) == (ssize_t)lines.n,
	    "memfd");
	snprintf(path, 64, "/proc/self/fd/%d", fd);
	return fd;
}

static struct jsonl *
open_quietly(char *path)
{
	static const struct jsonl_settings settings = { .silent = true,
		.jobs = 1 };
	char *files[] = { path, NULL };
	static char *kept[2];

	memcpy(kept, files, sizeof files);
	return jsonl_open(kept, &settings, NULL);
}

static void
put_part(void *lines, const struct audience *a)
{
	record_put(lines, &audience_record, a);
}

/* What these parts come to, as parts. */
static void
join_audiences(struct str lines, uint32_t sketch, struct buf *out)
{
	const struct crowd_settings set = { .counted = true, .sketch = sketch };
	struct crowd *crowd = crowd_new(&set);
	struct record_reader parts;
	struct audience a = audience_blank();
	const struct json_val *v;
	char path[64];
	int fd = file_of(lines, path);
	struct jsonl *in = open_quietly(path);

	record_want(&parts, &audience_record, in, NULL);
	while ((v = jsonl_next(in)) != NULL)
		if (record_read(&parts, v, &a) && !parts.damaged)
			crowd_join(crowd, &a);
	jsonl_close(in);
	close(fd);
	crowd_settle(crowd);
	crowd_give(crowd, put_part, out);
	crowd_free(crowd);
}

static void
check_audiences(struct str lines, uint32_t sketch)
{
	struct buf once = { 0 }, twice = { 0 };

	join_audiences(lines, sketch, &once);
	join_audiences(buf_view(&once), sketch, &twice);
	must(once.n == twice.n &&
		(once.n == 0 || memcmp(once.p, twice.p, once.n) == 0),
	    "%.*s--- and again:\n%.*s", (int)once.n, once.p, (int)twice.n,
	    twice.p);
	buf_free(&once);
	buf_free(&twice);
}

/* As chz-stats --merge does. */
static void
join_totals(struct str lines, struct totals *t)
{
	struct record_reader sums, tallies;
	struct stats s = stats_blank();
	struct tally y = { 0 };
	const struct json_val *v;
	char path[64];
	int fd = file_of(lines, path);
	struct jsonl *in = open_quietly(path);

	record_want(&sums, &stats_record, in, NULL);
	record_want(&tallies, &tally_record, in, NULL);
	while ((v = jsonl_next(in)) != NULL)
		if (record_read(&tallies, v, &y)) {
			if (record_is_whole(&tally_record, &y))
				totals_tally(t, &y);
		} else if (record_read(&sums, v, &s) && !sums.damaged) {
			totals_merge(t, &s);
		}
	jsonl_close(in);
	close(fd);
}

static void
check_totals(struct str lines, enum totals_by by)
{
	static const struct scan_keys none = { .n = 0 };
	struct totals t = { .by = by };
	struct json_val unused[1];
	struct scan_error err;
	struct buf line = { 0 };
	uint32_t *order;

	join_totals(lines, &t);
	totals_settle(&t);
	order = totals_order(&t);
	for (uint32_t i = 0; i < t.n; i++) {
		struct stats s = totals_stats(&t, order[i]);

		line.n = 0;
		record_put(&line, &stats_record, &s);
		must(scan_line((struct str){ line.p, line.n - 1 }, &none,
			 unused, &err),
		    "'%.*s': %s", (int)line.n, line.p, err.why);
	}
	free(order);
	buf_free(&line);
	totals_free(&t);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str lines = { n > 0 ? (const char *)data : "", n };

	check_audiences(lines, 0);
	check_audiences(lines, SKETCH);
	for (int by = TOTALS_STREAM; by <= TOTALS_NICK; by++)
		check_totals(lines, (enum totals_by)by);
	return 0;
}
