/* Lays a text along its sound. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/utf8.h"
#include "text/hangul.h"
#include "voice/follow.h"

enum kind { SILENCE, REST, STOP, HISS, VOICED, GLIDE, VOWEL, KINDS };

/*
 * What a kind of sound is like, of voices in general: its length, how much
 * that varies (of its logarithm), its loudness below the loudest and its
 * sharpness, each with a deviation.
 */
struct nature {
	double ms, varies;
	double db, db_varies;
	double sharp, sharp_varies;
	double absent; /* log of the chance that it is left out; 0 is never */
	int most;      /* frames */
};

static const struct nature natures[KINDS] = {
	[SILENCE] = { 120, 0.9, -45, 8, 1, 9, -0.7, 60 },
	[REST] = { 280, 0.6, -45, 8, 1, 9, -2.5, 60 },
	[STOP] = { 60, 0.45, -20, 9, 1.5, 1.5, -5, 16 },
	[HISS] = { 90, 0.4, -18, 7, 4.5, 1.8, -6, 20 },
	[VOICED] = { 60, 0.45, -9, 6, 0.5, 0.6, -4, 18 },
	[GLIDE] = { 45, 0.4, -6, 5, 0.7, 0.7, -2, 10 },
	[VOWEL] = { 105, 0.4, -5, 5, 0.8, 0.8, -7, 36 },
};

/* One sound of the row. */
struct follow_part {
	enum kind kind;
	char vowel; /* that the mouth makes meanwhile */
};

/* The best path that ends a part with a frame: how good it is, and how many
 * frames the part has in it. */
struct follow_step {
	float good;
	uint16_t frames;
};

enum {
	PARTS_MOST = 400,      /* of a text: pieces are shorter */
	FRAMES_MOST = 60 * 40, /* what is longer is no speech of such a text */
	QUIET_MOST = 45,       /* frames of a silence that count */
	LONGEST = 60           /* natures[].most at most */
};

static const double QUIET = -40, QUIETEST = -45, SHARPEST = 6;
static const double UNLIKE = -12; /* no single frame rules a kind out */

/* ---- the text as a row of sounds ---- */

/* Vowels in the alphabet's order, ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ,
 * and what glides into them. */
static const char vowels[] = "aeaeoeoeoaeeouoeiuiii";
static const char glides[] = "  yy  yy www y wwwy  ";
/* Consonants at the beginning of a syllable,
 * ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ, and at its end, none
 * ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ: stop, hiss, with a
 * voice. */
static const char leads[] = "ssvssvvsshh hhhsssh";
static const char tails[] = " sssvvvsvsvvvvsvvssssvsssss ";

/* A pause after a pause: the two are one, the longer. */
static bool
is_joined(struct follow *f, enum kind kind)
{
	struct follow_part *last;

	if (kind > REST || f->n_parts == 0)
		return false;
	last = &f->parts[f->n_parts - 1];
	if (last->kind > REST)
		return false;
	if (kind == REST)
		last->kind = REST;
	return true;
}

static void
add(struct follow *f, enum kind kind, char vowel)
{
	if (f->n_parts >= PARTS_MOST || is_joined(f, kind))
		return;
	MEM_RESERVE(f->parts, f->cap_parts, f->n_parts + 1);
	f->parts[f->n_parts++] = (struct follow_part){ kind, vowel };
}

static void
add_consonant(struct follow *f, char kind, char vowel)
{
	if (kind == 's')
		add(f, STOP, vowel);
	else if (kind == 'h')
		add(f, HISS, vowel);
	else if (kind == 'v')
		add(f, VOICED, vowel);
}

static void
add_syllable(struct follow *f, struct syllable s)
{
	char vowel = vowels[s.vowel];

	add_consonant(f, leads[s.lead], vowel);
	if (glides[s.vowel] != ' ')
		add(f, GLIDE, glides[s.vowel] == 'y' ? 'i' : 'u');
	add(f, VOWEL, vowel);
	add_consonant(f, tails[s.tail], vowel);
}

static char
letter_kind(char c)
{
	return strchr("szcfhjx", c) != NULL ? 'h'
	    : strchr("nmlrvg", c) != NULL   ? 'v'
					    : 's';
}

/* A letter of Latin text: vowels in a row are one, as in "team". */
static void
add_letter(struct follow *f, char c)
{
	struct follow_part last = f->parts[f->n_parts - 1];

	if (c == 'y' || c == 'w')
		add(f, GLIDE, c == 'y' ? 'i' : 'u');
	else if (strchr("aeiou", c) == NULL)
		add_consonant(
		    f, letter_kind(c), last.vowel != '-' ? last.vowel : 'e');
	else if (last.kind != VOWEL)
		add(f, VOWEL, c);
}

static void
add_character(struct follow *f, uint32_t c)
{
	struct syllable s;

	if (hangul_split(c, &s))
		add_syllable(f, s);
	else if (c < 0x80 && isalpha((int)c))
		add_letter(f, (char)tolower((int)c));
	else if (c < 0x80 && strchr(".,!?;:\n", (int)c) != NULL)
		add(f, REST, '-');
	else
		add(f, SILENCE, '-');
}

static void
make_row(struct follow *f, struct str text)
{
	f->n_parts = 0;
	add(f, SILENCE, '-');
	while (text.n > 0) {
		uint32_t c;
		size_t n = utf8_next(text, &c);

		add_character(f, c);
		text = (struct str){ text.p + n, text.n - n };
	}
	add(f, REST, '-');
}

/* ---- the row along the sound ---- */

static double
bell(double x, double mean, double varies)
{
	double z = (x - mean) / varies;

	return -0.5 * z * z - log(varies);
}

/* How well a frame sounds like a kind.  Where there is hardly a sound, how
 * sharp it is says nothing; nor is anything quieter than quiet. */
static double
likeness(enum kind kind, struct follow_frame frame)
{
	const struct nature *is = &natures[kind];
	double good = bell(fmax(frame.db, QUIETEST), is->db, is->db_varies);

	if (frame.db > QUIET)
		good += bell(
		    fmin(frame.sharp, SHARPEST), is->sharp, is->sharp_varies);
	return fmax(good, UNLIKE);
}

/* How usual it is that a part lasts so many frames. */
static double
usual(const struct follow *f, enum kind kind, int frames)
{
	const struct nature *is = &natures[kind];
	double ms = is->ms * (kind <= REST ? 1 : f->tempo);
	double z = log(frames * FOLLOW_MS / ms) / is->varies;

	return -0.5 * z * z - log(is->varies);
}

static struct follow_step *
column(const struct follow *f, size_t frame)
{
	return f->steps + frame * f->n_parts;
}

static double
before(const struct follow *f, size_t frame, size_t part)
{
	if (part == 0)
		return frame == 0 ? 0 : -INFINITY;
	return column(f, frame)[part - 1].good;
}

/* What the newest n frames are worth as one part of a kind: that ends with
 * them, or that may go on. */
struct ending {
	double over[KINDS][LONGEST + 1], goes_on[KINDS][LONGEST + 1];
};

static void
weigh_endings(const struct follow *f, size_t end, struct ending *e)
{
	for (int kind = 0; kind < KINDS; kind++) {
		const struct nature *is = &natures[kind];
		double sum = 0, peak = -log(is->varies);

		for (int n = 1; n <= is->most && n <= (int)end; n++) {
			double length = usual(f, (enum kind)kind, n);

			sum += likeness((enum kind)kind, f->frames[end - n]);
			e->over[kind][n] = sum + length;
			if (n * FOLLOW_MS < is->ms * f->tempo)
				length = peak;
			e->goes_on[kind][n] = sum + length;
		}
	}
}

static struct follow_step
best_step(
    const struct follow *f, size_t end, size_t part, const struct ending *e)
{
	enum kind kind = f->parts[part].kind;
	const struct nature *is = &natures[kind];
	struct follow_step best = { (float)(before(f, end, part) + is->absent),
		0 };

	for (int n = 1; n <= is->most && n <= (int)end; n++) {
		double good =
		    before(f, end - (size_t)n, part) + e->over[kind][n];

		if (good > best.good)
			best = (struct follow_step){ (float)good, (uint16_t)n };
	}
	return best;
}

/* The column of what ends with frame `end`, from those before. */
static void
fill_column(struct follow *f, size_t end)
{
	struct ending e;

	weigh_endings(f, end, &e);
	for (size_t part = 0; part < f->n_parts; part++)
		column(f, end)[part] = best_step(f, end, part, &e);
}

static void
reserve_columns(struct follow *f)
{
	MEM_RESERVE(f->steps, f->cap_steps, (f->n + 1) * f->n_parts);
}

void
follow_start(struct follow *f, struct str text)
{
	if (f->tempo == 0)
		f->tempo = 1;
	make_row(f, text);
	f->n = f->n_path = f->n_places = f->quiet = 0;
	reserve_columns(f);
	fill_column(f, 0);
}

static void
add_frame(struct follow *f, struct follow_frame frame)
{
	MEM_RESERVE(f->frames, f->cap, f->n + 1);
	f->frames[f->n++] = frame;
	reserve_columns(f);
	fill_column(f, f->n);
}

void
follow_add(struct follow *f, struct follow_frame frame)
{
	if (f->n_places >= FRAMES_MOST)
		return;
	f->quiet = frame.db < QUIET ? f->quiet + 1 : 0;
	if (f->quiet <= QUIET_MOST)
		add_frame(f, frame);
	MEM_RESERVE(f->places, f->cap_places, f->n_places + 1);
	f->places[f->n_places++] = (uint16_t)(f->n - 1);
}

/* The part that is under way, and how many frames of it there were: it may
 * last longer, so that one that is short so far is not unusual.  None: 0. */
static size_t
under_way(const struct follow *f, size_t *frames)
{
	double best = -INFINITY;
	struct ending e;
	size_t found = 0;

	*frames = 0;
	weigh_endings(f, f->n, &e);
	for (size_t part = 0; part < f->n_parts; part++) {
		enum kind kind = f->parts[part].kind;

		for (size_t n = 1; n <= (size_t)natures[kind].most && n <= f->n;
		     n++) {
			double good =
			    before(f, f->n - n, part) + e.goes_on[kind][n];

			if (good > best) {
				best = good;
				found = part;
				*frames = n;
			}
		}
	}
	return found;
}

/* Walks back from the end, where `part` has its last `frames`. */
static void
walk_back(struct follow *f, size_t part, size_t frames)
{
	size_t end = f->n;

	for (;;) {
		for (size_t i = 0; i < frames; i++)
			f->path[--end] = (uint16_t)part;
		if (part == 0)
			break;
		frames = column(f, end)[--part].frames;
	}
}

/* More sound than the text can be: what came last goes on. */
static void
stay(struct follow *f)
{
	for (size_t i = f->n_path; i < f->n; i++)
		f->path[i] = (uint16_t)(f->n_parts - 1);
}

/* How much slower than usual the voice was. */
static double
heard_tempo(const struct follow *f)
{
	double ms = 0, wanted = 0;

	for (size_t i = 0; i < f->n; i++)
		if (f->parts[f->path[i]].kind > REST)
			ms += FOLLOW_MS;
	for (size_t i = 0; i < f->n_parts; i++)
		if (f->parts[i].kind > REST)
			wanted += natures[f->parts[i].kind].ms;
	return wanted > 0 ? fmax(0.5, fmin(2, ms / wanted)) : f->tempo;
}

static void
trace(struct follow *f, bool all)
{
	struct follow_step last = column(f, f->n)[f->n_parts - 1];
	size_t part = f->n_parts - 1, frames = last.frames;

	if (!all || last.good == -INFINITY)
		part = under_way(f, &frames);
	if (part == 0 && frames < f->n)
		stay(f);
	else
		walk_back(f, part, frames);
	f->n_path = f->n;
}

void
follow_path(struct follow *f, bool all)
{
	MEM_RESERVE(f->path, f->cap_path, f->n);
	if (f->n == 0)
		return;
	trace(f, all);
	if (!all)
		return;
	f->tempo = heard_tempo(f);
	for (size_t end = 0; end <= f->n; end++)
		fill_column(f, end);
	trace(f, all);
}

char
follow_vowel(const struct follow *f, size_t frame)
{
	if (frame >= f->n_places || f->places[frame] >= f->n_path)
		return '-';
	return f->parts[f->path[f->places[frame]]].vowel;
}

void
follow_free(struct follow *f)
{
	free(f->parts);
	free(f->places);
	free(f->frames);
	free(f->steps);
	free(f->path);
	*f = (struct follow){ 0 };
}
