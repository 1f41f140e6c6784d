/* Knows the words that say nothing. */
#include <string.h>

#include "text/common.h"

enum { LONGEST = 32 };

/* Each between two spaces. */
static const char common[] =
    " about after again all already also always am an and another"
    " any anyone anything are aren as at away be because been"
    " before being better but by can cant could couldn did didn"
    " do does doesn doesnt doing don dont down during each else"
    " even ever every everyone everything few for from get gets"
    " getting go goes going gonna good got had haha hahaha has"
    " hasn have haven having he her here hers him his how if im"
    " in into is isn isnt it its just kinda know less let lets"
    " like little ll lmao lmaoo lmaooo lol look looks lot made"
    " make makes many maybe me might mine more most much must my"
    " myself need never next nobody none nor not nothing now of"
    " off oh ok okay omg on once one only or other our ours out"
    " over own please pls pretty probably rather re really said"
    " same saw say says see seen she should shouldn since so some"
    " someone something still such sure take tell than that thats"
    " the their them then there theres these they thing things"
    " think this tho those though three through time to today too"
    " try two under until up use used ve very want wants was wasn"
    " way we well went were weren what whats when where which"
    " while who whole why will wish with without would wouldn yet"
    " you your youre yours 가장 갑자기 같은 같이 거기 거의 건데"
    " 결국 계속 그거 그건 그게 그냥 그래 그래도 그래서 그러게"
    " 그러면 그런 그런데 그럼 그렇지 그리고 근데 금방 나는 나도"
    " 나중에 내가 너무 누가 누구 누구야 다들 다시 다음 대체"
    " 더럽게 덕분에 도대체 드디어 등등 때문에 뭐가 뭐고 뭐냐 뭐래"
    " 뭐야 뭐에요 뭐임 뭐지 뭔가 뭔데 뭔지 방금 벌써 별로 보통"
    " 본인 빨리 사실 서로 아까 아니 아니야 아니에요 아닌가 아무"
    " 아무도 아주 아직 아직도 약간 얘네 얘는 어디 어디서 어디에요"
    " 어떤 어떻게 어제 어쩌다 언제 언제나 얼마나 엄청 없는 없어"
    " 없음 에휴 여기 여기서 여러분 역시 오늘 오늘도 오늘은 완전"
    " 왜케 요즘 우리 우와 웬만하면 이거 이건 이걸 이게 이런"
    " 이렇게 이미 이번 이번에 이번엔 이제 일단 있는 있어 있음"
    " 자기 자꾸 잘못 저거 저건 저걸 저게 저기 저는 저도 저런"
    " 저렇게 저희 전부 정도 정말 제가 제발 제일 조금 좀더 지금"
    " 진심 진짜 진짜로 차라리 처음 하나 하나도 하지만 한번 항상"
    " 해줘 헐헐 형님 혹시 확실히 훨씬"
    " ";

bool
common_is(struct str word)
{
	char spaced[LONGEST + 2];

	if (word.n == 0 || word.n > LONGEST)
		return false;
	spaced[0] = spaced[word.n + 1] = ' ';
	memcpy(spaced + 1, word.p, word.n);
	return memmem(common, sizeof common - 1, spaced, word.n + 2) != NULL;
}
