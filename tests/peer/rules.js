// A platform with one channel whose chat server does what its name says; no
// part of chz.  It writes what the client did.
//
//	node rules.js PORT-FILE SEEN-FILE WHAT
//
// WHAT: "kick" and "block" remove the reader, "end" ends the session once
// (90102), "unknown" sends a code that means nothing (90103), "silent" says
// nothing and answers nothing after the welcome, "quiet" answers pings only,
// "401", "403" and "404" refuse the handshake, "503" does each time, "bye"
// closes the broadcast, "mixed" pings first; "no" refuses the first join, "gone"
// too, since the chat is elsewhere, and "adult" the token.  For HTTP: "busy"
// says 429 once, with Retry-After, "headers" sends 200 KiB of them.
const fs = require("fs");
const http = require("http");
const { WebSocketServer } = require("ws");

const [portFile, seenFile, what] = process.argv.slice(2);
const CHANNEL = "a1b2c3d4e5f60718293a4b5c6d7e8f90", CHAT = "N2aB_c";
const start = Date.now();
const opened = new Date(start - 3600e3 * 10 + 9 * 3600e3).toISOString()
  .slice(0, 19).replace("T", " ");
const refusals = ["no", "gone", "adult"];
let over = false, ended = false, refused = false, asked = 0;

function seen(line) {
  fs.appendFileSync(seenFile, `${Date.now() - start} ${line}\n`);
}

function content(path) {
  if (path.endsWith("/service/v1/lives"))
    return { size: 0, page: null, data: [] };
  if (path.endsWith("/access-token") && refusals.includes(what)) seen("token");
  if (path.endsWith("/access-token")) return { accessToken: "t", extraToken: "e" };
  if (!path.includes(CHANNEL)) return null;
  return { liveId: 1, liveTitle: "t", status: over ? "CLOSE" : "OPEN",
    openDate: opened, closeDate: null, adult: false,
    chatChannelId: refused && what === "gone" ? "N2aB_d" : CHAT,
    concurrentUserCount: 1, channelId: CHANNEL,
    channel: { channelId: CHANNEL, channelName: "n" } };
}

function answer(request, response) {
  const found = content(request.url.split("?")[0]);
  const headers = { "Content-Type": "application/json" };

  if (request.url.includes("/lives")) seen("lives");
  if (what === "busy" && ++asked === 1) {
    response.writeHead(429, { ...headers, "Retry-After": "3" });
    response.end("{}");
    return;
  }
  if (what === "headers")
    for (let i = 0; i < 200; i++) headers["X-" + i] = "x".repeat(1000);
  if (what === "adult" && request.url.includes("/access-token")) {
    response.writeHead(401, headers);
    response.end('{"code":42601,"message":"성인 인증이 필요합니다."}');
    return;
  }
  response.writeHead(found ? 200 : 404, headers);
  response.end(JSON.stringify(
    { code: found ? 200 : 404, message: null, content: found }));
}

// What a server that refuses says; the second time it is content.
function refuse(ws, f) {
  refused = true;
  ws.put({ cmd: 10100, retCode: what === "gone" ? 105 : 301, retMsg: "no",
    tid: String(f.tid), cid: CHAT, bdy: null });
}

function welcome(ws, f) {
  ws.put({ cmd: 10100, retCode: 0, retMsg: "SUCCESS", tid: String(f.tid),
    cid: CHAT, bdy: { accTkn: null, auth: "READ", uuid: "u", sid: "s" } });
  if (what === "kick") ws.put({ cmd: 94005, bdy: {} });
  else if (what === "block") ws.put({ cmd: 94006, bdy: {} });
  else if (what === "end" && !ended) ws.put({ cmd: 90102, bdy: null });
  else if (what === "unknown" && !ended) ws.put({ cmd: 90103, bdy: null });
  else if (what === "mixed") ws.put({ cmd: 0 });
  if (what === "unknown") setTimeout(() => { over = true; }, 500);
  if (what === "end" && ended) over = true;
  ended = true;
}

function take(ws, f) {
  if (f.cmd === 100 && !refused && refusals.includes(what)) {
    seen("join " + f.cid);
    refuse(ws, f);
  } else if (f.cmd === 100) {
    seen("join" + (refused ? " " + f.cid : ""));
    if (refused) over = true;
    welcome(ws, f);
  } else if (f.cmd === 5101) {
    ws.put({ cmd: 15101, retCode: 0, retMsg: "SUCCESS", tid: String(f.tid),
      cid: CHAT, bdy: { messageList: [], userCount: 1, notice: null } });
  } else if (f.cmd === 0) {
    seen("ping");
    if (what === "quiet") {
      ws.put({ cmd: 10000 });
      over = true;
    }
  } else if (f.cmd === 10000) {
    seen("pong");
    over = true;
  } else {
    seen("other " + f.cmd);
  }
}

const server = http.createServer(answer);
const chats = new WebSocketServer({ noServer: true });

server.on("upgrade", (request, stream, head) => {
  seen("handshake " + (request.headers.origin || "of nobody"));
  if (/^\d+$/.test(what)) {
    stream.end(`HTTP/1.1 ${what} No\r\n\r\n`);
    return;
  }
  chats.handleUpgrade(request, stream, head, (ws) => {
    ws.put = (frame) => ws.send(JSON.stringify({ svcid: "game", ver: "1",
      cid: CHAT, ...frame }));
    ws.on("message", (data) => take(ws, JSON.parse(data)));
  });
});
server.listen(0, "127.0.0.1", () => {
  fs.writeFileSync(portFile + ".new", String(server.address().port));
  fs.renameSync(portFile + ".new", portFile);
});
