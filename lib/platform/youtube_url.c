/* Writes YouTube's addresses, recognises its names, and knows its day. */
#include <string.h>

#include "core/url.h"
#include "core/when.h"
#include "platform/youtube.h"

/* BASE + before + id + after. */
static void
put_path(struct buf *b, const char *base, const char *before, struct str id,
    const char *after)
{
	buf_adds(b, base);
	buf_adds(b, before);
	url_put(b, id);
	buf_adds(b, after);
}

void
youtube_url_channel(struct buf *b, const char *base, struct str handle)
{
	put_path(b, base, "/channels?part=id&forHandle=", handle, "");
}

/* The list of a channel's uploads has the channel's id, but for its U. */
void
youtube_url_uploads(struct buf *b, const char *base, struct str id)
{
	put_path(b, base, "/playlistItems?part=contentDetails&playlistId=UU",
	    (struct str){ id.p + 2, id.n - 2 }, "&maxResults=10");
}

void
youtube_url_mine(struct buf *b, const char *base)
{
	put_path(b, base, "/liveBroadcasts?part=id&broadcastStatus=active",
	    (struct str){ 0 }, "&broadcastType=all&maxResults=10");
}

void
youtube_url_videos(struct buf *b, const char *base, struct str ids)
{
	put_path(
	    b, base, "/videos?part=snippet,liveStreamingDetails&id=", ids, "");
}

void
youtube_url_chat(struct buf *b, const char *base, bool stream,
    struct str chat_id, struct str token)
{
	put_path(b, base,
	    stream ? "/liveChat/messages/stream?liveChatId="
		   : "/liveChat/messages?liveChatId=",
	    chat_id, "&part=id,snippet,authorDetails&maxResults=2000");
	if (token.n > 0)
		put_path(b, "", "&pageToken=", token, "");
}

/* ---- names ---- */

static bool
is_word(struct str s)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789-_";

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\0' || strchr(letters, s.p[i]) == NULL)
			return false;
	return true;
}

/* A handle may have letters of any script. */
static bool
is_handle(struct str s)
{
	enum { LONGEST = 120 };

	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' ||
		    strchr("/?#&=%\"\\\x7F", s.p[i]) != NULL)
			return false;
	return s.n > 1 && s.n <= LONGEST && s.p[0] == '@';
}

enum youtube_kind
youtube_kind(struct str s)
{
	enum { VIDEO = 11, CHANNEL = 24 };

	if (is_handle(s))
		return YOUTUBE_HANDLE;
	if (str_is(s, "mine"))
		return YOUTUBE_MINE;
	if (s.n == CHANNEL && str_starts(s, "UC") && is_word(s))
		return YOUTUBE_CHANNEL;
	return s.n == VIDEO && is_word(s) ? YOUTUBE_VIDEO : YOUTUBE_NONE;
}

bool
youtube_is_source(struct str s)
{
	return youtube_kind(s) != YOUTUBE_NONE;
}

/* The value of `v=` in a query. */
static struct str
video_in(struct str rest)
{
	while (rest.p != NULL) {
		struct str part = str_cut(&rest, '&');

		if (str_take(&part, "v="))
			return part;
	}
	return (struct str){ 0 };
}

/* An address of the site, cut down to what it names. */
static bool
cut_address(struct str *s)
{
	bool named = str_take(s, "https://") || str_take(s, "http://");

	named |= str_take(s, "www.") || str_take(s, "m.");
	(void)named;
	if (str_take(s, "youtu.be/")) {
		*s = str_cut(s, '?');
		return true;
	}
	if (!str_take(s, "youtube.com/"))
		return false;
	if (str_take(s, "watch?")) {
		*s = video_in(*s);
		return true;
	}
	if (!str_take(s, "live/") && !str_take(s, "channel/"))
		str_take(s, "live_chat?v=");
	*s = str_cut(s, '?');
	*s = str_cut(s, '/');
	return true;
}

bool
youtube_source_named(struct str s, struct str *id)
{
	bool plain = str_take(&s, YOUTUBE_NAME ":");

	if (!plain && !cut_address(&s))
		return false;
	*id = s;
	return youtube_is_source(s) &&
	    (plain || youtube_kind(s) != YOUTUBE_MINE);
}

/* ---- the day ---- */

/* The day of `month` on which its n-th Sunday is; `first` is the weekday of the
 * first, 0 for Sunday. */
static int
sunday(int first, int n)
{
	return 1 + (7 - first) % 7 + 7 * (n - 1);
}

static int
weekday(struct when_date d)
{
	static const int shift[] = { 0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4 };
	int year = d.month < 3 ? d.year - 1 : d.year;

	return (year + year / 4 - year / 100 + year / 400 + shift[d.month - 1] +
		   d.day) %
	    7;
}

/* Summer time of the United States, at midnight of a day: from the day behind
 * the second Sunday of March up to the first of November. */
static bool
is_summer(struct when_date d)
{
	struct when_date first = d;

	first.day = 1;
	if (d.month == 3)
		return d.day > sunday(weekday(first), 2);
	if (d.month == 11)
		return d.day <= sunday(weekday(first), 1);
	return d.month > 3 && d.month < 11;
}

int64_t
youtube_next_day(int64_t now)
{
	enum { HOUR = 60, STANDARD = -8 * HOUR, SUMMER = -7 * HOUR };
	const int64_t minute = 60 * 1000, day = 24 * 60 * minute;

	/* Either offset's date is that of Los Angeles for 23 of 24 hours; the
	 * first midnight that is to come decides. */
	for (int64_t at = now - day;; at += day) {
		struct when_date d = when_date(at, STANDARD);
		int64_t into =
		    ((d.hour * 60 + d.minute) * 60 + d.second) * INT64_C(1000) +
		    d.milli;
		int64_t midnight = at - into;

		if (is_summer(d))
			midnight += (STANDARD - SUMMER) * minute;
		if (midnight > now)
			return midnight;
	}
}
