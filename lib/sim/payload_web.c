/* Writes the answers of Chzzk's web API. */
#include <stdio.h>
#include <string.h>

#include "core/when.h"
#include "jsonl/put.h"
#include "sim/payload_private.h"

#define SAMPLE_TOKEN                                                           \
	"iBzKq0m3T1wYc9uXn2QeRf7hLs4aVd8pJg6oEtHkMyNvUrCwSxZbPlDiFaOq5jG0"

void
payload_content(struct buf *b)
{
	put_open(b);
	put_int(b, "code", 200);
	put_raw(b, "message", NUL);
	put_object(b, "content");
}

void
payload_content_close(struct buf *b)
{
	put_close(b);
	put_close(b);
}

void
payload_error(struct buf *b, int code, const char *message)
{
	put_open(b);
	put_int(b, "code", code);
	put_text(b, "message", str_of(message));
	put_close(b);
}

/* "YYYY-MM-DD HH:MM:SS", Korean time. */
static void
put_kst(struct buf *b, const char *key, int64_t ms)
{
	struct when_date d;
	char text[32];

	if (ms == WHEN_UNKNOWN) {
		put_raw(b, key, NUL);
		return;
	}
	d = when_date(ms, WHEN_KST);
	snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d:%02d",
	    d.year % 10000, d.month, d.day, d.hour, d.minute, d.second);
	put_text(b, key, str_of(text));
}

/* Whether the chat is shown to those who are not logged in, and here. */
static bool
is_shown(const struct channel *c)
{
	return c->manner == OPEN_TO_ALL;
}

/* A still of the broadcast; "{type}" stands for a height. */
static void
put_image(struct buf *b, const char *key, const struct channel *c)
{
	if (!is_shown(c)) {
		put_raw(b, key, NUL);
		return;
	}
	buf_fmt(b,
	    ",\"%s\":\"https://livecloud-thumb.akamaized.net/chzzk/%.*s/"
	    "image_{type}.jpg\"",
	    key, STR_ARG(c->id));
}

static const char *const always_null[] = { "dropsCampaignNo", "watchPartyNo",
	"watchPartyTag", "watchPartyPaidProductId", "watchPartyType",
	"paidProductId", "party" };

/* What the list, the details and the status have in common. */
static void
put_live(struct buf *b, const struct channel *c)
{
	put_text(b, "liveTitle", c->title);
	put_int(b, "concurrentUserCount", c->viewers);
	put_bool(b, "cvExposure", true);
	put_int(b, "accumulateCount", 0);
	put_kst(b, "openDate", c->opened_at);
	put_image(b, "liveImageUrl", c);
	put_raw(b, "defaultThumbnailImageUrl", NUL);
	put_bool(b, "adult", c->manner == ADULTS_ONLY);
	put_raw(b, "tags", c->tags);
	put_text(b, "categoryType", STR("ETC"));
	put_text(b, "liveCategory", c->category);
	put_text(b, "liveCategoryValue", c->category);
	put_raw(
	    b, "blindType", c->manner == KOREA_ONLY ? STR("\"ABROAD\"") : NUL);
	put_text(b, "tvAppViewingPolicyType", STR("ALLOWED"));
	for (size_t i = 0; i < sizeof always_null / sizeof *always_null; i++)
		put_raw(b, always_null[i], NUL);
}

static void
put_chat(struct buf *b, const struct channel *c)
{
	put_text(b, "status", c->open ? STR("OPEN") : STR("CLOSE"));
	put_kst(b, "closeDate", c->closed_at);
	put_bool(b, "krOnlyViewing", c->manner == KOREA_ONLY);
	put_bool(b, "clipActive", true);
	put_bool(b, "paidPromotion", false);
	if (c->open && is_shown(c))
		put_text(b, "chatChannelId", str_of(c->chat_id));
	else
		put_raw(b, "chatChannelId", NUL);
	put_bool(b, "chatActive", true);
	put_text(b, "chatAvailableGroup", STR("ALL"));
	put_text(b, "chatAvailableCondition", STR("NONE"));
	put_int(b, "minFollowerMinute", 0);
	put_bool(b, "allowSubscriberInFollowerMode", true);
	put_bool(b, "chatDonationRankingExposure", true);
	put_raw(b, "adParameter", STR("{\"tag\":\"\"}"));
	put_bool(b, "timeMachineActive", false);
	put_bool(b, "liveConnecting", false);
	put_bool(b, "skipPreRollAd", false);
	put_text(b, "membershipBenefitType", STR("NONE"));
	/* As it is: STARTED, also when the broadcast is over. */
	put_text(b, "livePollingStatusJson",
	    STR("{\"status\": \"STARTED\", \"isPublishing\": true, "
		"\"playableStatus\": \"PLAYABLE\", \"trafficThrottling\": -1, "
		"\"callPeriodMilliSecond\": 10000}"));
}

static void
put_channel(struct buf *b, const struct channel *c)
{
	put_object(b, "channel");
	put_text(b, "channelId", c->id);
	put_text(b, "channelName", c->name);
	put_text(b, "channelImageUrl", STR(""));
	put_bool(b, "verifiedMark", false);
	put_raw(b, "verifiedMarkType", NUL);
	put_bool(b, "officialChannel", false);
	put_raw(b, "activatedChannelBadgeIds", STR("[]"));
	put_close(b);
}

void
payload_live_row(struct buf *b, const struct channel *c)
{
	put_open(b);
	put_int(b, "liveId", c->live_id);
	put_live(b, c);
	put_channel(b, c);
	put_close(b);
}

void
payload_live_detail(struct buf *b, const struct channel *c)
{
	payload_content(b);
	put_int(b, "liveId", c->live_id);
	put_live(b, c);
	put_chat(b, c);
	put_raw(b, "livePlaybackJson", NUL);
	put_raw(b, "p2pQuality", NUL);
	put_raw(b, "userAdultStatus",
	    c->manner == ADULTS_ONLY ? STR("\"NOT_LOGIN_USER\"") : NUL);
	put_channel(b, c);
	payload_content_close(b);
}

void
payload_live_status(struct buf *b, const struct channel *c)
{
	payload_content(b);
	put_live(b, c);
	put_chat(b, c);
	put_raw(b, "faultStatus", NUL);
	put_text(b, "userAdultStatus", STR("NOT_LOGIN_USER"));
	put_bool(b, "abroadCountry", c->manner == KOREA_ONLY);
	put_text(b, "channelId", c->id);
	put_int(b, "chatSlowModeSec", 0);
	put_bool(b, "chatEmojiMode", false);
	put_raw(b, "liveTokenList", STR("[]"));
	put_raw(b, "playerRecommendContent",
	    STR("{\"categoryLives\":[],\"channelLatestVideos\":[]}"));
	put_bool(b, "logPowerActive", false);
	put_raw(b, "donationCampaignId", NUL);
	put_raw(b, "sportsMatch", NUL);
	payload_content_close(b);
}

/* The members of a channel's own answer and of a search's rows. */
static void
put_described(struct buf *b, const struct channel *c)
{
	put_text(b, "channelId", c->id);
	put_text(b, "channelName", c->name);
	put_text(b, "channelImageUrl", STR(""));
	put_bool(b, "verifiedMark", false);
	put_text(b, "channelDescription", c->title);
	put_int(b, "followerCount", c->followers);
	put_bool(b, "openLive", c->open);
}

void
payload_channel(struct buf *b, const struct channel *c)
{
	payload_content(b);
	if (c != NULL) {
		put_described(b, c);
		put_text(b, "channelType", STR("STREAMING"));
	} else {
		put_raw(b, "channelId", NUL);
		put_text(b, "channelName", STR("(알 수 없음)"));
		put_text(b, "channelType", STR("NORMAL"));
		put_int(b, "followerCount", 0);
		put_bool(b, "openLive", false);
	}
	payload_content_close(b);
}

void
payload_found_row(struct buf *b, const struct channel *c)
{
	put_open(b);
	put_object(b, "channel");
	put_described(b, c);
	put_close(b);
	put_raw(b, "content", NUL);
	put_close(b);
}

void
payload_found_live(struct buf *b, const struct channel *c)
{
	put_open(b);
	put_object(b, "live");
	put_int(b, "liveId", c->live_id);
	put_live(b, c);
	put_close(b);
	put_channel(b, c);
	put_close(b);
}

void
payload_recommended(struct buf *b, const struct channel *c)
{
	put_open(b);
	put_text(b, "channelId", c->id);
	put_channel(b, c);
	put_raw(b, "streamer", STR("{\"openLive\":true}"));
	put_object(b, "liveInfo");
	put_text(b, "liveTitle", c->title);
	put_int(b, "concurrentUserCount", c->viewers);
	put_text(b, "liveCategoryValue", c->category);
	put_close(b);
	put_text(b, "contentLineage", STR(""));
	put_close(b);
}

void
payload_nobody(struct buf *b)
{
	payload_content(b);
	put_bool(b, "hasProfile", false);
	put_raw(b, "userIdHash", NUL);
	put_raw(b, "nickname", NUL);
	put_raw(b, "profileImageUrl", NUL);
	put_raw(b, "penalties", NUL);
	put_bool(b, "officialNotiAgree", false);
	put_raw(b, "officialNotiAgreeUpdatedDate", NUL);
	put_bool(b, "verifiedMark", false);
	put_bool(b, "loggedIn", false);
	payload_content_close(b);
}

void
payload_profile_card(struct buf *b, struct str user_id)
{
	const struct event e = { .user_id = user_id, .user = user_id };

	payload_content(b);
	payload_put_profile(b, &e);
	payload_content_close(b);
}

void
payload_token(struct buf *b, const struct channel *c)
{
	if (c != NULL && c->manner == ADULTS_ONLY) {
		payload_error(b, 42601, "본인 인증이 필요합니다.");
		return;
	}
	if (c == NULL) {
		payload_error(b, 50001, "알 수 없는 오류가 발생했습니다.");
		return;
	}
	payload_content(b);
	put_text(b, "accessToken", STR(SAMPLE_TOKEN));
	put_raw(b, "temporaryRestrict",
	    STR("{\"temporaryRestrict\":false,\"times\":0,\"duration\":null,"
		"\"createdTime\":null}"));
	put_bool(b, "realNameAuth", false);
	put_text(b, "extraToken", STR(EXTRA_TOKEN));
	put_raw(b, "chatTime", NUL);
	put_raw(b, "remainingChatTimeMs", NUL);
	payload_content_close(b);
}

void
payload_replay(struct buf *b, const struct sim_replay *v)
{
	enum { ENDING_MS = 10 * 60 * 1000 }; /* until it is published */
	int64_t published = v->opened_at + v->length + ENDING_MS;

	put_int(b, "videoNo", v->no);
	put_text(b, "videoId", STR("3E1C7A905B2D4F68A1B2C3D4E5F607182930"));
	put_text(b, "videoTitle", v->channel->title);
	put_text(b, "videoType", STR("REPLAY"));
	put_kst(b, "publishDate", published);
	put_int(b, "publishDateAt", published);
	put_text(b, "thumbnailImageUrl",
	    STR("https://video-phinf.pstatic.net/sample/12345678.jpg"));
	put_int(b, "duration", v->length / 1000);
	put_int(b, "readCount", 1532);
	put_int(b, "livePv", 8120);
	put_text(b, "videoCategory", v->channel->category);
	put_text(b, "videoCategoryValue", v->channel->category);
	put_bool(b, "adult", false);
	put_raw(b, "tags", v->channel->tags);
	put_channel(b, v->channel);
	put_raw(b, "blindType", NUL);
}

void
payload_replay_more(struct buf *b, const struct sim_replay *v)
{
	put_kst(b, "liveOpenDate", v->opened_at);
	put_raw(b, "inKey", NUL);
	put_text(b, "vodStatus", STR("ABR_HLS"));
	put_bool(b, "videoChatEnabled", true);
	put_text(b, "videoChatChannelId", str_of(v->channel->chat_id));
	put_text(b, "userAdultStatus", STR("NOT_LOGIN_USER"));
}
