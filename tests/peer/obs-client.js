// The npm package obs-websocket-js as a client of obs.js: what it makes of it.
//	node obs-client.js URL PASSWORD
const { OBSWebSocket } = require("obs-websocket-js/json");
const [url, password] = process.argv.slice(2);

(async () => {
  const wrong = new OBSWebSocket();
  await wrong.connect(url, password + "?").catch((e) => console.log("wrong", e.code));
  const obs = new OBSWebSocket();
  const hello = await obs.connect(url, password);
  console.log("rpc", hello.negotiatedRpcVersion);
  console.log("scene", (await obs.call("GetCurrentProgramScene")).currentProgramSceneName);
  await obs.call("SetCurrentProgramScene", { sceneName: "Party" });
  console.log("scene", (await obs.call("GetCurrentProgramScene")).currentProgramSceneName);
  console.log("item", (await obs.call("GetSceneItemId", { sceneName: "Party", sourceName: "Fireworks" })).sceneItemId);
  await obs.call("SetInputSettings", { inputName: "Subtitle", inputSettings: { text: "hi" }, overlay: true });
  console.log("text", (await obs.call("GetInputSettings", { inputName: "Subtitle" })).inputSettings.text);
  await obs.call("SaveReplayBuffer").catch((e) => console.log("clip", e.code));
  await obs.call("SetCurrentProgramScene", { sceneName: "Nowhere" }).catch((e) => console.log("nowhere", e.code));
  await obs.disconnect();
})();
