// Reads the simulated Twitch's chat with npm's tmi.js, which knows nothing of it.
//
//	node tmi.js ADDRESS N CHANNEL...
//
// Prints one line for each kind of message that it made of it, after N messages.
const tmi = require("tmi.js");

const [address, n, ...channels] = process.argv.slice(2);
const { hostname, port } = new URL(address);
const seen = new Map(), ids = new Set();
let messages = 0;

const client = new tmi.Client({
  connection: { server: hostname, port: Number(port), secure: false },
  channels,
});

function count(kind) {
  seen.set(kind, (seen.get(kind) || 0) + 1);
}

function is(kind, good, what) {
  if (!good) console.log(`${kind}: ${JSON.stringify(what)}`);
}

function common(kind, channel, tags) {
  count(kind);
  ids.add(tags.id);
  is(kind, /^#sim[12]$/.test(channel), channel);
  is(kind, tags.id && !isNaN(tags["tmi-sent-ts"]), tags);
  is(kind, tags["display-name"], tags);
  if (++messages == n) client.disconnect();
}

client.on("message", (channel, tags, text, self) => {
  common("message", channel, tags);
  is("message", !self && text.length > 0, text);
  is("message", !/[\r\n]/.test(text), text);
});
client.on("cheer", (channel, tags, text) => {
  common("bits", channel, tags);
  is("bits", tags.bits > 0 && text.includes("Cheer" + tags.bits), tags);
});
client.on("resub", (channel, user, months, text, tags, { plan }) => {
  common("resub", channel, tags);
  is("resub", user && /^[123]000$/.test(plan), tags);
  is("resub", Number(tags["msg-param-cumulative-months"]) > 0, tags);
});
client.on("submysterygift", (channel, user, gifts, { plan }, tags) => {
  common("submysterygift", channel, tags);
  is("submysterygift", gifts > 0 && plan, tags);
});
client.on("subgift", (channel, user, streak, recipient, { plan }, tags) => {
  common("subgift", channel, tags);
  is("subgift", recipient && plan, tags);
});
client.on("messagedeleted", (channel, user, text, tags) => {
  count("deleted");
  is("deleted", ids.has(tags["target-msg-id"]), tags);
});
client.on("join", (channel, user, self) => is("join", self, user));
client.on("roomstate", (channel, state) => count("roomstate " + channel));
client.on("disconnected", () => {
  for (const [kind, times] of [...seen].sort())
    console.log(kind.startsWith("roomstate") ? `${kind} ${times}` : kind);
  process.exit(0);
});
client.connect().catch((why) => {
  console.log("not connected: " + why);
  process.exit(1);
});
