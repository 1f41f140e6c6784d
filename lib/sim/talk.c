/* Makes up what the people of a channel say. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/random.h"
#include "sim/talk.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))
#define EMOTE(name) "{:" name ":}"
#define EMOTE_URL(name, file)                                                  \
	"{\"" EMOTE(name) "\":\"https://ssl.pstatic.net/static/nng/glive/"     \
			  "icon/" file "\"}"
#define LIT(literal)                                                           \
	{                                                                      \
		(literal), sizeof(literal) - 1                                 \
	}

/* Mostly what is said at any time, then what is said when it gets lively. */
static const struct str calm[] = {
	LIT("안녕하세요~"),
	LIT("오늘도 잘 보고 있어요 😊"),
	LIT("이거 무슨 게임이에요?"),
	LIT("저녁 뭐 드셨어요"),
	LIT("소리 조금만 키워 주세요"),
	LIT("오늘 몇 시까지 하세요?"),
	LIT("처음 왔는데 재밌네요"),
	LIT("노래 좋다 🎵"),
	LIT("어제 방송도 봤어요"),
	LIT("다음 판은 서폿 가나요"),
	LIT("물 드세요 물"),
	LIT("아까 그 장면 다시 보고 싶다"),
	LIT("ㅇㅇ"),
	LIT("ㄱㄱ"),
	LIT("?"),
	LIT("ㅋㅋ"),
	LIT("고양이 보여주세요"),
	LIT("퇴근하고 왔습니다"),
	LIT("출석 체크"),
	LIT("오늘 컨디션 좋아 보이네요"),
	LIT("이 맵 너무 어려움"),
	LIT("맞아요 저도 그렇게 생각함"),
	LIT("배고프다"),
	LIT("설정 어떻게 하셨어요?"),
	LIT("화질 좋네요"),
	LIT("lol same"),
	LIT("공지 어디 있어요?"),
	LIT("내일도 방송하시나요"),
};
static const struct str lively[] = {
	LIT("ㅋㅋㅋㅋㅋㅋㅋㅋ"),
	LIT("와 대박"),
	LIT("미쳤다 ㄷㄷㄷ"),
	LIT("이걸 이기네"),
	LIT("펜타킬!!!!"),
	LIT("ㄷㄷㄷㄷ"),
	LIT("나이스~~~"),
	LIT("아니 이게 되네 ㅋㅋㅋ"),
	LIT("ㅠㅠㅠㅠㅠ"),
	LIT("클립 따주세요"),
	LIT("우와아아아아"),
	LIT("레전드 ㅋㅋㅋㅋ"),
	LIT("👏👏👏👏"),
	LIT("역시 봄하늘"),
	LIT("GG"),
};
static const struct {
	struct str text, urls;
} emotes[] = {
	{ LIT(EMOTE("d_54")), LIT(EMOTE_URL("d_54", "b_14.gif")) },
	{ LIT(EMOTE("d_91") EMOTE("d_91")),
	    LIT(EMOTE_URL("d_91", "c_19.png")) },
	{ LIT("축하해요 " EMOTE("d_48")), LIT(EMOTE_URL("d_48", "b_08.gif")) },
};
static const struct str wishes[] = {
	LIT("오늘도 화이팅! 🧀"),
	LIT("오늘 노래 정말 최고예요"),
	LIT("생일 축하해요 🎂"),
	LIT("이거 꼭 보세요"),
	LIT(""),
	LIT("치킨 사 드세요"),
};
static const struct str first_names[] = {
	LIT("구름"),
	LIT("봄날"),
	LIT("치즈"),
	LIT("새벽"),
	LIT("여행"),
	LIT("바다"),
	LIT("하늘"),
	LIT("별빛"),
	LIT("감자"),
	LIT("커피"),
	LIT("노을"),
	LIT("솜사탕"),
};
static const struct str last_names[] = {
	LIT("고양이"),
	LIT("빵"),
	LIT("곰"),
	LIT("토끼"),
	LIT("요정"),
	LIT("기사"),
	LIT("마녀"),
	LIT("선비"),
	LIT("두부"),
	LIT("펭귄"),
};

enum {
	SLOT_MS = 240 * 1000, /* in each there may be one lively spell */
	SPELL_MS = 20 * 1000
};

enum { CROWD = 1000 /* who only speak up in lively spells */ };

static void
make_person(struct cast *c, uint64_t chance, unsigned number, struct person *p)
{
	struct buf b = { 0 };

	buf_fmt(&b, "%016llx%016llx", (unsigned long long)random_next(&chance),
	    (unsigned long long)random_next(&chance));
	p->id = (struct str){ arena_copy(&c->arena, b.p, b.n), b.n };
	b.n = 0;
	buf_str(&b, first_names[random_below(&chance, N_OF(first_names))]);
	buf_str(&b, last_names[random_below(&chance, N_OF(last_names))]);
	buf_fmt(&b, "%u", number);
	p->name = (struct str){ arena_copy(&c->arena, b.p, b.n), b.n };
	buf_free(&b);
}

void
cast_init(struct cast *c, uint64_t seed, unsigned n)
{
	*c = (struct cast){ .n = n, .seed = seed };
	c->at = xcalloc(n, sizeof *c->at);
	for (unsigned i = 0; i < n; i++)
		make_person(
		    c, random_split(seed ^ UINT64_C(0x9E09), i), i, &c->at[i]);
}

void
cast_free(struct cast *c)
{
	free(c->at);
	arena_free(&c->arena);
}

/* How much livelier than usual it is at a moment. */
static double
liveliness(const struct talk *t, double at)
{
	uint64_t since = (uint64_t)(at - (double)t->start);
	uint64_t chance = random_split(t->seed, since / SLOT_MS);
	uint64_t begin = random_below(&chance, SLOT_MS - SPELL_MS);
	uint64_t in_slot = since % SLOT_MS;
	double height = 2 + 6 * random_share(&chance);

	if (in_slot < begin || in_slot >= begin + SPELL_MS)
		return 1;
	return height;
}

static void
wait(struct talk *t)
{
	t->next += random_wait(&t->chance, t->rate * liveliness(t, t->next));
}

void
talk_begin(
    struct talk *t, struct cast *cast, unsigned n, double rate, int64_t start)
{
	enum { REGULARS = 200 };
	uint64_t seed = random_split(cast->seed ^ UINT64_C(0x7A1C), n);

	*t = (struct talk){ .cast = cast,
		.seed = seed,
		.chance = seed,
		.rate = rate,
		.start = start,
		.next = (double)start,
		.last = start };
	/* Neighbours share half of their people. */
	t->many = cast->n < REGULARS ? cast->n : REGULARS;
	t->first = n * (t->many / 2) % cast->n;
	wait(t);
}

int64_t
talk_due(const struct talk *t)
{
	return (int64_t)t->next;
}

/* One of those who speak up in lively spells only; made when they first do. */
static const struct person *
one_of_crowd(struct talk *t)
{
	struct cast *c = t->cast;
	unsigned i = (unsigned)random_below(&t->chance, CROWD);

	if (t->crowd == NULL) {
		t->crowd = arena_alloc(&c->arena, CROWD * sizeof *t->crowd);
		memset(t->crowd, 0, CROWD * sizeof *t->crowd);
	}
	if (t->crowd[i].id.n == 0)
		make_person(c, random_split(t->seed ^ UINT64_C(0xC403), i),
		    c->n + i, &t->crowd[i]);
	return &t->crowd[i];
}

/* Someone who has not said anything in this millisecond. */
static const struct person *
someone(struct talk *t, int64_t now)
{
	double more = liveliness(t, t->next);

	/* A few talk much: the smaller of two numbers is small. */
	uint64_t a = random_below(&t->chance, t->many);
	uint64_t b = random_below(&t->chance, t->many);
	const struct cast *c = t->cast;

	if (now == t->last)
		return &c->at[(t->first + t->same++) % c->n];
	t->same = 0;
	/* The regulars say as much as ever. */
	if (more > 1 && random_share(&t->chance) > 1 / more)
		return one_of_crowd(t);
	t->same = (unsigned)(a < b ? a : b);
	return &c->at[(t->first + t->same++) % c->n];
}

static struct str
one_of(struct talk *t, const struct str *list, size_t n)
{
	return list[random_below(&t->chance, n)];
}

static void
chat(struct talk *t, struct event *e, double at)
{
	size_t i;

	e->type = EVENT_CHAT;
	if (random_below(&t->chance, 20) == 0) {
		i = random_below(&t->chance, N_OF(emotes));
		e->text = emotes[i].text;
		e->emotes = emotes[i].urls;
	} else if (liveliness(t, at) > 1 && random_below(&t->chance, 4) > 0) {
		e->text = one_of(t, lively, N_OF(lively));
	} else {
		e->text = one_of(t, calm, N_OF(calm));
	}
	if (random_below(&t->chance, 120) == 0)
		e->reason = STR("cbotblind");
}

/* Donors without a name are distinguished by time and text alone, so there is
 * at most one in a millisecond. */
static void
donation(struct talk *t, struct event *e, bool alone)
{
	static const int64_t amounts[] = { 1000, 1000, 1000, 3000, 5000, 10000,
		50000 };

	e->type = EVENT_DONATION;
	e->text = one_of(t, wishes, N_OF(wishes));
	e->amount = amounts[random_below(&t->chance, N_OF(amounts))];
	e->currency = STR("KRW");
	e->donation_type =
	    random_below(&t->chance, 8) == 0 ? STR("video") : STR("chat");
	/* What costs most is a mission for the streamer, with a number. */
	if (e->amount == amounts[N_OF(amounts) - 1]) {
		e->donation_type = STR("mission");
		e->donation_id = STR("5HcvepFcSAAeu3LGSkSyICUGuEUhG");
	}
	e->anonymous = random_below(&t->chance, 8) > 0 && alone;
	if (e->anonymous)
		e->user_id = e->user = e->role = (struct str){ 0 };
}

static void
subscription(struct talk *t, struct event *e)
{
	e->type = EVENT_SUBSCRIPTION;
	e->text = one_of(t, wishes, N_OF(wishes));
	e->months = 1 + (int64_t)random_below(&t->chance, 40);
	e->tier = random_below(&t->chance, 4) == 0 ? STR("2") : STR("1");
}

/* A gift: the giver's line, then one for each recipient. */
static void
gift(struct talk *t, struct event *e, const struct person *to)
{
	e->type = EVENT_SUBSCRIPTION;
	e->text = STR("");
	e->gift = true;
	e->tier = STR("1");
	if (to != NULL) {
		e->target_user_id = to->id;
		e->target_user = to->name;
	} else {
		t->gifts = 1 + (unsigned)random_below(&t->chance, 4);
		e->quantity = t->gifts;
	}
}

void
talk_next(struct talk *t, struct event *e)
{
	int64_t now = talk_due(t);
	double at = t->next;
	const struct person *who;
	bool alone; /* the first message in this millisecond */
	uint64_t kind = random_below(&t->chance, 1000);

	alone = now != t->last;
	who = someone(t, now);
	t->last = now;
	*e = event_blank();
	e->sent_at = now;
	e->user_id = who->id;
	e->user = who->name;
	e->role = STR("viewer");
	if (t->gifts > 0) {
		t->gifts--;
		e->user_id = t->giver.id;
		e->user = t->giver.name;
		gift(t, e, who);
	} else if (kind < 8) {
		donation(t, e, alone);
	} else if (kind < 11) {
		subscription(t, e);
	} else if (kind < 12) {
		t->giver = *who;
		gift(t, e, NULL);
	} else {
		chat(t, e, at);
	}
	wait(t);
}
