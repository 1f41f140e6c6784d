/*
 * chz-doctor - say what is well, and how to mend what is not.
 * Names of checks in, or none for all; a line for each finding out.
 */

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "chart/canvas.h"
#include "core/conf.h"
#include "core/conf_all.h"
#include "core/diag.h"
#include "core/lang.h"
#include "core/nearest.h"
#include "core/opt.h"
#include "core/sig.h"
#include "core/when.h"
#include "jsonl/out.h"
#include "net/ws.h"
#include "platform/obs.h"
#include "tap/checkup.h"
#include "voice/engine.h"
#include "voice/player.h"

enum {
	PATIENCE_MS = 5000, /* with what is not Chzzk */
	SKEW_MS = 3000      /* of the clock, that is still no matter */
};

struct run {
	struct out *out;
	const char *check; /* the one at hand */
	int status;
	struct loop *loop;
};

static void check_settings(struct run *);
static void check_tokens(struct run *);
static void check_fonts(struct run *);
static void check_sound(struct run *);
static void check_voice(struct run *);
static void check_chzzk(struct run *);
static void check_studio(struct run *);
static void check_obs(struct run *);

static const struct {
	const char *name;
	void (*run)(struct run *);
} checks[] = {
	{ "settings", check_settings },
	{ "tokens", check_tokens },
	{ "fonts", check_fonts },
	{ "sound", check_sound },
	{ "voice", check_voice },
	{ "chzzk", check_chzzk },
	{ "vts", check_studio },
	{ "obs", check_obs },
};
enum { N_CHECKS = sizeof checks / sizeof *checks };

static const struct opt options[] = { { 0 } };

static const struct tool tool = {
	.name = "chz-doctor",
	.operands = "[CHECK...]",
	.about = "Say what is well here, and how to mend what is not.",
	.opts = options,
	.examples = OPT_LINES("chz doctor", "chz doctor fonts settings"),
};

/* A finding of the check at hand. */
__attribute__((format(printf, 4, 5))) static void
say(struct run *r, int status, const char *word, const char *fmt, ...)
{
	struct buf *b = &r->out->buf, words = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buf_vfmt(&words, lang_text(fmt), ap);
	va_end(ap);
	buf_fmt(b, "%-4s%-10s", word, r->check);
	lang_parts(b, buf_view(&words));
	buf_free(&words);
	buf_addc(b, '\n');
	out_ready(r->out);
	r->status = exit_worse(r->status, status);
}

#define well(r, ...) say(r, EXIT_OK, "ok", __VA_ARGS__)
#define ill(r, ...) say(r, EXIT_SOME_FAILED, "no", __VA_ARGS__)
#define unset(r, ...) say(r, EXIT_OK, "-", __VA_ARGS__)

static void
take_mistake(void *ctx, const char *what)
{
	ill(ctx, "%s", what);
}

static void
check_settings(struct run *r)
{
	struct conf_all all;
	size_t set = 0;

	conf_all_read(&all, take_mistake, r);
	for (size_t i = 0; i < all.n; i++)
		set += strcmp(all.at[i].from, "default") != 0 &&
		    strcmp(all.at[i].from, "unset") != 0;
	if (all.status == EXIT_OK)
		well(r, "%zu set; 'chz config' shows them", set);
	conf_all_free(&all);
}

/* Whether a file among our state is for its owner alone, if it is a secret. */
static bool
check_token(struct run *r, const char *dir, const char *name)
{
	struct buf path = { 0 };
	struct stat st;
	bool is_token = str_ends(str_of(name), ".token"), good = true;

	buf_fmt(&path, "%s/%s", dir, name);
	if (is_token && stat(buf_text(&path), &st) == 0 &&
	    (st.st_mode & 077) != 0) {
		ill(r, "%s: others can read it: chmod 600 %s", path.p, path.p);
		good = false;
	}
	buf_free(&path);
	return good;
}

static void
check_tokens(struct run *r)
{
	char *path = conf_state_path(""), *end;
	DIR *dir = path != NULL ? opendir(path) : NULL;
	struct dirent *entry;
	bool good = true;

	if (path != NULL && (end = strrchr(path, '/')) != NULL)
		*end = '\0';
	while (dir != NULL && (entry = readdir(dir)) != NULL)
		good &= check_token(r, path, entry->d_name);
	if (good)
		well(r, "kept in %s", path != NULL ? path : "no place");
	if (dir != NULL)
		closedir(dir);
	free(path);
}

static bool
can_write(const char *text)
{
	const struct font font = { .size = 16 };
	struct canvas *c = canvas_new(CANVAS_PNG, 64, 64);
	bool can;

	canvas_text(
	    c, &font, (struct spot){ 0, 32 }, ALIGN_LEFT, 0, str_of(text));
	can = canvas_missing(c).n == 0;
	canvas_free(c);
	return can;
}

static void
check_fonts(struct run *r)
{
	bool korean = can_write("한글"), emoji = can_write("😊");

	if (!korean)
		ill(r, "none has Korean: install fonts-nanum");
	if (!emoji)
		ill(r, "none has emoji: install fonts-noto-color-emoji");
	if (korean && emoji)
		well(r, "Korean and emoji");
	canvas_forget_fonts();
}

static void
check_sound(struct run *r)
{
	const char *why = "";
	struct player *p = player_pulse(NULL, &why);

	if (p != NULL)
		well(r, "a sound server is there");
	else
		ill(r, "%s: start PipeWire or PulseAudio, or use chz-say -o",
		    why);
	player_close(p);
}

static void
check_espeak(struct run *r)
{
	const struct engine_settings usual = { .rate = 1, .pitch = 1 };
	const char *why = "";
	struct engine *e = engine_espeak(&usual, &why);

	if (e != NULL)
		well(r, "espeak");
	else
		ill(r, "espeak: %s: install espeak-ng-data", why);
	engine_close(e);
}

static void
on_voice(void *ctx, const struct http_answer *a)
{
	struct run *r = ctx;

	/* Any answer will do: what it serves is not at its root. */
	if (a->status != 0)
		well(r, "a server answers");
	else
		ill(r, "%s: start it, or set CHZ_TTS_URL", a->why);
	loop_stop(r->loop);
}

static void
check_voice(struct run *r)
{
	const char *url = conf_get("CHZ_TTS_URL");
	struct http *http;

	check_espeak(r);
	if (url == NULL)
		url = conf_get("TTS_REMOTE_URL");
	if (url == NULL) {
		unset(r, "no server: CHZ_TTS_URL is unset");
		return;
	}
	http = http_new(r->loop, &(struct http_settings){ 0 });
	http_send(http,
	    &(struct http_request){ .url = url,
		.tries = 1,
		.deadline_ms = PATIENCE_MS,
		.done = on_voice,
		.ctx = r });
	loop_run(r->loop);
	http_free(http);
}

static void
on_found(void *ctx, const char *what, int status, const char *why)
{
	struct run *r = ctx;

	if (status == EXIT_OK)
		well(r, "%s", what);
	else
		say(r, status, "no", "%s: %s%s", what, why,
		    status == EXIT_AWAY ? ": look at the network" : "");
}

static void
on_clock(void *ctx, int64_t theirs, int64_t ours)
{
	struct run *r = ctx;
	int64_t ahead = ours - theirs;

	if (ahead > SKEW_MS || ahead < -SKEW_MS)
		ill(r,
		    "the clock is %lld s %s: set it, as by systemd-timesyncd",
		    (long long)llabs(ahead) / 1000,
		    lang_text(ahead > 0 ? "fast" : "slow"));
	else
		well(r, "the clock");
}

static void
on_done(void *ctx)
{
	loop_stop(((struct run *)ctx)->loop);
}

static void
check_chzzk(struct run *r)
{
	const struct checkup_events events = { on_found, on_clock, on_done, r };
	struct web *web = web_new(r->loop);
	struct checkup *c = checkup_start(r->loop, web, &events);

	loop_run(r->loop);
	checkup_free(c);
	web_free(web);
}

static void
on_opened(void *ctx)
{
	struct run *r = ctx;

	well(r, "VTube Studio answers");
	loop_stop(r->loop);
}

static void
on_closed(void *ctx, const struct ws_end *end)
{
	struct run *r = ctx;

	if (end->opened)
		return;
	/* Most people have none, and have said so by saying nothing. */
	if (conf_given("CHZ_VTS_URL") == NULL)
		unset(r, "%s", end->why);
	else
		ill(r, "%s: start VTube Studio and switch its API on",
		    end->why);
	loop_stop(r->loop);
}

static void
check_studio(struct run *r)
{
	struct ws *ws = ws_open(r->loop,
	    &(struct ws_settings){ .url = conf_get("CHZ_VTS_URL"),
		.opened = on_opened,
		.closed = on_closed,
		.ctx = r });

	loop_run(r->loop);
	ws_free(ws);
}

/* OBS, and whether it lets us in. */
struct knock {
	struct run *run;
	struct ws *ws;
	struct obs *obs;
	bool over;
};

static void
obs_send(void *ctx, struct str message)
{
	struct knock *k = ctx;

	ws_send(k->ws, message);
}

static void
obs_over(struct knock *k)
{
	k->over = true;
	loop_stop(k->run->loop);
}

static void
obs_ready(void *ctx)
{
	struct knock *k = ctx;

	well(k->run, "OBS answers");
	obs_over(k);
}

static void
obs_locked(void *ctx)
{
	struct knock *k = ctx;

	ill(k->run, "it wants a password: set CHZ_OBS_PASSWORD");
	obs_over(k);
}

static void
obs_opened(void *ctx)
{
	(void)ctx;
}

static void
obs_message(void *ctx, struct str data, bool binary)
{
	struct knock *k = ctx;

	if (!binary && !k->over)
		obs_receive(k->obs, data);
}

static void
obs_gone(void *ctx, const struct ws_end *end)
{
	struct knock *k = ctx;

	if (k->over)
		return;
	if (end->code == OBS_BAD_PASSWORD)
		ill(k->run, "it has another password than CHZ_OBS_PASSWORD");
	else if (conf_given("CHZ_OBS_URL") == NULL)
		unset(k->run, "%s", end->why);
	else
		ill(k->run, "%s: start OBS and its WebSocket server", end->why);
	obs_over(k);
}

static void
obs_silent(void *ctx)
{
	struct knock *k = ctx;

	if (k->over)
		return;
	ill(k->run, "what answers at CHZ_OBS_URL is no OBS");
	obs_over(k);
}

static void
check_obs(struct run *r)
{
	static const struct obs_events events = { obs_send, obs_ready,
		obs_locked };
	struct knock k = { .run = r };
	struct timer *patience;

	patience = timer_new(r->loop, obs_silent, &k);
	timer_set(patience, PATIENCE_MS);
	k.obs = obs_new(&events, &k, conf_secret("CHZ_OBS_PASSWORD"));
	k.ws = ws_open(r->loop,
	    &(struct ws_settings){ .url = conf_get("CHZ_OBS_URL"),
		.opened = obs_opened,
		.message = obs_message,
		.closed = obs_gone,
		.ctx = &k });
	loop_run(r->loop);
	timer_free(patience);
	ws_free(k.ws);
	obs_free(k.obs);
}

static bool
is_wanted(const char *name, char *const names[])
{
	bool wanted = names[0] == NULL;

	for (; *names != NULL; names++)
		wanted |= strcmp(*names, name) == 0;
	return wanted;
}

static void
check_name(const char *name)
{
	struct nearest near = { .typed = str_of(name) };

	for (int i = 0; i < N_CHECKS; i++) {
		if (strcmp(checks[i].name, name) == 0)
			return;
		nearest_offer(&near, str_of(checks[i].name));
	}
	if (near.found.p == NULL)
		opt_misuse("no check '%s'", name);
	opt_misuse(
	    "no check '%s'; did you mean '%.*s'?", name, STR_ARG(near.found));
}

int
main(int argc, char *argv[])
{
	struct run r = { 0 };
	char **names = argv + opt_parse(&tool, argc, argv, NULL);

	for (char **name = names; *name != NULL; name++)
		check_name(*name);
	r.out = out_open(NULL, true);
	r.loop = loop_new();
	for (int i = 0; i < N_CHECKS && !sig_caught(); i++)
		if (is_wanted(checks[i].name, names)) {
			r.check = checks[i].name;
			checks[i].run(&r);
		}
	loop_free(r.loop);
	r.status = exit_worse(r.status, out_close(r.out));
	sig_die();
	return r.status;
}
