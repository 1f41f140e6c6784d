// Talks to the simulated VTube Studio with the npm package vtubestudio, as it
// was published, and prints what it was answered, a line a question.
const { ApiClient } = require("vtubestudio");
const WebSocket = require("ws");

let token;
const client = (pluginName, get, set) => new ApiClient({
  url: process.env.CHZ_VTS_URL,
  webSocketFactory: (url) => new WebSocket(url),
  authTokenGetter: get,
  authTokenSetter: set,
  pluginName,
  pluginDeveloper: "chz",
});
const vts = client("chz peer test", () => token, (t) => { token = t; });
const say = (...what) => console.log(what.join(" "));

async function refused(request) {
  try {
    await request();
    return "taken";
  } catch (e) {
    return e.data?.errorID ?? e.errorID ?? e.message;
  }
}

async function talk() {
  say("token", typeof token);
  const list = await vts.inputParameterList();
  const angle = list.defaultParameters.find((p) => p.name === "FaceAngleX");
  say("range", angle.min, angle.max);
  await vts.injectParameterData({
    faceFound: true,
    parameterValues: [{ id: "MouthOpen", value: 0.5 }],
  });
  const mouth = await vts.parameterValue({ name: "MouthOpen" });
  say("mouth", mouth.value);
  const keys = await vts.hotkeysInCurrentModel();
  say("hotkeys", keys.availableHotkeys.map((k) => k.name).join(","));
  const pressed = await vts.hotkeyTrigger({ hotkeyID: "wave" });
  say("pressed", pressed.hotkeyID === keys.availableHotkeys[0].hotkeyID);
  const made = await vts.parameterCreation({
    parameterName: "PeerTail", min: -1, max: 1, defaultValue: 0,
  });
  say("created", made.parameterName);
  const face = await vts.expressionState({ details: false });
  say("expressions", face.expressions.length);
  const model = await vts.currentModel();
  say("model", model.modelLoaded);
  say("unknown", await refused(() => vts.parameterValue({ name: "Nose" })));
  await refusals();
  process.exit(0);
}

// What the documents refuse, and what belongs to another plugin.
async function refusals() {
  say("face", (await vts.faceFound()).found);
  const live = await vts.live2DParameterList();
  say("live2d", live.parameters.find((p) => p.name === "ParamMouthOpenY").value);
  say("cooldown", await refused(() => vts.hotkeyTrigger({ hotkeyID: "Smile" })),
    await refused(() => vts.hotkeyTrigger({ hotkeyID: "Smile" })));
  const tail = { parameterName: "PeerEar", min: 0, max: 1, defaultValue: 0 };
  say("values", await refused(() => vts.parameterCreation({ ...tail, max: 1e9 })));
  say("explanation", await refused(() => vts.parameterCreation({ ...tail, explanation: "x".repeat(256) })));
  say("default", await refused(() => vts.parameterDeletion({ parameterName: "MouthOpen" })));
  say("files", await refused(() => vts.expressionActivation({ expressionFile: "smile.png", active: true })),
    await refused(() => vts.expressionActivation({ expressionFile: "no.exp3.json", active: true })));
  const test = new Promise((resolve) => {
    vts.events.test.subscribe((data) => resolve(data.yourTestMessage), { testMessageForEvent: "hello" });
  });
  say("test", await test);
  let own;
  const other = client("another one", () => own ?? token, (t) => { own = t; });
  await new Promise((resolve) => other.on("connect", resolve));
  say("own token", own !== undefined && own !== token);
  say("other", await refused(() => other.parameterCreation({ ...tail, parameterName: "PeerTail" })),
    await refused(() => other.parameterDeletion({ parameterName: "PeerTail" })));
  await vts.injectParameterData({ parameterValues: [{ id: "MouthOpen", value: 0.5 }] });
  say("taken", await refused(() => other.injectParameterData({ parameterValues: [{ id: "MouthOpen", value: 1 }] })));
}

vts.on("connect", () => talk().catch((e) => { say("error", e.message); process.exit(1); }));
setTimeout(() => { say("timeout"); process.exit(1); }, 15000);
