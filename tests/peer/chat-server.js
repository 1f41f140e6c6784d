// A platform with one channel, written from captures of Chzzk's own and with
// no part of chz: live-detail, live-status, the token, and the chat socket.
//
//	node chat-server.js PORT-FILE SENT-FILE PLAN
//
// PLAN is a list of what the server remembers at each cut of the connection,
// in order: "all", "short" (three messages), "none", "mixed" (all, in no
// order), "edge" (from the last one that the client heard).  After each it
// says twenty messages that nobody hears.  Then the broadcast closes.  SENT-FILE gets a
// line a message, "SENDER:MS", and what the client did wrong.
const fs = require("fs");
const http = require("http");
const { WebSocketServer } = require("ws");

const [portFile, sentFile, plan] = process.argv.slice(2);
const cuts = plan.split(",");
const CHANNEL = "a1b2c3d4e5f60718293a4b5c6d7e8f90", CHAT = "N2aB_c";
const TALK_MS = 10, BEFORE_CUT = 60, UNHEARD = 20;
const opened = new Date(Date.now() - 3600e3);
const sent = [];
const log = fs.createWriteStream(sentFile);
let socket = null, heard = 0, edge = 0, since = 0, memory = "all", over = false;

// "2026-09-28 20:20:00", as the service writes moments: Korean time.
function korean(date) {
  return new Date(date.getTime() + 9 * 3600e3).toISOString()
    .slice(0, 19).replace("T", " ");
}

function wrong(what) {
  log.write("wrong " + what + "\n");
}

function live() {
  return {
    liveId: 21333674, liveTitle: "제목", status: over ? "CLOSE" : "OPEN",
    openDate: korean(opened), closeDate: over ? korean(new Date()) : null,
    adult: false, krOnlyViewing: false, chatChannelId: CHAT, tags: [],
    concurrentUserCount: 10, chatActive: true, categoryType: null,
    liveCategory: null, liveCategoryValue: "", userAdultStatus: null,
    channel: { channelId: CHANNEL, channelName: "봄하늘" },
  };
}

function answer(request, response) {
  const path = request.url.split("?")[0];
  let content = null;

  if (path.endsWith(`/channels/${CHANNEL}/live-detail`)) content = live();
  else if (path.endsWith(`/channels/${CHANNEL}/live-status`))
    content = { ...live(), channelId: CHANNEL, channel: undefined };
  else if (path === "/nng_main/v1/chats/access-token")
    content = { accessToken: "t".repeat(64), extraToken: "e" };
  else wrong("request " + request.url);
  response.writeHead(content ? 200 : 404,
    { "Content-Type": "application/json" });
  response.end(JSON.stringify(
    { code: content ? 200 : 404, message: null, content }));
}

// The two spellings of a message.
function pushed(m) {
  return { svcid: "game", cid: CHAT, mbrCnt: 10, uid: m.uid, profile: null,
    msg: m.text, msgTypeCode: 1, msgStatusType: "NORMAL", extras: "{}",
    ctime: m.ms, utime: m.ms, msgTid: null, msgTime: m.ms };
}
function recent(m) {
  return { serviceId: "game", channelId: CHAT, messageTime: m.ms,
    userId: m.uid, profile: null, content: m.text, extras: "{}",
    memberCount: 10, messageTypeCode: 1, messageStatusType: "NORMAL",
    createTime: m.ms, updateTime: m.ms, msgTid: null };
}

function recents(most) {
  const all = sent.slice(-Math.min(most, 50));

  if (memory === "none") return [];
  if (memory === "short") return all.slice(-3);
  if (memory === "edge") return sent.slice(edge - 1).slice(-50);
  if (memory === "mixed") return all.reverse().sort((a, b) =>
    (a.ms * 7) % 5 - (b.ms * 7) % 5);
  return all;
}

function put(frame) {
  if (socket) socket.send(JSON.stringify({ svcid: "game", ...frame }));
}

function talk() {
  const n = sent.length;

  if (!socket && n - heard >= UNHEARD) return;
  const m = { uid: (n % 7 + "0".repeat(31)).padStart(32, "0"),
    ms: Date.now(), text: `말 ${n}` };

  sent.push(m);
  log.write(`${m.uid}:${m.ms}\n`);
  if (!socket || !socket.joined) return;
  put({ cmd: 93101, ver: "1", cid: CHAT, tid: "11", bdy: [pushed(m)] });
  heard = sent.length;
  if (++since === BEFORE_CUT / 2) put({ cmd: 0, ver: "1" });
  if (since >= BEFORE_CUT) cut();
}

function cut() {
  since = 0;
  if (cuts.length === 0) {
    over = true;
    return;
  }
  memory = cuts.shift();
  edge = heard;
  socket.terminate();
  socket = null;
}

function check(f) {
  return f.svcid === "game" && (f.ver === "3" || f.ver === "2") &&
    f.cid === CHAT && Number.isInteger(f.tid);
}

// A strict server: what the documents ask for, and nothing else.
function take(ws, f) {
  if (f.cmd === 0) put({ cmd: 10000, ver: "2" });
  else if (f.cmd === 10000) ws.ponged = true;
  else if (f.cmd === 100) {
    const b = f.bdy || {};
    const good = check(f) && b.devType === 2001 && b.auth === "READ" &&
      b.uid === null && b.accTkn === "t".repeat(64);

    if (!good) wrong("join " + JSON.stringify(f));
    ws.sid = "sid" + Math.random();
    put({ cmd: 10100, retCode: good ? 0 : 105, tid: String(f.tid),
      retMsg: good ? "SUCCESS" : "Incorrect parameter", cid: CHAT,
      bdy: { accTkn: null, auth: "READ", uuid: "u", sid: ws.sid } });
    ws.joined = good;
  } else if (f.cmd === 5101) {
    const n = (f.bdy || {}).recentMessageCount;

    if (!check(f) || f.sid !== ws.sid || !Number.isInteger(n))
      wrong("recent " + JSON.stringify(f));
    put({ cmd: 15101, retCode: 0, retMsg: "SUCCESS", tid: String(f.tid),
      cid: CHAT, bdy: { messageList: recents(n).map(recent), userCount: 10,
        notice: null } });
  } else wrong("frame " + JSON.stringify(f));
}

const server = http.createServer(answer);
const chats = new WebSocketServer({ noServer: true });

server.on("upgrade", (request, stream, head) => {
  if (request.headers.origin !== "https://chzzk.naver.com")
    wrong("origin " + request.headers.origin);
  // What nobody heard has to be re-read, or to be a gap.
  if (sent.length - heard < UNHEARD) {
    stream.end("HTTP/1.1 503 Service Unavailable\r\n\r\n");
    return;
  }
  chats.handleUpgrade(request, stream, head, (ws) => {
    socket = ws;
    ws.on("message", (data) => take(ws, JSON.parse(data)));
    ws.on("close", (code) => {
      if (over && code !== 1000) wrong("close " + code);
      if (ws.joined && over && !ws.ponged) wrong("no pong");
    });
  });
});
server.listen(0, "127.0.0.1", () =>
  fs.writeFileSync(portFile, String(server.address().port)));
setInterval(talk, TALK_MS);
