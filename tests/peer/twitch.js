// Holds what chz-tap heard of twitch-server.js against what was sent: nothing
// twice, nothing made up, and what is missing was said while it was away.
//
//	node twitch.js SENT HEARD
const fs = require("fs");

const lines = (file) => fs.readFileSync(file, "utf8").trim().split("\n");
const [sentFile, heardFile] = process.argv.slice(2);
const count = new Map(), kinds = new Map();
let silent = 0, unsent = 0, gaps = 0;

for (const line of lines(heardFile)) {
  const r = JSON.parse(line), kind = r.state || r.type;

  kinds.set(kind, (kinds.get(kind) || 0) + 1);
  if (r.gap_ms > 0) gaps++;
  if (r.type !== "link" && r.type !== "moderation")
    count.set(r.message_id, (count.get(r.message_id) || 0) + 1);
}
const sent = new Map();

for (const line of lines(sentFile)) {
  const [channel, id, heard] = line.split(" ");

  if (channel === "wrong") console.log(line);
  else sent.set(id, heard === "true");
}
for (const id of count.keys()) if (!sent.has(id)) unsent++;
for (const [id, heard] of sent) if (heard && !count.has(id)) silent++;
const twice = [...count.values()].filter((n) => n > 1).length;

console.log(`silent ${silent} twice ${twice} unsent ${unsent}`);
console.log(["open", "lost", "resumed", "close"].map((k) =>
  `${k} ${kinds.get(k) || 0}`).join(" ") + ` gaps ${gaps}`);
console.log(["chat", "donation", "subscription"].map((k) =>
  `${k} ${kinds.has(k)}`).join(" "));
