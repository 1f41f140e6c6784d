/* Knows bots by id or nickname. */
#include <stdlib.h>

#include "core/intern.h"
#include "core/mem.h"
#include "text/bots.h"

enum { LONGEST = 128 /* bytes of a name */ };

static const char *const usual[] = {
	/* Chzzk and other Korean platforms */
	"빵떡봇", "빵떡", "싹둑", "싹둑봇", "치직봇", "치치봇", "뿌뿌봇",
	"봇붕이", "매니저봇", "투네이션", "투네봇", "위플랩", "트윕", "twip",
	"toonation",
	/* anywhere */
	"nightbot", "streamelements", "streamlabs", "moobot", "fossabot",
	"wizebot", "botisimo", "mixitup", "mix it up", "phantombot", "deepbot",
	"coebot", "cloudbot", "sery_bot", "sery bot", "soundalerts",
	"streamstickers", "kofistreambot", "restreambot", "restream bot",
	"lumiastream", "casterlabs", "streamer.bot", "streamerbot", "firebot",
	"own3d", "tangiabot", "blerp", "songlistbot", "pretzelrocks",
	"playwithviewersbot", "crowdcontrol", "frostytoolsdotcom", "creatisbot",
	"dixperbro", "wzbot", "rainmaker", "commanderroot",
	"pokemoncommunitygame", "stay_hydrated_bot", "supibot", "buttsbot",
	"titlechange_bot", "streamholics", "anotherttvviewer", "lurxx",
	"mirrobot", "ohbot", "scottybot", "xanbot", "ankhbot", "hnlbot",
	"vivbot", "logviewer", "drapsnatt", "muxybot", "kikettebot"
};

struct bots {
	struct intern names;
	uint64_t looks[4]; /* a bit for each look, below */
};

/* A name at a glance: most that are not listed look like none that is. */
static unsigned
look_of(struct str name)
{
	return (unsigned)(name.n * 37 + (name.p[0] | 0x20) * 11u +
		   (name.p[name.n - 1] | 0x20) * 3u) &
	    255;
}

/* ASCII in lower case; `room` for LONGEST bytes. */
static struct str
in_lower_case(struct str name, char *room)
{
	for (size_t i = 0; i < name.n; i++)
		room[i] = name.p[i] >= 'A' && name.p[i] <= 'Z'
		    ? (char)(name.p[i] | 0x20)
		    : name.p[i];
	return (struct str){ room, name.n };
}

void
bots_add(struct bots *b, struct str line)
{
	char room[LONGEST];
	unsigned look;

	line = str_trim(line);
	if (line.n == 0 || line.p[0] == '#' || line.n > LONGEST)
		return;
	line = in_lower_case(line, room);
	look = look_of(line);
	b->looks[look / 64] |= UINT64_C(1) << look % 64;
	intern_add(&b->names, line);
}

struct bots *
bots_new(void)
{
	struct bots *b = xcalloc(1, sizeof *b);

	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
		bots_add(b, str_of(usual[i]));
	return b;
}

static bool
has(const struct bots *b, struct str name)
{
	char room[LONGEST];
	unsigned look;

	if (name.n == 0 || name.n > LONGEST)
		return false;
	look = look_of(name);
	return (b->looks[look / 64] >> look % 64 & 1) != 0 &&
	    intern_find(&b->names, in_lower_case(name, room)) != INTERN_NONE;
}

bool
bots_has(const struct bots *b, struct str user_id, struct str user)
{
	return has(b, user) || has(b, user_id);
}

void
bots_free(struct bots *b)
{
	if (b == NULL)
		return;
	intern_free(&b->names);
	free(b);
}
