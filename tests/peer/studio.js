// VTube Studio's API as its documents have it, on npm's ws, with what can go
// wrong by the path of its address: ws://127.0.0.1:PORT/MODE.
// Writes its port to the file PORT, and what it sees to LOG, a JSON line each.
//	node studio.js PORT LOG
const fs = require("fs");
const { WebSocketServer } = require("ws");
const [portFile, logFile] = process.argv.slice(2);

const log = (what) => fs.appendFileSync(logFile, JSON.stringify(what) + "\n");
const input = (name, min, max) => ({ name, addedBy: "VTube Studio", value: 0, min, max, defaultValue: 0 });
const defaults = [
  input("FaceAngleX", -30, 30), input("FaceAngleY", -30, 30), input("FaceAngleZ", -90, 90),
  input("MouthOpen", 0, 1), input("VoiceVolumePlusMouthOpen", 0, 1), input("MouthSmile", 0, 1),
  input("EyeOpenLeft", 0, 1), input("EyeOpenRight", 0, 1), input("BrowLeftY", 0, 1), input("BrowRightY", 0, 1),
];
const tokens = new Map(); // by plugin
let made = 0; // connections, and tokens

// One connection.
class Session {
  constructor(socket, mode) {
    Object.assign(this, { socket, mode, known: false, injections: 0, asked: 0,
      model: "First", active: new Set(), custom: new Map() });
    socket.on("message", (text) => this.take(JSON.parse(text)));
    socket.on("close", (code) => log({ closed: code, mode }));
    log({ opened: mode });
  }

  send(type, data, id) {
    if (this.mode === "halfopen" && this.injections > 30) return;
    this.socket.send(JSON.stringify({ apiName: "VTubeStudioPublicAPI", apiVersion: "1.0",
      timestamp: Date.now(), requestID: id ?? "event", messageType: type, data, futureField: [1] }));
  }

  error(id, errorID, message) { this.send("APIError", { errorID, message }, id); }

  take({ messageType, requestID: id, data = {} }) {
    const name = messageType.replace(/Request$/, "");
    if (name !== "InjectParameterData" || this.injections % 10 === 0) log({ mode: this.mode, name, data });
    if (this.mode === "off" && this.asked++ < 1) return this.error(id, 1, "API access is off");
    if (!this.known && !["APIState", "AuthenticationToken", "Authentication"].includes(name)) {
      // The documents have 50 for what comes after a revocation.
      return this.error(id, this.revoked ? 50 : 8, "This plugin is not allowed");
    }
    if (this[name] === undefined) return this.error(id, 7, "unknown message type");
    return this[name](id, data);
  }

  APIState(id) { this.send("APIStateResponse", { active: true, vTubeStudioVersion: "1.28", currentSessionAuthenticated: this.known }, id); }

  AuthenticationToken(id, { pluginName, pluginDeveloper }) {
    const token = `token-${++made}`;
    // The user takes a moment to click.
    setTimeout(() => {
      tokens.set(`${pluginName}/${pluginDeveloper}`, token);
      this.send("AuthenticationTokenResponse", { authenticationToken: token }, id);
    }, 100);
  }

  Authentication(id, { pluginName, pluginDeveloper, authenticationToken }) {
    if (!authenticationToken) return this.error(id, 100, "token missing");
    this.known = tokens.get(`${pluginName}/${pluginDeveloper}`) === authenticationToken;
    return this.send("AuthenticationResponse", { authenticated: this.known, reason: "" }, id);
  }

  EventSubscription(id, { eventName }) {
    this.send("EventSubscriptionResponse", { subscribedEventCount: 1, subscribedEvents: [eventName] }, id);
  }

  InputParameterList(id) {
    this.send("InputParameterListResponse", { modelLoaded: true, modelName: this.model, modelID: this.model,
      customParameters: [...this.custom.values()], defaultParameters: defaults }, id);
  }

  HotkeysInCurrentModel(id) {
    this.send("HotkeysInCurrentModelResponse", { modelLoaded: true, modelName: this.model, modelID: this.model,
      availableHotkeys: [{ name: "Wave", type: "TriggerAnimation", description: "", file: "", hotkeyID: "h1",
        keyCombination: [], onScreenButtonID: -1 }] }, id);
  }

  ExpressionState(id) {
    this.send("ExpressionStateResponse", { modelLoaded: true, modelName: this.model, modelID: this.model,
      expressions: [{ name: "smile", file: "smile.exp3.json", active: this.active.has("smile.exp3.json"),
        deactivateWhenKeyIsLetGo: false, autoDeactivateAfterSeconds: false, secondsRemaining: 0,
        usedInHotkeys: [], parameters: [] }] }, id);
  }

  ExpressionActivation(id, { expressionFile, active }) {
    if (active) this.active.add(expressionFile); else this.active.delete(expressionFile);
    this.send("ExpressionActivationResponse", {}, id);
  }

  HotkeyTrigger(id, { hotkeyID }) { this.send("HotkeyTriggerResponse", { hotkeyID }, id); }

  ParameterCreation(id, { parameterName, min, max, defaultValue }) {
    this.custom.set(parameterName, { name: parameterName, addedBy: "chz-vts", value: defaultValue, min, max, defaultValue });
    this.send("ParameterCreationResponse", { parameterName }, id);
  }

  InjectParameterData(id, { parameterValues }) {
    const names = parameterValues.map((v) => v.id);
    this.injections++;
    this.happen();
    if (!this.known) return this.error(id, 50, "This plugin is not allowed");
    // Another plugin has one of them.
    if (this.mode === "taken" && names.includes("FaceAngleX"))
      return this.error(id, 454, "A parameter is controlled by another plugin");
    if (this.mode === "named" && names.includes("VoiceVolumePlusMouthOpen"))
      return this.error(id, 454, "VoiceVolumePlusMouthOpen is controlled by another plugin");
    if (this.injections % 10 === 0) log({ taken: this.mode, names, values: Object.fromEntries(parameterValues.map((v) => [v.id, v.value])) });
    return this.send("InjectParameterDataResponse", {}, id);
  }

  // What happens in the middle of everything.
  happen() {
    if (this.injections !== 30) return;
    if (this.mode === "revoke") {
      tokens.clear();
      this.known = false;
      this.revoked = true;
      // What is under way is refused a little later, all of it.
      for (let i = 0; i < 5; i++) setTimeout(() => this.error("inject", 50, "This plugin is not allowed"), i * 10);
    } else if (this.mode === "swap") {
      this.active.clear();
      this.model = "Second";
      this.send("ModelLoadedEvent", { modelLoaded: false, modelName: "", modelID: "" });
      this.send("ModelLoadedEvent", { modelLoaded: true, modelName: "Second", modelID: "Second" });
    }
  }
}

const server = new WebSocketServer({ host: "127.0.0.1", port: 0 }, () =>
  fs.writeFileSync(portFile, `${server.address().port}\n`));
server.on("connection", (socket, req) => new Session(socket, req.url.split("/")[1]));
process.on("SIGTERM", () => process.exit(0));
