/*
 * reply_own - what chz-reply itself takes, measured from outside by one clock:
 * this process is the chat, the model and the reader of the replies.
 *
 *	reply_own [SERIES]
 *
 * Each round, of which a series has 80, writes a message, reads the request,
 *answers at once and reads the reply.  Printed are, from a write to a read,
 *median, p99 and the most in ms: from the message to the whole request; from
 *the answer's last byte to the line on standard output; and of a stream from
 *the last token of the first sentence to that sentence.  The waking up of both
 *processes is in them.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum {
	SERIES = 80, /* rounds of one chz-reply: until it would sum up turns */
	WARM_UP = 5, /* that do not count */
	ROOM = 1 << 20
};

static int listener, model = -1, chat, replies;
static pid_t child;
static char room[ROOM];

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
die(const char *what)
{
	perror(what);
	kill(child, SIGKILL);
	exit(1);
}

static int
listen_somewhere(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof at;

	listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(listener, (struct sockaddr *)&at, n) != 0 ||
	    listen(listener, 8) != 0 ||
	    getsockname(listener, (struct sockaddr *)&at, &n) != 0)
		die("listen");
	return ntohs(at.sin_port);
}

static void
start(int port, bool stream)
{
	char name[] = "chz-reply", quiet[] = "-q", at[64];
	char streams[] = "--stream";
	char *argv[] = { name, quiet, at, stream ? streams : NULL, NULL };
	posix_spawn_file_actions_t io;
	int in[2], out[2];

	snprintf(at, sizeof at, "--url=http://127.0.0.1:%d/v1", port);
	if (pipe(in) != 0 || pipe(out) != 0)
		die("pipe");
	posix_spawn_file_actions_init(&io);
	posix_spawn_file_actions_adddup2(&io, in[0], 0);
	posix_spawn_file_actions_adddup2(&io, out[1], 1);
	for (int i = 0; i < 2; i++) {
		posix_spawn_file_actions_addclose(&io, in[i]);
		posix_spawn_file_actions_addclose(&io, out[i]);
	}
	if (posix_spawnp(&child, argv[0], &io, NULL, argv, environ) != 0)
		die("chz-reply");
	posix_spawn_file_actions_destroy(&io);
	close(in[0]);
	close(out[1]);
	chat = in[1];
	replies = out[0];
}

static void
stop(void)
{
	close(chat);
	close(replies);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(model);
	close(listener);
	model = -1;
}

/* Reads until `end` says that all is there. */
static void
read_until(int fd, bool (*is_whole)(size_t n))
{
	size_t n = 0;

	do {
		ssize_t got = read(fd, room + n, ROOM - 1 - n);

		if (got <= 0)
			die("read");
		n += (size_t)got;
		room[n] = '\0';
	} while (!is_whole(n));
}

static bool
is_request(size_t n)
{
	const char *body = strstr(room, "\r\n\r\n");
	const char *length = strcasestr(room, "content-length:");

	return body != NULL && length != NULL &&
	    n >= (size_t)(body + 4 - room) + strtoul(length + 15, NULL, 10);
}

static bool
is_line(size_t n)
{
	return room[n - 1] == '\n';
}

static void
take_request(void)
{
	if (model < 0)
		model = accept(listener, NULL, NULL);
	if (model < 0 ||
	    setsockopt(
		model, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int)) != 0)
		die("accept");
	read_until(model, is_request);
}

static void
send_all(int fd, const char *text)
{
	size_t n = strlen(text);

	if (write(fd, text, n) != (ssize_t)n)
		die("write");
}

static double
say(int round)
{
	char line[256];
	double t;

	snprintf(line, sizeof line,
	    "{\"type\":\"chat\",\"message_id\":\"m%d\",\"user_id\":\"u%d\","
	    "\"user\":\"이름\",\"text\":\"%d번 보스는 어디 있어요?\"}\n",
	    round, round, round);
	t = now_ms();
	send_all(chat, line);
	return t;
}

static double
answer_whole(int round)
{
	char body[512], head[256];
	double t;

	snprintf(body, sizeof body,
	    "{\"choices\":[{\"message\":{\"content\":\"{\\\"emotion\\\":"
	    "\\\"happy\\\",\\\"response\\\":\\\"동굴 %d에 있어요.\\\","
	    "\\\"skip\\\":false}\"},\"finish_reason\":\"stop\"}],"
	    "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}",
	    round);
	snprintf(head, sizeof head,
	    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	    "Content-Length: %zu\r\n\r\n",
	    strlen(body));
	send_all(model, head);
	t = now_ms();
	send_all(model, body);
	return t;
}

static void
send_token(const char *token)
{
	char event[256], chunk[300];

	snprintf(event, sizeof event,
	    "data: {\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}\n\n",
	    token);
	snprintf(chunk, sizeof chunk, "%zx\r\n%s\r\n", strlen(event), event);
	send_all(model, chunk);
}

static double
answer_stream(void)
{
	double t;

	send_all(model,
	    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
	    "Transfer-Encoding: chunked\r\n\r\n");
	send_token("[happy] ");
	send_token("동굴 안에 ");
	t = now_ms();
	send_token("있어요.");
	return t;
}

static void
end_stream(void)
{
	send_token(" 조심하세요.");
	send_all(model, "e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n");
	do
		read_until(replies, is_line);
	while (strstr(room, "\"last\":true") == NULL);
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
print(const char *what, double *ms, size_t n)
{
	qsort(ms, n, sizeof *ms, by_size);
	printf("%-44s median %.2f, p99 %.2f, most %.2f ms\n", what, ms[n / 2],
	    ms[n - 1 - n / 100], ms[n - 1]);
}

/* SERIES rounds of a new chz-reply. */
static void
run(bool stream, double *asked, double *said)
{
	start(listen_somewhere(), stream);
	for (int i = -WARM_UP; i < SERIES; i++) {
		double begun = say(i + WARM_UP), sent, got;

		take_request();
		got = now_ms();
		sent = stream ? answer_stream() : answer_whole(i);
		read_until(replies, is_line);
		if (i >= 0) {
			asked[i] = got - begun;
			said[i] = now_ms() - sent;
		}
		if (stream)
			end_stream();
	}
	stop();
}

static void
measure(size_t series, bool stream)
{
	size_t n = series * SERIES;
	double *asked = calloc(n, sizeof *asked);
	double *said = calloc(n, sizeof *said);

	for (size_t i = 0; i < series; i++)
		run(stream, asked + i * SERIES, said + i * SERIES);
	if (!stream)
		print("from a message to the request sent:", asked, n);
	print(stream ? "from a first sentence's last token to it:"
		     : "from an answer's last byte to its line:",
	    said, n);
	free(asked);
	free(said);
}

int
main(int argc, char *argv[])
{
	size_t series = argc > 1 ? (size_t)atoi(argv[1]) : 10;

	signal(SIGPIPE, SIG_IGN);
	measure(series, false);
	measure(series, true);
	return 0;
}
