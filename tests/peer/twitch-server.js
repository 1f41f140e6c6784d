// Twitch's chat with some channels, written from dev.twitch.tv/docs/chat/irc
// and with no part of chz.
//
//	node twitch-server.js PORT-FILE SENT-FILE PLAN
//
// PLAN is what happens to each connection in turn, after thirty messages:
// "cut", "reconnect" (as the documents have it: the command, and later the end) or
// "stay".  After the plan's end the channel is suspended.  SENT-FILE gets a line a
// message, "CHANNEL ID HEARD", and what the client did wrong.
const fs = require("fs");
const { WebSocketServer } = require("ws");

const [portFile, sentFile, plan] = process.argv.slice(2);
const log = fs.createWriteStream(sentFile);
const rooms = new Map();
const TALK_MS = 10, BEFORE = 30;

function wrong(what) {
  log.write("wrong " + what + "\n");
}

function room(name) {
  if (!rooms.has(name)) rooms.set(name, { name, n: 0, plan: plan.split(",") });
  return rooms.get(name);
}

function put(ws, ...lines) {
  if (ws.readyState === ws.OPEN) ws.send(lines.join("\r\n") + "\r\n");
}

const tags = (o) => "@" + Object.entries(o).map(([k, v]) => `${k}=${v}`)
  .join(";");

function welcome(ws) {
  put(ws, ...["001 :Welcome, GLHF!", "002 :Your host is tmi.twitch.tv",
    "003 :This server is rather new", "004 :-", "375 :-",
    "372 :You are in a maze of twisty passages, all alike.", "376 :>"]
    .map((l) => `:tmi.twitch.tv ${l.slice(0, 3)} ${ws.nick}${l.slice(3)}`));
}

function join(ws, name) {
  const me = ws.nick;

  ws.room = room(name);
  ws.since = 0;
  put(ws, `:${me}!${me}@${me}.tmi.twitch.tv JOIN #${name}`,
    `:${me}.tmi.twitch.tv 353 ${me} = #${name} :${me}`,
    `:${me}.tmi.twitch.tv 366 ${me} #${name} :End of /NAMES list`);
  put(ws, tags({ "emote-only": 0, "followers-only": -1, r9k: 0,
    "room-id": 900001, slow: 0, "subs-only": 0 }) +
    ` :tmi.twitch.tv ROOMSTATE #${name}`);
  put(ws, "PING :tmi.twitch.tv");
}

function take(ws, line) {
  const [command, ...rest] = line.split(" ");

  if (command === "CAP") {
    if (line !== "CAP REQ :twitch.tv/tags twitch.tv/commands") wrong(line);
    put(ws, ":tmi.twitch.tv CAP * ACK :twitch.tv/tags twitch.tv/commands");
    ws.able = true;
  } else if (command === "NICK") {
    if (!/^justinfan[0-9]+$/.test(rest[0]) || !ws.able) wrong(line);
    ws.nick = rest[0];
    welcome(ws);
  } else if (command === "JOIN") {
    if (!/^#[a-z0-9_]+$/.test(rest[0]) || !ws.nick) wrong(line);
    join(ws, rest[0].slice(1));
  } else if (command === "PONG") {
    if (line !== "PONG :tmi.twitch.tv") wrong(line);
    ws.ponged = true;
  } else if (command === "PING") {
    put(ws, ":tmi.twitch.tv PONG tmi.twitch.tv " + rest.join(" "));
  } else wrong(line);
}

function common(r, n) {
  return { "badge-info": "", badges: "", color: "",
    "display-name": `사람\\s${n}`, emotes: "", "first-msg": 0,
    id: `${r.name}-${n}`, mod: 0, "room-id": 900001,
    "tmi-sent-ts": Date.now(), "user-id": 800000 + n % 7, "user-type": "" };
}

// Every tenth message has bits, every twentieth is a gift.
function message(r, n) {
  const t = common(r, n), who = `u${n}!u${n}@u${n}.tmi.twitch.tv`;

  if (n % 20 === 19)
    return tags({ ...t, login: `u${n}`, "msg-id": "subgift",
      "msg-param-recipient-id": 7, "msg-param-recipient-display-name": "Lucky",
      "msg-param-sub-plan": 1000 }) + ` :tmi.twitch.tv USERNOTICE #${r.name}`;
  if (n % 10 === 9) t.bits = 100;
  return tags(t) + ` :${who} PRIVMSG #${r.name} :말 ${n}`;
}

function hit(ws, r) {
  const what = r.plan.shift();

  ws.since = 0;
  if (!ws.ponged) wrong("no pong");
  if (what === undefined) {
    put(ws, "@msg-id=msg_channel_suspended :tmi.twitch.tv NOTICE " +
      `#${r.name} :This channel does not exist or has been suspended.`);
  } else if (what === "cut") {
    ws.terminate();
  } else if (what === "reconnect") {
    put(ws, ":tmi.twitch.tv RECONNECT");
    setTimeout(() => ws.close(), 20000);
  }
}

function talk() {
  for (const r of rooms.values()) {
    const heard = [...server.clients].filter((ws) => ws.room === r &&
      ws.readyState === ws.OPEN);
    const a = r.n++, b = r.n++;

    // Two lines in one message.
    for (const n of [a, b])
      log.write(`${r.name} ${r.name}-${n} ${heard.length > 0}\n`);
    const text = [message(r, a), message(r, b)];
    for (const ws of heard) {
      put(ws, ...text);
      if (++ws.since * 2 >= BEFORE) hit(ws, r);
    }
  }
}

const server = new WebSocketServer({ port: 0, host: "127.0.0.1" }, () =>
  fs.writeFileSync(portFile, String(server.address().port)));
server.on("connection", (ws) => ws.on("message", (data) => {
  for (const line of String(data).split("\r\n")) if (line) take(ws, line);
}));
setInterval(talk, TALK_MS);
