// A chat room: joins it, shows what is said, says something.
//
// After a lost connection the page names the last message that it has, and gets
// what came since.

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;
const SHOWN_MAX = 500;

const query = new URLSearchParams(location.search);
const door = document.getElementById("door");
const say = document.getElementById("say");
const list = document.getElementById("messages");
const link = document.getElementById("link");

let socket, last, wait = FIRST_WAIT_MS, typing = new Map();

door.sid.value = query.get("sid") ?? "";
door.role.value = query.get("role") ?? "";

function line(who, text, kind) {
  const item = document.createElement("li");
  const name = document.createElement("b");
  const atEnd = list.scrollTop + list.clientHeight > list.scrollHeight - 40;
  name.textContent = who;
  item.append(name, text);
  if (kind) item.className = kind;
  list.append(item);
  while (list.childElementCount > SHOWN_MAX) list.firstElementChild.remove();
  if (atEnd) list.scrollTop = list.scrollHeight;
  return item;
}

// Parts of an answer go into one line, which the whole answer replaces.
function part(message) {
  const id = message.hd.request_id ?? "";
  const item = typing.get(id) ?? line("llm", "", "llm");
  typing.set(id, item);
  item.append((item.childNodes.length > 1 ? " " : "") + message.bd.delta);
  list.scrollTop = list.scrollHeight;
}

function answer(message) {
  const id = message.hd.request_id ?? "";
  typing.get(id)?.remove();
  typing.delete(id);
  line("llm", message.bd.text ?? "", "llm");
}

function take(message) {
  const { hd = {}, bd = {} } = message;
  if (message.id) last = message.id;
  const who = hd.user_name ?? message.participant ?? "";
  switch (hd.event) {
  case "error": return line("!", message.msg ?? "", "error");
  case "llm.streaming": return part(message);
  case "llm.log": return answer(message);
  case "llm.error": return line("llm", bd.text ?? "", "error");
  case "llm.invoke": return line(who, bd.prompt ?? bd.text ?? "", "ask");
  case "chat.message": return line(who, bd.text ?? "");
  }
}

async function remember() {
  const url = new URL(`/v1/session/${encodeURIComponent(door.sid.value)}/history`,
    location);
  if (query.get("token")) url.searchParams.set("token", query.get("token"));
  const found = await fetch(url);
  if (found.ok) for (const m of (await found.json()).messages) take(m);
}

function address() {
  const url = new URL("/v1/session/chat", location);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  url.searchParams.set("sid", door.sid.value);
  if (door.role.value) url.searchParams.set("role", door.role.value);
  if (query.get("token")) url.searchParams.set("token", query.get("token"));
  if (last) url.searchParams.set("since", last);
  return url;
}

function open() {
  const mine = socket = new WebSocket(address());
  mine.onopen = () => {
    wait = FIRST_WAIT_MS;
    link.textContent = "연결됨";
  };
  mine.onmessage = (event) => take(JSON.parse(event.data));
  mine.onclose = () => {
    if (mine !== socket) return;
    link.textContent = "연결 끊김: 다시 시도 중";
    setTimeout(() => mine === socket && open(), wait * (0.5 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  };
}

door.onsubmit = async (event) => {
  event.preventDefault();
  socket?.close();
  socket = undefined;
  last = undefined;
  list.replaceChildren();
  typing = new Map();
  await remember();
  open();
};

say.onsubmit = (event) => {
  event.preventDefault();
  const kind = event.submitter?.value ?? "chat.message";
  const text = say.text.value;
  if (!text || socket?.readyState !== WebSocket.OPEN) return;
  const hd = { event: kind, timestamp: new Date().toISOString() };
  socket.send(JSON.stringify({ hd,
    bd: kind === "llm.invoke" ? { prompt: text } : { text } }));
  say.text.value = "";
};

if (door.sid.value) door.requestSubmit();
