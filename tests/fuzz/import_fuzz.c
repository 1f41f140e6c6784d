/* import.h: no bytes harm, and each event is a line that our own reader takes.
 * The first byte chooses the format, the second how the rest is cut. */
#include <ctype.h>

#include "fuzz.h"
#include "imported.h"

/* What was written must be good records. */
static void
check_lines(struct str lines)
{
	static const struct scan_keys none = { .n = 0 };
	struct json_val unused[1];
	struct scan_error err;

	while (lines.n > 0) {
		struct str line = str_cut(&lines, '\n');

		must(isdigit((unsigned char)line.p[0]) ||
			scan_line(line, &none, unused, &err),
		    "%s", err.why);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct import_settings settings = { .max_record = 4096,
		.opened_at = WHEN_UNKNOWN };
	struct buf out = { 0 };

	if (size < 2)
		return 0;
	settings.format = data[0] % IMPORT_FORMATS;
	imported(&settings, (struct str){ (const char *)data + 2, size - 2 },
	    data[1] + 1u, &out);
	check_lines(buf_view(&out));
	buf_free(&out);
	return 0;
}
