// YouTube's live chat as a reader of it meets it, written from Google's
// documents and with no part of chz.
//
//	node youtube-server.js PORT-FILE SENT-FILE PLAN...
//
// Channel UCaaaaaaaaaaaaaaaaaaaaaa is @live, and its video onair-video is on
// air; others are @nobody (no such channel), quiet-video (its chat is switched
// off), over--video (over) and member-only (for members).
//
// PLAN is what happens to each asking for the chat in turn: "stream" (or
// "stream-cut", the connection breaks; "stream-end", the array ends) for a
// while, "page", "none" (no streams: 404), or an error's reason.  After the
// plan the chat ends.  SENT-FILE gets an id a line, and what the client did
// wrong.
const fs = require("fs");
const http = require("http");

const [portFile, sentFile, ...plan] = process.argv.slice(2);
const log = fs.createWriteStream(sentFile);
const CHANNEL = "UC" + "a".repeat(22), CHAT = "chat+of/onair=";
const KEY = "a key of mine", TALK_MS = 10, FOR = 12, POLL_MS = 300;
const said = [];
let talking = false, askedAt = 0;

const wrong = (what) => log.write("wrong " + what + "\n");
const author = (n) => ({
  channelId: "UCviewer" + n % 7, displayName: "@사람" + n % 7,
  isVerified: false, isChatOwner: n % 7 === 0, isChatSponsor: n % 3 === 0,
  isChatModerator: n % 7 === 1,
});

// Every tenth has money with it, in won or dollars; every twentieth is a gift.
function item(n) {
  const snippet = {
    liveChatId: CHAT, authorChannelId: "UCviewer" + n % 7,
    publishedAt: new Date().toISOString().replace("Z", "456+00:00"),
    hasDisplayContent: true, displayMessage: "말 " + n,
  };

  if (n % 20 === 9) {
    snippet.type = "superChatEvent";
    snippet.superChatDetails = { amountMicros: String(n * 1e9), currency: "KRW",
      amountDisplayString: "₩" + n * 1000, userComment: "말 } \" { " + n };
  } else if (n % 20 === 19) {
    snippet.type = "superChatEvent";
    snippet.superChatDetails = { amountMicros: "1990000", currency: "USD" };
  } else if (n % 20 === 5) {
    snippet.type = "newSponsorEvent";
    snippet.newSponsorDetails = { memberLevelName: "나무", isUpgrade: false };
  } else if (n % 20 === 6) {
    snippet.type = "pollEvent";
  } else {
    snippet.type = "textMessageEvent";
    snippet.textMessageDetails = { messageText: "말 } \" { " + n };
  }
  return { kind: "youtube#liveChatMessage", id: "LCC." + n, snippet,
    authorDetails: author(n) };
}

function talk() {
  const n = said.length;

  said.push(item(n));
  if (said[n].snippet.type !== "pollEvent") log.write(said[n].id + "\n");
}

// What was said since a token; without one the last twenty.
function page(token, way) {
  const from = token ? Number(token.slice(2)) : Math.max(0, said.length - 20);

  if (token && token[0] !== way) wrong("a token of the other way");
  return { kind: "youtube#liveChatMessageListResponse", etag: "e",
    nextPageToken: way + "T" + said.length, pollingIntervalMillis: POLL_MS,
    pageInfo: { totalResults: 0, resultsPerPage: 0 },
    items: said.slice(from) };
}

function send(res, code, body) {
  res.writeHead(code, { "content-type": "application/json; charset=UTF-8" });
  res.end(JSON.stringify(body, null, 1));
}

function fail(res, code, reason, details) {
  send(res, code, { error: { code, message: "no: " + reason,
    errors: [{ message: "no", domain: "youtube", reason }], details } });
}

// An array, piece by piece: cut at bytes, not at characters.
function stream(res, token, how) {
  let at = token, first = true, rounds = 0;

  res.writeHead(200, { "content-type": "application/json; charset=UTF-8" });
  res.write("[");
  const timer = setInterval(() => {
    const body = page(at, "s");

    if (!first && body.items.length === 0) return;
    at = body.nextPageToken;
    const text = Buffer.from((first ? "" : ",\r\n") +
      JSON.stringify(body, null, 1));
    first = false;
    for (let i = 0; i < text.length; i += 1000)
      res.write(text.subarray(i, i + 1000));
    if (++rounds < FOR) return;
    clearInterval(timer);
    if (how === "stream-cut") {
      res.write(",\n{\"kind\": \"yout");
      setTimeout(() => res.destroy(), 50);
    } else res.end("]");
  }, 20);
  res.on("close", () => clearInterval(timer));
}

function chat(res, q, streaming) {
  if (q.get("liveChatId") !== CHAT) return fail(res, 404, "liveChatNotFound");
  if (q.get("part") !== "id,snippet,authorDetails") wrong("part");
  const how = plan[0];

  if (how === "none" && streaming) {
    plan.shift();
    return send(res, 404, { error: { code: 404, message: "Not Found" } });
  }
  if (how && how.startsWith("stream") && streaming) {
    plan.shift();
    return stream(res, q.get("pageToken"), how);
  }
  if (how === "page" && !streaming) {
    if (Date.now() - askedAt < POLL_MS - 50) wrong("asked too soon");
    askedAt = Date.now();
    plan.shift();
    return send(res, 200, page(q.get("pageToken"), "p"));
  }
  plan.shift();
  if (how === undefined) {
    const end = page(q.get("pageToken"), streaming ? "s" : "p");

    clearInterval(talking);
    end.items.push({ id: "LCC.end", snippet: { type: "chatEndedEvent",
      publishedAt: new Date().toISOString(), hasDisplayContent: false } });
    return send(res, 200, streaming ? [end] : end);
  }
  fail(res, how === "backendError" ? 503 : how === "badRequest" ? 400 : 403, how);
}

const live = { actualStartTime: new Date(Date.now() - 3600e3).toISOString() };
const videos = {
  "onair-video": { ...live, activeLiveChatId: CHAT },
  "quiet-video": live,
  "over--video": { ...live, actualEndTime: new Date().toISOString() },
  "member-only": { ...live, activeLiveChatId: "members" },
};

const server = http.createServer((req, res) => {
  const url = new URL(req.url, "http://x"), q = url.searchParams;

  if (req.headers["x-goog-api-key"] !== KEY)
    return fail(res, 400, "badRequest", [{ reason: "API_KEY_INVALID" }]);
  if (req.url.includes("key=")) wrong("the key in the address");
  switch (url.pathname) {
  case "/youtube/v3/channels":
    return send(res, 200, { items: q.get("forHandle") === "@live"
      ? [{ kind: "youtube#channel", id: CHANNEL }] : undefined });
  case "/youtube/v3/playlistItems":
    if (q.get("playlistId") !== "UU" + CHANNEL.slice(2))
      return fail(res, 404, "playlistNotFound");
    return send(res, 200, { items: ["over--video", "onair-video"].map((v) => ({
      contentDetails: { videoId: v } })) });
  case "/youtube/v3/videos":
    return send(res, 200, { items: q.get("id").split(",")
      .filter((v) => videos[v]).map((id) => ({ id, liveStreamingDetails: videos[id],
        snippet: { channelId: CHANNEL, channelTitle: "채널", title: "제목" } })) });
  case "/youtube/v3/liveChat/messages":
  case "/youtube/v3/liveChat/messages/stream":
    if (q.get("liveChatId") === "members") return fail(res, 403, "forbidden");
    talking = talking || setInterval(talk, TALK_MS);
    return chat(res, q, url.pathname.endsWith("stream"));
  }
  fail(res, 404, "notFound");
});
server.listen(0, "127.0.0.1", () =>
  fs.writeFileSync(portFile, String(server.address().port)));
