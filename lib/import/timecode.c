/* Counts frames. */
#include "import/timecode.h"
#include "core/num.h"

static const struct frame_rate rates[] = {
	{ "23.976", 24, true, false },
	{ "24", 24, false, false },
	{ "25", 25, false, false },
	{ "29.97", 30, true, true },
	{ "30", 30, false, false },
	{ "50", 50, false, false },
	{ "59.94", 60, true, true },
	{ "60", 60, false, false },
};

bool
frame_rate_named(struct str name, struct frame_rate *rate)
{
	for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
		if (str_is(name, rates[i].name)) {
			*rate = rates[i];
			return true;
		}
	return false;
}

int64_t
frame_at(const struct frame_rate *r, int64_t ms)
{
	int64_t second = r->ntsc ? 1001 : 1000; /* in ms, of `count` frames */

	return (ms * r->count + second / 2) / second;
}

/* Numbers that are left out of a minute. */
static int64_t
dropped(const struct frame_rate *r)
{
	return r->drop ? r->count / 15 : 0;
}

/* The number that a frame has: with those that are left out before it. */
static int64_t
number_of(const struct frame_rate *r, int64_t frame)
{
	int64_t drop = dropped(r);
	int64_t minute = 60 * r->count - drop;
	int64_t ten = 10 * minute + drop; /* the first of ten drops none */
	int64_t tens = frame / ten, rest = frame % ten;

	frame += 9 * drop * tens;
	if (rest >= minute + drop)
		frame += drop * ((rest - drop) / minute);
	return frame;
}

void
timecode_put(struct buf *b, const struct frame_rate *r, int64_t frame)
{
	int64_t n = number_of(r, frame), sec = n / r->count;

	buf_fmt(b, "%02d:%02d:%02d%c%02d", (int)(sec / 3600 % 24),
	    (int)(sec / 60 % 60), (int)(sec % 60), r->drop ? ';' : ':',
	    (int)(n % r->count));
}

/* Four numbers of two digits, whatever is between them. */
static bool
take_fields(struct str text, int64_t field[4])
{
	for (int i = 0; i < 4; i++) {
		struct str two = { text.p + 3 * i, 2 };

		if (!num_int(two, &field[i]) || field[i] < 0 ||
		    (i > 0 && text.p[3 * i - 1] != ':' &&
			(i < 3 || text.p[3 * i - 1] != ';')))
			return false;
	}
	return field[1] < 60 && field[2] < 60;
}

bool
timecode_read(struct str text, const struct frame_rate *r, int64_t *frame)
{
	int64_t f[4], minutes, drop = dropped(r);

	if (text.n != 11 || !take_fields(text, f) || f[3] >= r->count ||
	    (f[1] % 10 != 0 && f[2] == 0 && f[3] < drop))
		return false;
	minutes = 60 * f[0] + f[1];
	*frame = (60 * minutes + f[2]) * r->count + f[3] -
	    drop * (minutes - minutes / 10);
	return true;
}
