#include <string.h>

#include "chart/words.h"

static const struct words all[] = {
	{ .language = "en",
	    .chats = "Chats",
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
	    .viewers = "chatters",
	    .shared = "shared chatters",
	    .similarity = "similarity (Jaccard)",
	    .part = "part" },
	{ .language = "ko",
	    .chats = "총 채팅",
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
	    .viewers = "채팅 참여자",
	    .shared = "함께 본 사람",
	    .similarity = "유사도 (자카드)",
	    .part = "파트" },
};

const struct words *
words_find(const char *language)
{
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (strcmp(all[i].language, language) == 0)
			return all + i;
	return NULL;
}
