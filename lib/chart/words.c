/* The words of charts in both languages. */
#include <stddef.h>

#include "chart/words.h"

static const struct words all[] = {
	[WORDS_EN] = { .chats = "Chats",
	    .peak_rate = "Peak rate",
	    .top_moment = "Top moment",
	    .donations = "Donations",
	    .per_second = "chats/s",
	    .per_minute = "chats/min",
	    .curve = "average",
	    .spikes = "highs",
	    .mean = "mean",
	    .peak = "peaks",
	    .gift = "donations",
	    .gap = "not recorded",
	    .seconds = " s",
	    .minutes = " min",
	    .hours = " h",
	    .elapsed = "stream time",
	    .clock = "clock",
	    .side_by_side = "Chats side by side",
	    .more = "more",
	    .params = "Avatar parameters",
	    .frames = "frames",
	    .map = "Who watches together",
	    .matrix = "Shared audiences",
	    .nodes = "channels",
	    .clusters = "groups",
	    .overlaps = "overlaps",
	    .map_note = "area: chatters, line: shared audience",
	    .matrix_note = "share of common chatters (Jaccard)",
	    .alone = "others",
	    .space = " ",
	    .part = "part" },
	[WORDS_KO] = { .chats = "총 채팅",
	    .peak_rate = "최고 속도",
	    .top_moment = "최고의 순간",
	    .donations = "후원",
	    .per_second = "채팅/초",
	    .per_minute = "채팅/분",
	    .curve = "평균",
	    .spikes = "최고",
	    .mean = "이동평균",
	    .peak = "피크",
	    .gift = "후원",
	    .gap = "기록 없음",
	    .seconds = "초",
	    .minutes = "분",
	    .hours = "시간",
	    .elapsed = "방송 시간",
	    .clock = "시각",
	    .side_by_side = "방송별 채팅 속도",
	    .more = "개 더",
	    .params = "아바타 움직임",
	    .frames = "프레임",
	    .map = "함께 보는 채널 지도",
	    .matrix = "시청자 겹침",
	    .nodes = "개 채널",
	    .clusters = "개 그룹",
	    .overlaps = "개 겹침",
	    .map_note = "원의 넓이: 채팅 참여자, 선: 겹치는 시청자",
	    .matrix_note = "함께 채팅한 사람의 비율 (자카드)",
	    .alone = "그 외",
	    .space = "",
	    .part = "파트" },
};

const char *const words_languages[] = { "en", "ko", NULL };

const struct words *
words_in(enum words_language language)
{
	return all + language;
}
