// What a server of socketio-server.js has sent against what a tap heard.
//
//	node socketio.js SENT HEARD
const fs = require("fs");
const lines = (f) => fs.readFileSync(f, "utf8").split("\n").filter((l) => l);
const [sentFile, heardFile] = process.argv.slice(2);
const heard = lines(heardFile).map((l) => JSON.parse(l))
  .filter((r) => r.type !== "live");
const events = heard.filter((r) => r.type !== "link");
const sent = lines(sentFile);
const count = (state) => heard.filter((r) => r.state === state).length;
const kind = (type) => events.some((r) => r.type === type);
const times = events.map((r) => Date.parse(r.sent_at));

// A time is a message.  What is said after `open` is to come, but for gaps: from
// the last that was heard before a loss to the return.
const at = (r) => Date.parse(r.received_at);
const got = new Set(times), last = times[times.length - 1];
const first = at(heard.find((r) => r.state === "open"));
const gaps = [];
let before = first;
for (const r of heard) {
  if (r.type !== "link") before = Date.parse(r.sent_at);
  else if (r.state === "lost") gaps.push([before, Infinity]);
  else if (r.state === "resumed" && r.gap_ms > 0)
    gaps[gaps.length - 1][1] = at(r);
}
const excused = (t) => gaps.some(([a, b]) => t > a && t <= b);

let wrong = 0, silent = 0;
const known = new Set();
for (const line of sent) {
  if (line.startsWith("wrong")) {
    wrong++;
    console.error("# " + line);
    continue;
  }
  const t = Number(line.split(" ")[0]);
  known.add(t);
  if (t >= first && t <= last && !got.has(t) && !excused(t)) silent++;
}
console.log(`wrong ${wrong} silent ${silent} twice ${times.length - got.size} ` +
  `unsent ${times.filter((t) => !known.has(t)).length}`);
console.log(`open ${count("open")} lost ${count("lost")} ` +
  `resumed ${count("resumed")} close ${count("close")} ` +
  `gaps ${heard.filter((r) => r.state === "resumed" && r.gap_ms > 0).length}`);
console.log(`chat ${kind("chat")} donation ${kind("donation")} ` +
  `subscription ${kind("subscription")}`);
