// Chzzk's official API and its sessions, on a real server of Socket.IO 2; the
// rest written from Chzzk's documents and with no part of chz.
//
//	node socketio-server.js MODULE PORT-FILE SENT-FILE PLAN
//
// MODULE is the package: socket.io, or one of another version.  PLAN is what
// becomes of each session in turn, after twenty messages: "kill" (the server's
// sockets are destroyed), "restart" (all of it goes, and comes back at the same
// port), "mute" (it answers no ping), "leave" (Socket.IO's own disconnect),
// "close" (the transport's) or "stay"; after the plan's end, the broadcast is
// over.  SENT-FILE gets a line a message, "TIME HEARD", and what the client did
// wrong.
const fs = require("fs");
const http = require("http");

const [module_, portFile, sentFile, planText] = process.argv.slice(2);
const io_ = require(module_);
const log = fs.createWriteStream(sentFile);
const plan = planText.split(",");
const OWN = "a1b2c3d4e5f60718293a4b5c6d7e8f90", TOKEN = "an-access-token";
const TALK_MS = 10, BEFORE = 20;
const tickets = new Set();
let server, io, session = null, n = 0, over = false, opened = 0;

function wrong(what) {
  log.write("wrong " + what + "\n");
}

function answer(res, status, content, message = null) {
  res.writeHead(status, { "Content-Type": "application/json" });
  res.end(JSON.stringify({ code: status, message, content }));
}

const live = () => ({ liveId: 7, liveTitle: "방송", status: over ? "CLOSE" : "OPEN",
  openDate: "2026-09-28 19:02:11", closeDate: null, chatChannelId: "N2aB_c",
  adult: false, channel: { channelId: OWN, channelName: "봄하늘" } });

function subscribe(res, topic, key) {
  if (!session || key !== session.key) {
    wrong("key " + key);
    return answer(res, 400, undefined, "INVALID_SESSION_KEY");
  }
  answer(res, 200, null);
  session.topics.add(topic);
  // A JSON text within the event, as the service sends it.
  session.socket.emit("SYSTEM", JSON.stringify({ type: "subscribed",
    data: { eventType: topic.toUpperCase(), channelId: OWN } }));
}

function serve(req, res) {
  const url = new URL(req.url, "http://x"), path = url.pathname;

  if (path.startsWith("/service/") || path.startsWith("/polling/"))
    return answer(res, 200, live());
  if (req.headers.authorization !== "Bearer " + TOKEN) {
    wrong("token for " + path);
    return answer(res, 401, undefined, "INVALID_TOKEN");
  }
  if (path === "/open/v1/users/me")
    return answer(res, 200, { channelId: OWN, channelName: "봄하늘" });
  if (path === "/open/v1/sessions/auth") {
    const ticket = "t+" + ++opened;

    tickets.add(ticket);
    return answer(res, 200, { url: `http://127.0.0.1:${server.address().port}` +
      `?auth=${encodeURIComponent(ticket)}` });
  }
  const m = /^\/open\/v1\/sessions\/events\/subscribe\/([a-z]+)$/.exec(path);
  if (m && req.method === "POST")
    return subscribe(res, m[1], url.searchParams.get("sessionKey"));
  wrong(req.method + " " + req.url);
  answer(res, 404, undefined, "NOT_FOUND");
}

// Each address is good once.
function enter(socket) {
  const q = socket.handshake.query;

  if (!tickets.delete(q.auth) || q.EIO !== "3" || q.transport !== "websocket")
    wrong("handshake " + JSON.stringify(q));
  session = { socket, key: "key-" + opened, topics: new Set(), since: 0 };
  const mine = session;
  socket.on("disconnect", () => { if (session === mine) session = null; });
  socket.emit("noise", { any: "thing" }, [1], "말");
  socket.emit("SYSTEM", JSON.stringify({ type: "connected",
    data: { sessionKey: mine.key } }));
}

function open(port) {
  server = http.createServer(serve);
  // The transport's socket, to be cut.
  server.sockets = new Set();
  server.on("connection", (s) => {
    server.sockets.add(s);
    s.on("close", () => server.sockets.delete(s));
  });
  io = io_(server, { transports: ["websocket"], pingInterval: 1000,
    pingTimeout: 6000 });
  io.on("connection", enter);
  server.listen(port, "127.0.0.1", () => {
    if (port === 0) fs.writeFileSync(portFile, String(server.address().port));
  });
}

function restart() {
  const port = server.address().port;

  for (const s of server.sockets) s.destroy();
  io.close();
  server.close(() => setTimeout(open, 300, port));
  for (const s of server.sockets) s.destroy();
  session = null;
}

// It hears, and does not speak any more; nor does it hang up by itself.
function mute(socket) {
  socket.conn.sendPacket = () => {};
  clearTimeout(socket.conn.pingTimeoutTimer);
  socket.conn.setPingTimeout = () => {};
  session = null;
}

function hit(mine) {
  const what = plan.shift();

  mine.since = -Infinity;
  if (what === undefined) over = true;
  else if (what === "kill") for (const s of server.sockets) s.destroy();
  else if (what === "restart") restart();
  else if (what === "mute") mute(mine.socket);
  else if (what === "leave") mine.socket.disconnect(false);
  else if (what === "close") mine.socket.conn.close();
}

function message(i, now) {
  const who = String(i % 7).repeat(32);

  if (i % 20 === 19)
    return ["SUBSCRIPTION", { channelId: OWN, subscriberChannelId: who,
      subscriberNickname: "구독곰", tierNo: 1, tierName: "새싹", month: 3,
      eventSentAt: kst(now) }];
  if (i % 10 === 9)
    return ["DONATION", { donationType: "CHAT", channelId: OWN,
      donatorChannelId: who, donatorNickname: "치즈냥", payAmount: 1000,
      donationText: "말 " + i, emojis: {}, eventSentAt: kst(now) }];
  return ["CHAT", { channelId: OWN, chatChannelId: "N2aB_c",
    senderChannelId: who, profile: { nickname: "사람 \"" + i + "\"",
      verifiedMark: false, badges: [], userRoleCode: "common_user" },
    content: "말 " + i, emojis: {}, messageTime: now, eventSentAt: kst(now) }];
}

function kst(ms) {
  return new Date(ms + 9 * 3600 * 1000).toISOString().replace("Z", "000000");
}

let last = 0;
function talk() {
  const now = Math.max(Date.now(), last + 1), [name, body] = message(n, now);
  const mine = session;
  const heard = mine !== null && mine.topics.has(name.toLowerCase()) &&
    mine.socket.connected;

  last = now;
  n++;
  log.write(`${now} ${heard}\n`);
  if (!heard) return;
  // Now and then as an object.
  mine.socket.emit(name, n % 3 === 0 ? body : JSON.stringify(body));
  if (++mine.since >= BEFORE && mine.topics.size === 3) hit(mine);
}

open(0);
setInterval(talk, TALK_MS);
