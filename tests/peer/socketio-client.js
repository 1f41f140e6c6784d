// A session of the simulated official API, by Socket.IO's own client.
//
//	node socketio-client.js TOKEN
const io = require("socket.io-client");
const base = process.env.CHZ_OPENAPI_URL;
const headers = { Authorization: "Bearer " + process.argv[2] };
const seen = new Set();
let key, url;

async function api(method, path) {
  const res = await fetch(base + "/open/v1/" + path, { method, headers });
  const body = await res.json();

  if (body.code !== 200) console.log(path + ": " + body.message);
  return body.content;
}

const connect = (address) => io(address, { transports: ["websocket"],
  forceNew: true, reconnection: false, timeout: 20000 });

const about = (verb, topic) =>
  api("POST", `sessions/events/${verb}/${topic}?sessionKey=${key}`);

async function system(text) {
  const { type, data } = JSON.parse(text);

  if (type === "connected") {
    key = data.sessionKey;
    console.log(type);
    for (const topic of ["chat", "donation", "subscription"])
      await about("subscribe", topic);
  } else {
    console.log(type, data.eventType);
    if (type === "unsubscribed") again();
  }
}

function event(name, text) {
  const body = JSON.parse(text);

  if (seen.has(name)) return;
  seen.add(name);
  if (seen.size < 2) return;
  for (const n of ["CHAT", "DONATION"]) console.log(n, seen.has(n));
  // Its own ping, without waiting for its time.
  socket.io.engine.once("pong", () => {
    console.log("pong");
    about("unsubscribe", "chat");
  });
  socket.io.engine.ping();
}

function again() {
  const other = connect(url);

  other.on("connect_error", () => {
    console.log("a used address: refused");
    socket.on("disconnect", () => {
      console.log("disconnected");
      process.exit(0);
    });
    socket.disconnect();
  });
  other.on("connect", () => console.log("a used address: taken"));
}

let socket;
(async () => {
  url = (await api("GET", "sessions/auth")).url;
  socket = connect(url);
  socket.on("SYSTEM", system);
  socket.on("CHAT", (text) => event("CHAT", text));
  socket.on("DONATION", (text) => event("DONATION", text));
})();
