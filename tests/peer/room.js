// chz-room and strangers: clients of npm's ws, redis-server and redis-cli.
// Prints TAP; scratch files go to the directory that it is given.
const { spawn, execFileSync } = require("node:child_process");
const fs = require("node:fs");
const net = require("node:net");
const path = require("node:path");
const WebSocket = require("ws");
const { ok, is, done } = require("./tap.js");

const scratch = process.argv[2];

async function until(happened, what) {
  for (let i = 0; i < 1200; i++) {
    const result = await happened();
    if (result) return result;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`not within half a minute: ${what}`);
}

class Program {
  constructor(name, options, settings = {}) {
    this.child = spawn(name, options, { stdio: ["pipe", "pipe", "pipe"],
      ...settings });
    this.out = this.said = "";
    this.child.stdout.on("data", (text) => { this.out += text; });
    this.child.stderr.on("data", (text) => { this.said += text; });
    this.gone = new Promise((resolve) => this.child.on("exit",
      (status, signal) => resolve(signal ?? status)));
  }

  records() {
    return this.out.split("\n").filter(Boolean).map((line) => JSON.parse(line));
  }
}

async function start(...options) {
  const room = new Program("chz-room", ["-l", "0", ...options]);
  await until(() => /http:\S+/.test(room.said) || room.child.exitCode !== null,
    "a server");
  room.url = room.said.match(/http:\/\/[^/]+/)?.[0];
  room.stop = async () => {
    room.child.kill();
    return room.gone;
  };
  return room;
}

class Client {
  // A query: { sid, role, since, token }.
  constructor(room, query, options = {}) {
    const url = new URL("/v1/session/chat", room.url.replace("http", "ws"));
    for (const [key, value] of Object.entries(query))
      url.searchParams.set(key, value);
    this.socket = new WebSocket(url, options);
    this.got = [];
    this.socket.on("message", (data) => this.got.push(JSON.parse(data)));
    this.socket.on("error", () => {});
    this.closed = new Promise((resolve) => this.socket.on("close", resolve));
    // What a handshake came to: 101, or the status that refused it.
    this.status = new Promise((resolve) => {
      this.socket.on("open", () => resolve(101));
      this.socket.on("unexpected-response", (request, response) => {
        response.resume();
        resolve(response.statusCode);
      });
    });
  }

  say(event, bd, hd = {}) {
    this.socket.send(JSON.stringify({ hd: { event, ...hd }, bd }));
  }

  // The n-th message of an event, once it is there.
  async hear(event, n = 1) {
    const of = () => this.got.filter((m) => m.hd.event === event);
    await until(() => of().length >= n, `${n} of ${event}`);
    return of()[n - 1];
  }
}

async function join(room, query) {
  const client = new Client(room, query);
  await client.status;
  return client;
}

async function get(room, what, headers = {}) {
  const answer = await fetch(`${room.url}/v1/session/${what}`, { headers });
  return { status: answer.status, text: await answer.text() };
}

const json = async (room, what) => JSON.parse((await get(room, what)).text);
const texts = (messages) => messages.map((m) => m.bd.text).join(" ");

// What answers a question: two parts of a reply to the message that asks.
const model = `exec sed -u 's/.*"message_id":"\\([^"]*\\)".*/` +
  `{"type":"reply","reply_id":"r","text":"그건","part":0,"to":["\\1"]}\\n` +
  `{"type":"reply","reply_id":"r","text":"비밀","part":1,"last":true}/'`;

// ---- the documented session: two clients, one of whom asks the model ----

async function session(name, ...options) {
  const room = await start("-x", model, ...options);
  const a = await join(room, { sid: "room001" });
  const b = await join(room, { sid: "room001" });
  const stamp = "2025-11-22T12:34:56.789Z";

  a.say("chat.message", { text: "안녕" }, { role: "A", timestamp: stamp });
  const heard = await b.hear("chat.message");
  is(JSON.stringify({ ...heard, id: 0 }),
    JSON.stringify({ hd: { event: "chat.message", role: "A", timestamp: stamp },
      bd: { text: "안녕" }, sid: "room001", participant: "A", id: 0 }),
    `${name}: a message reaches the others as the document has it`);
  ok(/^\d+-\d+$/.test(heard.id), "... with an id");
  is((await a.hear("chat.message")).id, heard.id, "... and whoever sent it");

  b.say("llm.invoke", { prompt: "비밀이 뭐야?" }, { role: "B" });
  const answer = await a.hear("llm.log");
  is(`${answer.participant}: ${answer.bd.text}`, "llm: 그건 비밀",
    "llm.invoke is answered to all, as participant llm");
  await b.hear("llm.log");
  is(b.got.filter((m) => m.hd.event === "llm.streaming")
    .map((m) => `${m.hd.seq} ${m.bd.delta}`).join(), "0 그건,1 비밀",
    "... after its parts");
  is((await a.hear("llm.invoke")).bd.prompt, "비밀이 뭐야?",
    "the question is heard too");
  a.say("typing", {}, { role: "A" });
  is((await b.hear("typing")).participant, "A", "so is who types");

  await until(() => room.records().length === 3, "three records");
  is(room.records().map((r) => `${r.type} ${r.platform} ${r.stream_id} ` +
    `${r.role} ${r.text}${r.ask ? " ?" : ""}`).join("\n"),
    "chat room room001 A 안녕\nchat room room001 B 비밀이 뭐야? ?\n" +
    "chat room room001 llm 그건 비밀", "every message is a record");
  is(room.records()[0].sent_at, stamp, "... with when it was sent");
  is(room.records()[0].message_id, `room001:${heard.id}`, "... and its id");
  return { room, a, b };
}

async function journal() {
  const dir = path.join(scratch, "rooms");
  const { room, a, b } = await session("journal", "--journal", dir);

  is(texts((await json(room, "room001/history")).messages.slice(0, 1)), "안녕",
    "the history has them");
  is((await json(room, "room001/history?limit=1")).messages[0].hd.event,
    "llm.log", "... the newest with a limit");
  const [first, second] = (await json(room, "room001/history")).messages;
  is((await json(room, `room001/history?before=${second.id}`)).messages[0].id,
    first.id, "... those before one");
  is((await json(room, `room001/history?after=${first.id}&limit=1`))
    .messages[0].id, second.id, "... those after one");
  is((await json(room, "room001/search?q=" + encodeURIComponent("비밀")))
    .messages.map((m) => m.hd.event).join(), "llm.invoke,llm.log",
    "a search finds what was said and asked");
  is((await get(room, "room001/export")).text, room.out,
    "the export is the records");
  is((await get(room, "room001/history?limit=0")).status, 400,
    "a limit of nothing is refused");
  is((await get(room, "room001/other")).status, 404, "what else is asked too");
  is(JSON.stringify((await json(room, "nobody/history")).messages), "[]",
    "a room where nobody was has no history");
  ok(!fs.existsSync(path.join(dir, "nobody.jsonl")), "... and no file");
  ok(/로|들어가기/.test(await (await fetch(`${room.url}/`)).text()),
    "there is a page");
  is((await fetch(`${room.url}/v1/basic/ping`)).status, 200, "and a ping");

  const other = await start("--journal", dir);
  ok(/another chz-room has it/.test(other.said),
    "a second process may not write the same files");
  is(await room.stop(), "SIGTERM", "a signal ends it");
  is(`${await a.closed} ${await b.closed}`, "1012 1012",
    "... and asks all to come again");

  // Cut as by a crash in the middle of a line.
  fs.appendFileSync(path.join(dir, "room001.jsonl"), '{"id":"9');
  const again = await start("--journal", dir);
  const c = await join(again, { sid: "room001", role: "C", since: second.id });
  is((await c.hear("llm.log")).bd.text, "그건 비밀",
    "after a restart a member gets what came since");
  is(c.got.length, 1, "... and nothing before");
  c.say("chat.message", { text: "다시" });
  is((await c.hear("chat.message")).participant, "C",
    "who said so at the door is who they are");
  is(texts((await json(again, "room001/history?limit=1")).messages), "다시",
    "a line that was cut spoils nothing");
  await again.stop();
}

// ---- what is refused ----

async function refusals() {
  const room = await start("--journal", path.join(scratch, "refusals"),
    "--max-text", "10", "--rate", "0");
  const a = await join(room, { sid: "r", role: "A" });
  const b = await join(room, { sid: "r", role: "B" });
  const bad = [
    ["nope", "not a JSON object"],
    ["[]", "not a JSON object"],
    ["{}", "hd is no object"],
    ['{"hd":[]}', "hd is no object"],
    ['{"hd":{"event":"chat.message"},"bd":1}', "bd is no object"],
    ['{"hd":{"event":"chat.llm"},"bd":{}}', "no such event"],
    ['{"hd":{"event":"llm.log"},"bd":{"text":"x"}}', "no such event"],
    ['{"hd":{"event":"chat.message"},"bd":{}}', "bd.text is missing"],
    ['{"hd":{"event":"chat.message"},"bd":{"text":7}}', "bd.text is missing"],
    ['{"hd":{"event":"llm.invoke"},"bd":{}}', "bd.prompt is missing"],
    ['{"hd":{"event":"chat.message","role":"B"},"bd":{"text":"x"}}',
      "hd.role is another participant"],
    ['{"hd":{"event":"chat.message","sid":"q"},"bd":{"text":"x"}}',
      "hd.sid is another room"],
    ['{"hd":{"event":"chat.message"},"bd":{"text":"12345678901"}}',
      "the text is too long"],
    ['{"hd":{"event":"chat.message"},"bd":{"text":"x","x":[[[[[[[[0]]]]]]]]}}',
      "nested too deep"],
  ];

  for (const [text] of bad) a.socket.send(text);
  await a.hear("error", bad.length);
  is(a.got.map((m) => m.msg).join("\n"), bad.map(([, why]) => why).join("\n"),
    "what is no message is refused, with the reason");
  a.say("no", {}, { request_id: "q7" });
  is((await a.hear("error", bad.length + 1)).hd.request_id, "q7",
    "... by the request's id");
  a.say("chat.message", { text: "ok" });
  await b.hear("chat.message");
  is(b.got.length, 1, "... to its sender alone, who may go on");
  is((await a.hear("error")).bd.state.code, "E0001", "with doq-server's codes");

  for (const [what, code, name] of [
    [Buffer.from("x".repeat(17000)).toString(), 1009, "a message above 16 KiB"],
    [Buffer.from("{}"), 1003, "bytes"],
  ]) {
    const c = await join(room, { sid: "r" });
    c.socket.send(what);
    is(await c.closed, code, `${name}: ${code}`);
  }
  const d = await join(room, { sid: "r" });
  d.socket._sender.sendFrame([Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28])]);
  is(await d.closed, 1007, "ill-formed UTF-8: 1007");

  const status = (query, options) => new Client(room, query, options).status;
  is(await status({}), 400, "no room, no handshake");
  is(await status({ sid: "../etc" }), 400, "nor for a name that is none");
  is(await status({ sid: "r", role: "llm" }), 403, "nor as the model");
  is(await status({ sid: "r" }, { origin: "http://evil.example" }), 403,
    "nor from another site's page");
  is(await status({ sid: "r" }, { headers: { host: "evil.example" } }), 403,
    "nor by another host's name");
  is(await status({ sid: "r" }, { origin: room.url }), 101,
    "from its own page, yes");
  await room.stop();
}

async function floods() {
  const room = await start("--journal", path.join(scratch, "floods"));
  const a = await join(room, { sid: "r", role: "A" });
  const b = await join(room, { sid: "r", role: "B" });

  for (let i = 0; i < 200; i++) a.say("chat.message", { text: `${i}` });
  is(await a.closed, 1008, "who sends too much is refused, then has to leave");
  ok(a.got.some((m) => m.bd.state?.code === "E0009"), "... after being told");
  b.say("chat.message", { text: "last" });
  await until(() => b.got.some((m) => m.bd.text === "last"), "the last");
  ok(b.got.length < 190, "the others got what was allowed");
  await room.stop();

  const fast = await start("--journal", path.join(scratch, "slow"),
    "--rate", "0");
  const slow = await join(fast, { sid: "r", role: "S" });
  const talker = await join(fast, { sid: "r", role: "T" });
  let closed = false;
  slow.closed.then(() => { closed = true; });
  slow.socket._socket.pause();
  const long = "가".repeat(2000);
  for (let n = 0; !closed && n < 6000; n += 100) {
    for (let i = 0; i < 100; i++) talker.say("chat.message", { text: long });
    await talker.hear("chat.message", n + 100);
    talker.got.length = n + 100;
    if (/records dropped|too slow/.test(fast.said)) break;
    const members = await json(fast, "r/history?limit=1");
    if (members.messages.length !== 1) break;
    if (n >= 3000) slow.socket._socket.resume();
  }
  slow.socket._socket.resume();
  ok(await Promise.race([slow.closed.then(() => true),
    new Promise((resolve) => setTimeout(() => resolve(false), 30000))]),
    "who reads too slowly is cut off");
  talker.say("chat.message", { text: "still here" });
  await until(() => talker.got.at(-1)?.bd.text === "still here", "the talker");
  ok(true, "... and nobody else");
  await fast.stop();
}

// Connections that say nothing keep nobody out.
async function silence() {
  const room = await start("--journal", path.join(scratch, "silence"));
  const { hostname, port } = new URL(room.url);
  const silent = [];
  for (let i = 0; i < 1000; i++)
    silent.push(net.connect(port, hostname).on("error", () => {}));
  await Promise.all(silent.map((socket) => new Promise((resolve) =>
    socket.once("connect", resolve).once("close", resolve))));
  const a = await join(room, { sid: "r", role: "A" });
  a.say("chat.message", { text: "?" });
  is((await a.hear("chat.message")).bd.text, "?",
    "a thousand half-open connections keep nobody out");
  for (const socket of silent) socket.destroy();
  await room.stop();

  const small = await start("--journal", path.join(scratch, "small"),
    "--max-members", "1", "--max-clients", "3");
  const b = await join(small, { sid: "r", role: "B" });
  const c = new Client(small, { sid: "r", role: "C" });
  is(await c.closed, 1013, "a room that is full: 1013");
  const d = [1, 2, 3, 4, 5].map((i) => new Client(small, { sid: `r${i}` }));
  const codes = await Promise.all(d.map((client) => client.status));
  is([...new Set(codes)].sort().join(), "101,503", "a house that is full: 503");
  b.say("chat.message", { text: "!" });
  await b.hear("chat.message");
  ok(true, "... and who is in it talks on");
  await small.stop();

  const narrow = await start("--journal", path.join(scratch, "narrow"),
    "--max-per-address", "2");
  const crowd = [1, 2, 3, 4].map((i) => new Client(narrow, { sid: `r${i}` }));
  const refused = await Promise.all(crowd.map((client) => client.status));
  is(refused.sort().join(), "101,101,429,429", "too many of one address: 429");
  const other = new Client(narrow, { sid: "r" }, { localAddress: "127.0.0.2" });
  is(await other.status, 101, "... while others come in");
  crowd.forEach((client) => client.socket.terminate());
  await until(async () => await new Client(narrow, { sid: "r" }).status === 101,
    "a place");
  ok(true, "... and it does, too, when it has left");
  await narrow.stop();
}

// ---- tokens ----

async function tokens() {
  const key = path.join(scratch, "key");
  fs.writeFileSync(key, "0123456789abcdef\n", { mode: 0o600 });
  const token = (...args) =>
    execFileSync("chz-room", ["--token-key", key, "token", ...args])
      .toString().trim();
  const room = await start("--token-key", key, "--journal",
    path.join(scratch, "tokens"));
  const status = (query, options) => new Client(room, query, options).status;
  const good = token("r", "A");

  is(await status({ sid: "r" }), 401, "without a token nobody comes in");
  is(await status({ sid: "q", token: good }), 401, "nor with another room's");
  is(await status({ sid: "r", token: good.replace(/^A/, "B") }), 401,
    "nor as somebody else");
  is(await status({ sid: "r", token: good.slice(0, -1) +
    (good.endsWith("0") ? "1" : "0") }), 401,
    "nor with one that was guessed");
  const old = token("r", "A", "--for", "1s");
  await until(async () => await status({ sid: "r", token: old }) === 401,
    "its end");
  ok(true, "nor with one that is over");
  const a = await join(room, { sid: "r", token: good });
  a.say("chat.message", { text: "hi" });
  is((await a.hear("chat.message")).participant, "A",
    "with one a member is who it says");
  is(await status({ sid: "r" }, { headers: { authorization: `Bearer ${good}` } }),
    101, "it may come in a header");
  is((await get(room, "r/history")).status, 401, "the history asks for it too");
  is((await get(room, "r/history", { authorization: `Bearer ${good}` })).status,
    200, "... and gives it then");
  await room.stop();
}

// ---- Redis ----

class Redis {
  static async start(name, ...options) {
    const redis = new Redis();
    redis.dir = path.join(scratch, name);
    redis.path = path.join(redis.dir, "s");
    fs.mkdirSync(redis.dir, { recursive: true });
    redis.program = new Program("redis-server", ["--port", "0", "--unixsocket",
      redis.path, "--save", "", "--dir", redis.dir, ...options]);
    await until(() => /PONG|NOAUTH/.test(redis.cli("ping")), "Redis");
    return redis;
  }

  cli(...words) {
    try {
      return execFileSync("redis-cli", ["-s", this.path, ...words],
        { stdio: ["ignore", "pipe", "ignore"] }).toString().trim();
    } catch (error) {
      return "";
    }
  }

  async stop(signal = "SIGKILL") {
    this.program.child.kill(signal);
    await this.program.gone;
  }
}

async function redis() {
  const aof = ["--appendonly", "yes", "--appendfsync", "always"];
  let server = await Redis.start("redis", ...aof);
  const at = `--redis=unix:${server.path}`;
  const { room, a, b } = await session("Redis", at, "--rate", "0");

  is(server.cli("XLEN", "chat:session:room001"), "3",
    "redis-cli sees them in the room's stream");
  const fields = server.cli("XRANGE", "chat:session:room001", "-", "+", "COUNT",
    "1").split("\n");
  is(fields.filter((_, i) => i % 2).slice(0, 2).join(), "participant,body",
    "... as participant and body");
  is(JSON.stringify(JSON.parse(fields[4]).bd), '{"text":"안녕"}',
    "... which is the message");

  // A second process is the same service.
  const second = await start(at);
  const c = await join(second, { sid: "room001", role: "C", since: "0-0" });
  await c.hear("llm.log");
  is(c.got.length, 3, "another process knows the history");
  c.say("chat.message", { text: "건너편" });
  is((await a.hear("chat.message", 2)).bd.text, "건너편",
    "what is said there is heard here");
  a.say("chat.message", { text: "여기" });
  is((await c.hear("chat.message", 3)).bd.text, "여기", "... and back");
  b.say("typing", {});
  is((await c.hear("typing")).participant, "B", "so is who types");
  await until(() => second.records().length === 1, "its record");
  ok(room.records().every((r) => r.text !== "건너편"),
    "each message is a record of one process alone");
  b.say("llm.invoke", { prompt: "또?" });
  await c.hear("llm.log", 2);
  is(c.got.filter((m) => m.hd.event === "llm.streaming").length, 2,
    "an answer's parts cross too");
  is(c.got.filter((m) => m.hd.event === "llm.log").length, 2, "... once");

  // What others write there.
  server.cli("XADD", "chat:session:room001", "*", "participant", "X", "body",
    "plain text");
  is((await a.hear("chat.message", 4)).bd.text, "plain text",
    "what others add is heard, whatever it is");
  server.cli("XADD", "chat:session:room001", "*", "foo", "bar");
  server.cli("XADD", "session:chat:old", "*", "participant", "A", "body",
    '{"hd":{"event":"chat.message","role":"A"},"bd":{"text":"옛날"}}');
  const d = await join(room, { sid: "old", role: "D", since: "0-0" });
  is((await d.hear("chat.message")).bd.text, "옛날",
    "rooms under the other key are read");
  d.say("chat.message", { text: "새것" });
  await d.hear("chat.message", 2);
  is(server.cli("XLEN", "session:chat:old"), "2", "... and stay there");
  is(texts((await json(second, "old/history")).messages), "옛날 새것",
    "the history is read from Redis");

  server.cli("SET", "chat:session:wrong", "x");
  const e = new Client(room, { sid: "wrong" });
  is(await e.closed, 1013, "a room whose key is no stream cannot be had");
  is((await get(room, "wrong/history")).status, 503, "... nor its history");
  ok(/WRONGTYPE/.test(room.said), "... and the tool says why");

  // Redis dies and comes back.
  await server.stop();
  await until(async () => {
    a.say("chat.message", { text: "?" });
    return a.got.some((m) => m.bd.state?.code === "E0500");
  }, "an error");
  ok(true, "while Redis is away the sender is told that nothing was kept");
  is((await get(room, "room001/history")).status, 503, "... and so is who asks");
  const kept = server.cli("XLEN", "chat:session:room001");
  server = await Redis.start("redis", ...aof);
  const n = Number(server.cli("XLEN", "chat:session:room001"));
  ok(n >= 7, `nothing that was heard is lost (${n}, ${kept})`);
  await until(async () => {
    c.say("chat.message", { text: "돌아왔다" });
    await new Promise((resolve) => setTimeout(resolve, 300));
    return a.got.some((m) => m.bd.text === "돌아왔다");
  }, "a message after the restart");
  ok(true, "when it is there again they hear each other");
  // By then the connection that hears is back; that which asks may still wait.
  await until(() => /trying again/.test(room.said) &&
    /there again/.test(room.said), "a word on it");
  ok(true, "... and the tool says so");
  await second.stop();
  await room.stop();
  await server.stop();

  const away = new Program("chz-room", ["-l", "0", at]);
  is(await away.gone, 75, "Redis that is not there at the start: 75");
  server = await Redis.start("locked", "--requirepass", "open-sesame");
  const locked = new Program("chz-room",
    ["-l", "0", `--redis=unix:${server.path}`]);
  is(await locked.gone, 77, "Redis that wants a password: 77");
  const known = new Program("chz-room",
    ["-l", "0", `--redis=unix:${server.path}`],
    { env: { ...process.env, CHZ_REDIS_PASSWORD: "open-sesame" } });
  await until(() => /http:/.test(known.said), "a server");
  ok(true, "... which it takes from the settings");
  known.child.kill();
  await known.gone;
  await server.stop();
}

// ---- replies from a pipe ----

async function replies() {
  const room = await start("--journal", path.join(scratch, "replies"));
  const a = await join(room, { sid: "r", role: "A" });

  a.say("llm.invoke", { text: "뭐야?" });
  await until(() => room.records().length === 1, "a record");
  room.child.stdin.write(JSON.stringify({ type: "reply", reply_id: "1",
    text: "그거", to: [room.records()[0].message_id] }) + "\n");
  is((await a.hear("llm.log")).bd.text, "그거",
    "a reply on standard input goes into its room");
  room.child.stdin.write('{"type":"reply","text":"x","to":["q:1-0"]}\nnope\n');
  await until(() => /to no room of ours/.test(room.said) &&
    /not a JSON object/.test(room.said), "complaints");
  ok(true, "one that is to nobody is named, and so is what is no record");
  room.child.stdin.end();
  a.say("chat.message", { text: "아직" });
  is((await a.hear("chat.message")).bd.text, "아직",
    "the end of the input ends no room");
  await room.stop();

  const broken = await start("--journal", path.join(scratch, "broken"),
    "-x", "exit 3");
  const b = await join(broken, { sid: "r", role: "B" });
  b.say("llm.invoke", { text: "뭐야?" });
  ok((await b.hear("llm.error")).bd.text, "a model that fails says so");
  await until(() => /status 3/.test(broken.said), "its status");
  b.say("chat.message", { text: "아직" });
  await b.hear("chat.message");
  ok(true, "... and the room goes on");
  await broken.stop();
}

(async () => {
  for (const part of [journal, refusals, floods, silence, tokens, redis,
    replies])
    await part();
  done();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
