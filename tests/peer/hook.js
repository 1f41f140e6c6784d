// Sends a program's connections to a simulator: node -r ./hook.js PROGRAM.
// The package under test stays as it was published.
const Module = require("module");

const api = process.env.CHZ_API_URL;
const chat = process.env.CHZ_CHAT_URL;

function local(url) {
  const text = String(url);
  if (/^wss:\/\/kr-ss\d+\.chat\.naver\.com\//.test(text)) return chat;
  return text.replace(/^https:\/\/[a-z-]+(\.game)?\.naver\.com/, api)
    .replace(/^https:\/\/api\.chzzk\.naver\.com/, api);
}

// require("ws") gives a class that opens local sockets instead.
function wrap(WebSocket) {
  const proxy = new Proxy(WebSocket, {
    construct: (target, [url, ...rest]) => new target(local(url), ...rest),
    get: (target, key) =>
      key === "WebSocket" || key === "default" ? proxy : target[key],
  });
  return proxy;
}

const load = Module._load;
Module._load = function (name, ...rest) {
  const loaded = load.call(this, name, ...rest);
  return name === "ws" ? wrap(loaded) : loaded;
};

const fetch = globalThis.fetch;
globalThis.fetch = (url, options) => fetch(local(url), options);
