// Talks to the simulated VTube Studio with the npm package vtubestudio, as it
// was published, and prints what it was answered, a line a question.
const { ApiClient } = require("vtubestudio");
const WebSocket = require("ws");

let token;
const vts = new ApiClient({
  url: process.env.CHZ_VTS_URL,
  webSocketFactory: (url) => new WebSocket(url),
  authTokenGetter: () => token,
  authTokenSetter: (t) => { token = t; },
  pluginName: "chz peer test",
  pluginDeveloper: "chz",
});
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
  process.exit(0);
}

vts.on("connect", () => talk().catch((e) => { say("error", e.message); process.exit(1); }));
setTimeout(() => { say("timeout"); process.exit(1); }, 15000);
