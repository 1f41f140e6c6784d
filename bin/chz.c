/*
 * chz - run a tool of the toolkit: "chz ts ..." is "chz-ts ...".
 */

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/lang.h"
#include "core/mem.h"
#include "core/nearest.h"
#include "core/opt.h"
#include "core/sibling.h"

#define PREFIX "chz-"

/* The tools, and how each describes itself; without a name, a heading. */
static const struct {
	const char *name, *about;
} tools[] = {
	{ .about = "Where records come from" },
	{ "lives", "List, filter, search and follow live broadcasts." },
	{ "tap", "Tap any number of live chats at once." },
	{ "vod", "The chat of recorded broadcasts." },
	{ "import", "Read other programs' chat logs and write event records." },
	{ "sim", "Stand in for a whole platform on loopback." },
	{ .about = "What is done with them" },
	{ "filter", "Let through the chat that is wanted." },
	{ "store", "Keep broadcasts on disk, whatever happens." },
	{ "stats",
	    "Add up the chat of broadcasts, channels, users or nicknames." },
	{ "ts", "Count chat in stretches of time." },
	{ "peaks", "Find where the chat was busier than before." },
	{ "words", "Find what each part of a broadcast was about." },
	{ "plot", "Draw a broadcast's chat as a chart to share." },
	{ "mark", "Hand moments to an editor or a player." },
	{ "sync", "Put a log on the clock of another." },
	{ "sub", "Write chat as subtitles." },
	{ "export", "Write chat as other programs' logs." },
	{ "jaccard",
	    "Audience overlap of every pair of channels or broadcasts." },
	{ "cluster", "Groups of similar channels or replays." },
	{ .about = "Speaking" },
	{ "reply", "Answer chat as a character, by a language model." },
	{ "say", "Speak replies aloud, with lips in step with the sound." },
	{ "vts", "Move an avatar in VTube Studio." },
	{ "vmc", "Move a VRM avatar by the VMC protocol." },
	{ "feed", "Hand chat to an Open-LLM-VTuber character." },
	{ "obs", "Change scenes, sources and texts in OBS by records." },
	{ .about = "To look at" },
	{ "overlay",
	    "Show chat and replies on stream, as a browser source of OBS." },
	{ "page", "Make a web page of broadcasts, to click." },
	{ "top", "Watch what happens now, in a terminal." },
	{ .about = "On the platforms" },
	{ "auth", "Log in at a platform, for tools that need it." },
	{ "send", "Write replies into a platform's chat." },
	{ .about = "Between machines" },
	{ "bus", "Carry records over Redis Streams: put, get, ack, info." },
	{ "room",
	    "Chat rooms with a history, and a language model on request." },
	{ .about = "All at once" },
	{ "report", "Make the full report of each broadcast directory." },
	{ "watch", "Collect the chat of channels whenever they are live." },
	{ .about = "About the tools" },
	{ "help", "Show this list, or what a tool takes." },
	{ "doctor", "Say what is well here, and how to mend what is not." },
	{ "config", "Show the settings and where each comes from." },
	{ "schema", "Print what the records look like, as JSON Schema." },
	{ .about = NULL },
};

struct settings {
	bool list;
};

static const struct opt options[] = {
	{ 0, "list", NULL,
	    "list the tools for programs: name, tab, what it does",
	    OPT_FLAG(struct settings, list) },
	{ 0 },
};

static const struct tool front = {
	.name = "chz",
	.operands = "",
	.about =
	    "Run chz-TOOL; the tools are small filters for live-stream chat.",
	.opts = options,
};

/* Names without their "chz-". */
struct names {
	char **at;
	size_t n, cap;
};

static bool
is_listed(const char *name)
{
	for (size_t i = 0; tools[i].about != NULL; i++)
		if (tools[i].name != NULL && strcmp(tools[i].name, name) == 0)
			return true;
	return false;
}

static void
add_directory(struct names *names, const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		const char *name = entry->d_name + strlen(PREFIX);

		if (strncmp(entry->d_name, PREFIX, strlen(PREFIX)) != 0 ||
		    is_listed(name) ||
		    faccessat(dirfd(dir), entry->d_name, X_OK, 0) != 0)
			continue;
		MEM_RESERVE(names->at, names->cap, names->n + 1);
		names->at[names->n++] = xstrdup(name);
	}
	if (dir != NULL)
		closedir(dir);
}

static int
by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Other programs in PATH with names like those of tools. */
static struct names
find_others(void)
{
	struct str rest = str_of(getenv("PATH"));
	struct names names = { 0 };
	struct buf path = { 0 };
	size_t kept = 0;

	while (rest.p != NULL) {
		path.n = 0;
		buf_str(&path, str_cut(&rest, ':'));
		add_directory(&names, buf_text(&path));
	}
	buf_free(&path);
	if (names.n > 0)
		qsort(names.at, names.n, sizeof *names.at, by_bytes);
	for (size_t i = 0; i < names.n; i++)
		if (kept > 0 && strcmp(names.at[kept - 1], names.at[i]) == 0)
			free(names.at[i]);
		else
			names.at[kept++] = names.at[i];
	names.n = kept;
	return names;
}

static void
free_names(struct names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->at[i]);
	free(names->at);
}

static int
flush(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return EXIT_OK;
	diag_error("standard output: %s", strerror(errno));
	return EXIT_SOME_FAILED;
}

static int
list(void)
{
	struct names others = find_others();

	for (size_t i = 0; tools[i].about != NULL; i++)
		if (tools[i].name != NULL)
			printf("%s\t%s\n", tools[i].name,
			    lang_text(tools[i].about));
	for (size_t i = 0; i < others.n; i++)
		printf("%s\t\n", others.at[i]);
	free_names(&others);
	return flush();
}

static int
help(void)
{
	struct names others = find_others();

	printf(lang_text("Usage: chz TOOL [ARGUMENT...]\n"
			 "       chz help [TOOL]\n%s\n"),
	    lang_text(front.about));
	for (size_t i = 0; tools[i].about != NULL; i++)
		if (tools[i].name == NULL)
			printf("\n%s:\n", lang_text(tools[i].about));
		else
			printf("  %-10s %s\n", tools[i].name,
			    lang_text(tools[i].about));
	if (others.n > 0)
		printf("%s", lang_text("\nOthers in PATH:\n"));
	for (size_t i = 0; i < others.n; i++)
		printf("  %s\n", others.at[i]);
	printf("%s",
	    lang_text("\n'chz help ts' shows what chz-ts takes.  "
		      "More in chz(1) and chz(7).\n"));
	free_names(&others);
	return flush();
}

static _Noreturn void
refuse(const char *name)
{
	struct nearest near = { .typed = str_of(name) };
	struct names others = find_others();

	for (size_t i = 0; tools[i].about != NULL; i++)
		if (tools[i].name != NULL)
			nearest_offer(&near, str_of(tools[i].name));
	for (size_t i = 0; i < others.n; i++)
		nearest_offer(&near, str_of(others.at[i]));
	if (near.found.p == NULL)
		opt_misuse("no tool '%s'", name);
	opt_misuse(
	    "no tool '%s'; did you mean '%.*s'?", name, STR_ARG(near.found));
}

static _Noreturn void
run(char *argv[])
{
	struct buf own = { 0 }, path = { 0 };
	const char *word = argv[0];

	if (strchr(word, '/') != NULL)
		refuse(word);
	buf_fmt(&own, PREFIX "%s", word);
	sibling_path(&path, buf_text(&own));
	argv[0] = own.p;
	execvp(buf_text(&path), argv);
	if (errno == ENOENT)
		refuse(word);
	diag_die(EXIT_SOME_FAILED, "%s: %s", own.p, strerror(errno));
}

static bool
is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

int
main(int argc, char *argv[])
{
	struct settings set = { 0 };
	const char *word = argc > 1 ? argv[1] : "-";
	char option[] = "--help";

	diag_name(front.name);
	if (argc == 2 &&
	    (is(word, "help") || is(word, "-h") || is(word, option)))
		return help();
	if (argc == 3 && is(word, "help"))
		run((char *[]){ argv[2], option, NULL });
	if (word[0] != '-')
		run(argv + 1);
	opt_parse(&front, argc, argv, &set);
	if (!set.list)
		opt_misuse("name a tool, such as 'chz ts'");
	return list();
}
