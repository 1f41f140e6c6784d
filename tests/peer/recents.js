// Holds what chz-tap heard against what a server sent: sent is heard, or lies
// inside a gap that was reported, and nothing else does.
//
//	node recents.js SENT HEARD
const fs = require("fs");

const lines = (file) => fs.readFileSync(file, "utf8").trim().split("\n");
const [sentFile, heardFile] = process.argv.slice(2);
const sent = [], gaps = [], heard = new Map();
let last = 0, before = 0, first = 0;

for (const line of lines(sentFile))
  if (line.startsWith("wrong")) console.log(line);
  else sent.push(line);

for (const line of lines(heardFile)) {
  const r = JSON.parse(line);

  if (r.type === "live") continue;
  if (r.type === "link") {
    if (r.state === "lost") before = last;
    if (r.state === "resumed") gaps.push([before, before + r.gap_ms]);
    continue;
  }
  const name = r.message_id.split(":").slice(0, 2).join(":");
  const ms = Date.parse(r.sent_at);

  heard.set(name, (heard.get(name) || 0) + 1);
  first = first || ms;
  last = Math.max(last, ms);
}

let silent = 0, reported = 0;
for (const name of sent) {
  const ms = Number(name.split(":")[1]);

  if (heard.has(name) || ms < first || ms > last) continue;
  if (gaps.some(([from, to]) => ms > from && ms <= to)) reported++;
  else silent++;
}
const twice = [...heard.values()].filter((n) => n > 1).length;
const unsent = [...heard.keys()].filter((n) => !sent.includes(n)).length;

console.log(`gaps ${gaps.map(([a, b]) => b > a ? "some" : "none").join(" ")}`);
console.log(`silent ${silent} twice ${twice} unsent ${unsent} ` +
  `reported ${reported > 0 ? "some" : "none"}`);
