/* Writes and recognises Chzzk's addresses. */
#include <string.h>

#include "core/num.h"
#include "core/url.h"
#include "platform/chzzk_api.h"

void
chzzk_url_lives(
    struct buf *b, const char *base, int size, const struct chzzk_cursor *from)
{
	buf_fmt(b, "%s/service/v1/lives?size=%d&sortType=POPULAR", base, size);
	if (from != NULL && from->more)
		buf_fmt(b, "&concurrentUserCount=%lld&liveId=%lld",
		    (long long)from->viewers, (long long)from->live_id);
}

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
chzzk_url_channel(struct buf *b, const char *base, struct str id)
{
	put_path(b, base, "/service/v1/channels/", id, "");
}

void
chzzk_url_live_detail(struct buf *b, const char *base, struct str id)
{
	put_path(b, base, "/service/v3.3/channels/", id, "/live-detail");
}

void
chzzk_url_live_status(struct buf *b, const char *base, struct str id)
{
	put_path(b, base, "/polling/v3.1/channels/", id,
	    "/live-status?includePlayerRecommendContent=false");
}

void
chzzk_url_token(struct buf *b, const char *game_base, struct str id)
{
	put_path(b, game_base, "/nng_main/v1/chats/access-token?channelId=", id,
	    "&chatType=STREAMING");
}

void
chzzk_url_search(
    struct buf *b, const char *base, struct str name, int offset, int size)
{
	put_path(b, base, "/service/v1/search/channels?keyword=", name, "");
	buf_fmt(b, "&offset=%d&size=%d", offset, size);
}

void
chzzk_url_replays(
    struct buf *b, const char *base, struct str id, int64_t page, int size)
{
	put_path(b, base, "/service/v1/channels/", id, "/videos");
	buf_fmt(b, "?sortType=LATEST&pagingType=PAGE&page=%lld&size=%d",
	    (long long)page, size);
}

void
chzzk_url_replay(struct buf *b, const char *base, int64_t video_no)
{
	buf_fmt(b, "%s/service/v3/videos/%lld", base, (long long)video_no);
}

void
chzzk_url_replay_chats(
    struct buf *b, const char *base, int64_t video_no, int64_t position)
{
	buf_fmt(b, "%s/service/v1/videos/%lld/chats?playerMessageTime=%lld",
	    base, (long long)video_no, (long long)position);
}

bool
chzzk_is_channel_id(struct str s)
{
	enum { DIGITS = 32 };

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\0' ||
		    strchr("0123456789abcdefABCDEF", s.p[i]) == NULL)
			return false;
	return s.n == DIGITS;
}

/* Cuts an address of the site down to what it names: what follows the site
 * and `folder`, up to the next '/', '?' or '#'. */
static void
cut_address(struct str *s, const char *folder)
{
	struct str rest = *s;
	size_t n = 0;

	if (!str_take(&rest, "https://"))
		str_take(&rest, "http://");
	str_take(&rest, "m.");
	if (!str_take(&rest, "chzzk.naver.com/"))
		return;
	str_take(&rest, folder);
	while (n < rest.n && strchr("/?#", rest.p[n]) == NULL)
		n++;
	*s = (struct str){ rest.p, n };
}

bool
chzzk_channel_named(struct str s, struct str *channel_id)
{
	if (!str_take(&s, "chzzk:"))
		cut_address(&s, "live/");
	if (!chzzk_is_channel_id(s))
		return false;
	*channel_id = s;
	return true;
}

bool
chzzk_replay_named(struct str s, int64_t *video_no)
{
	int64_t no;

	cut_address(&s, "video/");
	if (!num_int(s, &no) || no <= 0)
		return false;
	*video_no = no;
	return true;
}
