/* socketio.h: frames as the documents of Engine.IO 3 and of Socket.IO 2 have
 * them, and as their servers of 2017 and 2022 have sent them. */
#include "jsonl/doc.h"
#include "platform/socketio.h"
#include "tap.h"

static struct arena texts;
static struct socketio_packet p;

static const char *
read_frame(const char *frame)
{
	const char *why = socketio_read(str_of(frame), &texts, &p);

	return why != NULL ? why : "";
}

static void
test_engine(void)
{
	is_text(read_frame("0{\"sid\":\"LsBa9IHvQKoiRoYLAAAA\",\"upgrades\":[],"
			   "\"pingInterval\":25000,\"pingTimeout\":60000}"),
	    "", "a session opens");
	ok(p.kind == SOCKETIO_OPEN && str_is(p.sid, "LsBa9IHvQKoiRoYLAAAA"),
	    "... with its name");
	ok(p.interval_ms == 25000 && p.timeout_ms == 60000, "... and times");
	is_text(read_frame("2"), "", "a ping");
	ok(p.kind == SOCKETIO_PING && p.data.n == 0, "... of no words");
	is_text(read_frame("2probe"), "", "a ping");
	ok(p.kind == SOCKETIO_PING && str_is(p.data, "probe"), "... of one");
	is_text(read_frame("3"), "", "a pong");
	ok(p.kind == SOCKETIO_PONG, "... is one");
	is_text(read_frame("1"), "", "the end");
	ok(p.kind == SOCKETIO_CLOSE, "... is one");
	is_text(read_frame("5"), "", "an upgrade");
	ok(p.kind == SOCKETIO_UPGRADE, "... is one");
	is_text(read_frame("6"), "", "nothing");
	ok(p.kind == SOCKETIO_NOOP, "... is nothing");
}

static void
test_messages(void)
{
	is_text(read_frame("40"), "", "joined");
	ok(p.kind == SOCKETIO_CONNECT && str_is(p.space, "/"), "... to all");
	is_text(read_frame("40/chat?token=1,"), "", "joined");
	ok(p.kind == SOCKETIO_CONNECT && str_is(p.space, "/chat"),
	    "... to another namespace");
	is_text(read_frame("41/chat"), "", "left");
	ok(p.kind == SOCKETIO_DISCONNECT && str_is(p.space, "/chat"),
	    "... that one");
	is_text(read_frame("4317[\"ackval\",\"a\"]"), "", "an answer");
	ok(p.kind == SOCKETIO_ACK && p.id == 17, "... to a number");
	ok(str_is(p.data, "[\"ackval\",\"a\"]"), "... as it came");
	is_text(read_frame("44/nope,\"Invalid namespace\""), "", "an error");
	ok(p.kind == SOCKETIO_ERROR && str_is(p.space, "/nope") &&
		str_is(p.data, "\"Invalid namespace\""),
	    "... and where");
	is_text(read_frame("44\"Authentication error\""), "", "an error");
	ok(str_is(p.space, "/") && str_is(p.data, "\"Authentication error\""),
	    "... of all");
}

static void
test_events(void)
{
	struct json_val v;
	int64_t n;

	is_text(read_frame("42[\"SYSTEM\",\"{\\\"type\\\":\\\"connected\\\","
			   "\\\"data\\\":{\\\"sessionKey\\\":\\\"k1\\\"}}\"]"),
	    "", "an event");
	ok(p.kind == SOCKETIO_EVENT && str_is(p.event, "SYSTEM") && p.id == -1,
	    "... has a name");
	ok(doc_item(&p.args, &v) && v.kind == VAL_STRING &&
		str_is(val_text(&v, &texts),
		    "{\"type\":\"connected\",\"data\":{\"sessionKey\":\"k1\"}"
		    "}"),
	    "... and an argument");
	ok(!doc_item(&p.args, &v), "... one");
	is_text(
	    read_frame("42/ns,12[ \"두 개\" , {\"n\":1} , 2]"), "", "another");
	ok(str_is(p.space, "/ns") && p.id == 12 && str_is(p.event, "두 개"),
	    "... of a namespace, that wants an answer");
	ok(doc_item(&p.args, &v) && v.kind == VAL_OBJECT, "... an object");
	ok(doc_item(&p.args, &v) && val_int(&v, &n) && n == 2, "... a number");
	is_text(read_frame("42[\"alone\"]"), "", "one without arguments");
	ok(!doc_item(&p.args, &v), "... has none");
	is_text(read_frame("451-[\"bin\",{\"_placeholder\":true,\"num\":0}]"),
	    "", "one with an attachment");
	ok(p.kind == SOCKETIO_BINARY_EVENT && p.attachments == 1 &&
		str_is(p.event, "bin"),
	    "... says so");
	is_text(read_frame("\x04\x01\x02\x03"), "", "which follows");
	ok(p.kind == SOCKETIO_ATTACHMENT && p.data.n == 3, "... as bytes");
	is_text(read_frame("461-/ns,5[{\"_placeholder\":true,\"num\":0}]"), "",
	    "an answer with one");
	ok(p.kind == SOCKETIO_BINARY_ACK && p.id == 5 && p.attachments == 1,
	    "... and a number");
}

static void
test_bad(void)
{
	static const char *const frames[] = { "", "7", "4", "49", "hello",
		"{\"a\":1}", "0", "0{}", "0[]",
		"0{\"sid\":\"a\",\"pingInterval\":0,\"pingTimeout\":1}",
		"0{\"sid\":\"a\",\"pingInterval\":1,\"pingTimeout\":-1}",
		"0{\"sid\":\"a\",\"pingInterval\":\"x\",\"pingTimeout\":1}",
		"42", "42{}", "42[]", "42[1]", "42[\"a\"", "42[\"a\"]]",
		"42[\"a\"],\"b\":[1]", "42null", "42/ns", "45[\"a\"]",
		"451[\"a\"]", "45-[\"a\"]", "4299999999999999999999[\"a\"]" };

	for (size_t i = 0; i < sizeof frames / sizeof *frames; i++)
		ok(*read_frame(frames[i]) != '\0', "not a packet: %s",
		    frames[i]);
}

static const char *
url_of(const char *url)
{
	static struct buf b;

	b.n = 0;
	return socketio_put_url(&b, str_of(url)) ? buf_text(&b) : "none";
}

static void
test_put(void)
{
	struct buf b = { 0 };

	socketio_put_open(&b, STR("s"), 25000, 60000);
	is_text(buf_text(&b),
	    "0{\"sid\":\"s\",\"upgrades\":[],\"pingInterval\":25000,"
	    "\"pingTimeout\":60000}",
	    "opens a session");
	b.n = 0;
	socketio_put_event(&b, STR("CHAT"), STR("\"{}\""));
	is_text(buf_text(&b), "42[\"CHAT\",\"{}\"]", "an event");
	b.n = 0;
	socketio_put(&b, SOCKETIO_PING);
	socketio_put_pong(&b, STR("probe"));
	socketio_put(&b, SOCKETIO_CONNECT);
	socketio_put(&b, SOCKETIO_DISCONNECT);
	is_text(buf_text(&b), "23probe4041", "the rest");
	buf_free(&b);
	is_text(url_of("https://ssio08.nchat.naver.com:443?auth=A%2B"),
	    "wss://ssio08.nchat.naver.com:443/socket.io/?EIO=3"
	    "&transport=websocket&auth=A%2B",
	    "the address of a WebSocket");
	is_text(url_of("ws://[::1]:80/x/?a=1#b"),
	    "ws://[::1]:80/socket.io/?EIO=3&transport=websocket&a=1",
	    "... whatever it is named by");
	is_text(url_of("http://h"),
	    "ws://h/socket.io/?EIO=3&transport=websocket", "... at the least");
	is_text(url_of("ftp://h"), "none", "... of another kind");
	is_text(url_of("https://?a"), "none", "... of nobody");
}

int
main(void)
{
	test_engine();
	test_messages();
	test_events();
	test_bad();
	test_put();
	arena_free(&texts);
	return done_testing();
}
