// A platform whose channels are each in another state; no part of chz.  What
// it says are the answers in tests/fixtures/chzzk, under the id that was asked
// for.
//
//	node states.js PORT-FILE
//
// A channel's first digit says which: 0 is on air, 1 was, 2 never was; 3 is for
// adults, 4 for people in Korea, 5 has no chat; others are unknown.
const fs = require("fs");
const http = require("http");
const path = require("path");

const fixtures = path.join(__dirname, "../fixtures/chzzk");
const details = ["open", "closed", "never_broadcast", "adult_anonymous",
  "region", "open"];

function fixture(name) {
  return JSON.parse(fs.readFileSync(path.join(fixtures, name + ".json")));
}

function detail(id) {
  const name = details[parseInt(id[0], 16)];

  if (!name) return fixture("channel_notfound");
  const answer = fixture("live_detail_" + name);

  if (answer.content) answer.content.channel.channelId = id;
  if (id[0] === "5") answer.content.chatChannelId = null;
  return answer;
}

function channel(id) {
  if (!details[parseInt(id[0], 16)]) return fixture("channel_notfound");
  const answer = fixture("channel");

  answer.content.channelId = id;
  return answer;
}

// Pages of one replay and one upload each, of 2020; the second page's replay is
// gone.
function videos(query) {
  const answer = fixture("channel_videos"), page = Number(query.get("page"));

  answer.content.page = page;
  answer.content.totalPages = 2;
  for (const v of answer.content.data) {
    v.videoNo += page;
    v.publishDateAt = 1600000000000;
  }
  return answer;
}

// All that are on air are channels of the first kind.
function lives() {
  const answer = fixture("lives_page2_last");

  for (const live of answer.content.data)
    live.channel.channelId = "0" + live.channel.channelId.slice(1);
  return answer;
}

function chats(query) {
  return fixture(query.get("playerMessageTime") === "0"
    ? "vod_chats_page1" : "vod_chats_page2_last");
}

function upload() {
  const answer = fixture("video_detail");

  answer.content.videoNo = 12300001;
  answer.content.videoType = "UPLOAD";
  return answer;
}

function say(url) {
  const parts = url.pathname.split("/");
  const at = parts.indexOf("channels"), id = parts[at + 1];

  if (url.pathname.endsWith("/live-detail")) return detail(id);
  if (url.pathname.endsWith("/live-status")) return fixture("live_status_open");
  if (url.pathname.endsWith("/access-token")) return fixture("access_token");
  if (url.pathname.endsWith("/lives")) return lives();
  if (url.pathname.endsWith("/videos")) return videos(url.searchParams);
  if (url.pathname.endsWith("/12345678/chats")) return chats(url.searchParams);
  if (url.pathname.endsWith("/videos/12345678")) return fixture("video_detail");
  if (url.pathname.endsWith("/videos/12300001")) return upload();
  if (url.pathname.includes("/videos/")) return fixture("video_notfound");
  if (at > 0 && id) return channel(id);
  return fixture("error_404");
}

const server = http.createServer((request, response) => {
  const answer = say(new URL(request.url, "http://x"));

  response.writeHead(answer.code || 404, { "Content-Type": "application/json" });
  response.end(JSON.stringify(answer));
});
server.listen(0, "127.0.0.1", () => {
  const [port] = process.argv.slice(2);

  fs.writeFileSync(port + ".new", String(server.address().port));
  fs.renameSync(port + ".new", port);
});
