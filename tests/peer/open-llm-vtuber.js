// Open-LLM-VTuber's WebSocket server and its proxy as its source has them, on
// npm's ws, with a character that repeats what it hears.
//	node open-llm-vtuber.js PORT LOG
// Writes its port to the file PORT, and what it is asked to LOG, a JSON line
// each.  /client-ws is the server, each client with a character of its own;
// /proxy-ws shares one, whose texts wait while a conversation goes on; a path
// with ?silent begins as though the end of a conversation had been lost, and
// with ?player a browser plays what the character says.  What a text has in it
// does more: "fail" fails the conversation, "drop" cuts the feeder's
// connection, "voice" is followed by what a voice says, "hang" has no end.
const fs = require("fs");
const { WebSocketServer } = require("ws");
const [portFile, logFile] = process.argv.slice(2);

const log = (what) => fs.appendFileSync(logFile, JSON.stringify(what) + "\n");
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// One connection's context: conversations, one at a time as long as the client
// waits for the end of each.
class Server {
  constructor(send, name) {
    Object.assign(this, { send, name, talking: 0, played: null });
    send({ type: "group-update", members: [], is_owner: false });
    send({ type: "full-text", text: "Connection established" });
    this.init();
    send({ type: "group-update", members: [], is_owner: false });
    send({ type: "control", text: "start-mic" });
  }
  init() {
    this.send({ type: "set-model-and-conf", model_info: { name: "mao_pro" }, conf_name: "mao",
      conf_uid: "mao_001", client_uid: this.name });
  }
  take(message) {
    switch (message.type) {
      case "text-input": return this.converse(message.text);
      case "mic-audio-end": return this.converse("mic", true);
      case "interrupt-signal": log({ interrupt: message.text, at: this.name }); return this.stop();
      case "heartbeat": return this.send({ type: "heartbeat-ack" });
      case "request-init-config": return this.init();
      case "frontend-playback-complete":
        log({ played: this.name });
        if (this.played) { this.played(true); this.played = null; }
    }
  }
  stop() {
    this.stopped = true;
    if (this.played) { this.played(false); this.played = null; }
  }
  sentence(text, volumes) {
    this.send({ type: "audio", audio: volumes.length ? "UklGRiQAAABXQVZF" : null, volumes, slice_length: 20,
      display_text: { text, name: "Mao", avatar: "mao.png" }, actions: { expressions: [3] }, forwarded: false });
  }
  async converse(text, voice) {
    log({ text, at: this.name, over: this.talking > 0 });
    this.talking++;
    this.stopped = false;
    this.send({ type: "control", text: "conversation-chain-start" });
    this.send({ type: "full-text", text: "Thinking..." });
    if (voice) this.send({ type: "user-input-transcription", text });
    await pause(20);
    if (/fail/.test(text)) {
      this.send({ type: "error", message: "Conversation error: no model" });
      this.talking--;
      return; // raises: nothing says that it has ended
    }
    this.sentence(`들은 말: ${text} `, [0.2, 1.0]);
    if (/hang/.test(text)) { this.talking--; return; }
    this.sentence("고마워요!", [1.0]);
    this.send({ type: "backend-synth-complete" });
    this.send({ type: "backend-synth-complete" });
    const played = await new Promise((done) => { this.played = done; });
    this.talking--;
    if (!played || this.stopped) return;
    this.send({ type: "force-new-message" });
    log({ ended: text });
    this.send({ type: "control", text: "conversation-chain-end" });
    if (/voice/.test(text)) this.take({ type: "mic-audio-end" });
  }
}

// What proxy_handler.py and proxy_message_queue.py do.
class Proxy {
  constructor(name, { silent, player }) {
    Object.assign(this, { clients: new Set(), queue: [], active: silent, player });
    this.server = new Server((m) => this.fromServer(m), name);
  }
  fromServer(message) {
    if (message.type === "control" && message.text === "conversation-chain-end") this.setFree();
    for (const client of this.clients) client.send(JSON.stringify(message));
    if (this.player && message.type === "backend-synth-complete")
      setTimeout(() => this.server.take({ type: "frontend-playback-complete" }), 30);
  }
  setFree() { this.active = false; this.next(); }
  next() {
    if (this.active || this.queue.length === 0) return;
    this.active = true;
    const [message, from] = this.queue.shift();
    for (const client of this.clients)
      if (client !== from) client.send(JSON.stringify({ ...message, type: "user-input-transcription" }));
    this.server.take(message);
  }
  add(client) {
    this.clients.add(client);
    this.server.take({ type: "request-init-config" });
    client.on("message", (data) => this.take(JSON.parse(data), client));
    client.on("close", () => this.clients.delete(client));
  }
  take(message, client) {
    if (message.type === "text-input") {
      if (/drop/.test(message.text)) { log({ dropped: message.text }); return client.terminate(); }
      this.queue.push([message, client]);
      return this.next();
    }
    if (message.type === "interrupt-signal") { this.server.take(message); return this.setFree(); }
    this.server.take(message);
  }
}

const proxies = new Map();
const wss = new WebSocketServer({ port: 0, host: "127.0.0.1",
  verifyClient: ({ req }, done) => done(/^\/[a-z]*\/?(proxy|client)-ws/.test(req.url), 403) });
wss.on("listening", () => {
  fs.writeFileSync(portFile + ".new", String(wss.address().port));
  fs.renameSync(portFile + ".new", portFile);
});
wss.on("connection", (socket, request) => {
  const url = request.url;
  log({ connected: url });
  socket.on("error", () => {});
  if (/client-ws/.test(url)) {
    const server = new Server((m) => socket.send(JSON.stringify(m)), url);
    socket.on("message", (data) => server.take(JSON.parse(data)));
    return;
  }
  if (!proxies.has(url))
    proxies.set(url, new Proxy(url, { silent: /silent/.test(url), player: /player/.test(url) }));
  proxies.get(url).add(socket);
});
