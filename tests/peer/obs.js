// OBS's WebSocket server as obs-websocket's documents have protocol 5, on npm's
// ws.  By the path of its address: /open wants no password, /drop goes away at
// the third request of the first connection, /user changes the scene by itself
// after each change.
//	node obs.js PORT LOG PASSWORD
// Writes its port to the file PORT, and what it sees to LOG, a JSON line each.
const fs = require("fs");
const crypto = require("crypto");
const { WebSocketServer } = require("ws");
const [portFile, logFile, password] = process.argv.slice(2);

const log = (what) => fs.appendFileSync(logFile, JSON.stringify(what) + "\n");
const hash = (text) => crypto.createHash("sha256").update(text).digest("base64");
let drops = 1;

// Request status codes of the documents.
const UNKNOWN = 204, MISSING = 300, WRONG_TYPE = 401, NOT_FOUND = 600, NOT_RUNNING = 501;
class Refusal extends Error {
  constructor(code, comment) { super(comment); this.code = code; }
}

class Session {
  constructor(socket, mode) {
    Object.assign(this, { socket, mode, known: false, asked: 0, scene: "Main",
      scenes: { Main: { Subtitle: 1, Fireworks: 7 }, Party: { Fireworks: 3 }, Break: {} },
      inputs: { Subtitle: { text: "", font: { size: 40 } } } });
    this.salt = crypto.randomBytes(32).toString("base64");
    this.challenge = crypto.randomBytes(32).toString("base64");
    socket.on("message", (data, binary) => this.take(data, binary));
    socket.on("close", (code) => log({ closed: code, mode }));
    log({ opened: mode, protocol: socket.protocol });
    const lock = mode === "open" ? {} : { authentication: { challenge: this.challenge, salt: this.salt } };
    this.send(0, { obsWebSocketVersion: "5.5.2", rpcVersion: 1, ...lock });
  }

  send(op, d) { this.socket.send(JSON.stringify({ op, d })); }

  take(data, binary) {
    let message;
    try { message = JSON.parse(data); } catch { return this.socket.close(4002); }
    if (binary) return this.socket.close(4002);
    const { op, d } = message;
    if (op === undefined || d === undefined) return this.socket.close(4003);
    if (op === 1) return this.identify(d);
    if (![3, 6, 8].includes(op)) return this.socket.close(4006);
    if (!this.known) return this.socket.close(4007);
    if (op === 6) this.request(d);
  }

  identify(d) {
    if (this.known) return this.socket.close(4008);
    if (typeof d.rpcVersion !== "number") return this.socket.close(4003);
    if (this.mode !== "open") {
      if (d.authentication !== hash(hash(password + this.salt) + this.challenge)) return this.socket.close(4009);
    }
    if (d.rpcVersion !== 1) return this.socket.close(4010);
    this.known = true;
    log({ identified: this.mode, events: d.eventSubscriptions });
    this.send(2, { negotiatedRpcVersion: 1 });
  }

  request({ requestType, requestId, requestData = {} }) {
    if (typeof requestType !== "string" || typeof requestId !== "string") return this.socket.close(4003);
    log({ request: requestType, data: requestData, mode: this.mode });
    if (this.mode === "drop" && ++this.asked === 3 && drops-- > 0) return this.socket.terminate();
    const answer = { requestType, requestId };
    try {
      if (this[requestType] === undefined || !/^[A-Z]/.test(requestType)) throw new Refusal(UNKNOWN, "Your request type is not valid.");
      const responseData = this[requestType](requestData);
      this.send(7, { ...answer, requestStatus: { result: true, code: 100 }, ...(responseData && { responseData }) });
    } catch (e) {
      if (!(e instanceof Refusal)) throw e;
      this.send(7, { ...answer, requestStatus: { result: false, code: e.code, comment: e.message } });
    }
  }

  // A field that has to be there.
  need(data, name, type) {
    if (data[name] === undefined) throw new Refusal(MISSING, `Your request is missing the \`${name}\` field.`);
    if (typeof data[name] !== type) throw new Refusal(WRONG_TYPE, `The field value of \`${name}\` must be ${type}.`);
    return data[name];
  }

  items(data) {
    const name = this.need(data, "sceneName", "string");
    if (this.scenes[name] === undefined) throw new Refusal(NOT_FOUND, `No source was found by the name of \`${name}\`.`);
    return this.scenes[name];
  }

  GetVersion() { return { obsVersion: "31.0.0", rpcVersion: 1 }; }
  GetCurrentProgramScene() {
    return { sceneName: this.scene, currentProgramSceneName: this.scene, currentProgramSceneUuid: "1" };
  }
  SetCurrentProgramScene(data) {
    this.items(data);
    this.scene = this.mode === "user" ? "Break" : data.sceneName;
  }
  GetSceneItemId(data) {
    const id = this.items(data)[this.need(data, "sourceName", "string")];
    if (id === undefined) throw new Refusal(NOT_FOUND, "No scene items were found in the specified scene by that name or offset.");
    return { sceneItemId: id };
  }
  SetSceneItemEnabled(data) {
    const id = this.need(data, "sceneItemId", "number");
    if (!Object.values(this.items(data)).includes(id)) throw new Refusal(NOT_FOUND, "No scene items were found.");
    this.need(data, "sceneItemEnabled", "boolean");
  }
  SetInputSettings(data) {
    const input = this.inputs[this.need(data, "inputName", "string")];
    if (input === undefined) throw new Refusal(NOT_FOUND, `No source was found by the name of \`${data.inputName}\`.`);
    Object.assign(input, this.need(data, "inputSettings", "object"));
  }
  GetInputSettings(data) {
    return { inputSettings: this.inputs[this.need(data, "inputName", "string")], inputKind: "text_ft2_source_v2" };
  }
  TriggerHotkeyByName(data) {
    if (this.need(data, "hotkeyName", "string") !== "Wave") throw new Refusal(NOT_FOUND, "No hotkeys were found by that name.");
  }
  SaveReplayBuffer() { throw new Refusal(NOT_RUNNING, "Replay buffer is not active."); }
}

const server = new WebSocketServer({ port: 0, host: "127.0.0.1",
  handleProtocols: (offered) => (offered.has("obswebsocket.json") ? "obswebsocket.json" : false) });
server.on("listening", () => fs.writeFileSync(portFile, String(server.address().port)));
server.on("connection", (socket, request) => new Session(socket, request.url.slice(1)));
