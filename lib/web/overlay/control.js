// The streamer's side of the overlay: what is on it, and buttons.

import { command, connect } from "./live.js";
import { allowPictures, build, element, query } from "./message.js";

const MOST = 100;
const list = document.getElementById("list");
const link = document.getElementById("link");
const buttons = [...document.querySelectorAll("#buttons button")];

const LABELS = {
  ko: {
    clear: "지우기", toggle_streamer: ["스트리머 채팅 숨기기", "스트리머 채팅 보이기"],
    pause: ["멈추기", "계속하기"], unpin: "고정 풀기", test: "시험 메시지",
    pin: "고정", hide: "숨기기", on: "연결됨", off: "연결이 끊겼습니다. 다시 잇는 중…",
    failed: "서버가 받지 않았습니다", pages: "OBS 브라우저 소스 주소",
    layouts: { two: "두 칸", one: "한 칸", replies: "답변만", subtitle: "자막",
      alerts: "후원 알림", goal: "후원 목표", ticker: "흐르는 줄" },
  },
  en: {
    clear: "Clear", toggle_streamer: ["Hide streamer's chat", "Show streamer's chat"],
    pause: ["Pause", "Resume"], unpin: "Unpin", test: "Test message",
    pin: "Pin", hide: "Hide", on: "connected", off: "connection lost; trying again…",
    failed: "the server refused", pages: "Addresses for OBS browser sources",
    layouts: { two: "Two columns", one: "One column", replies: "Replies", subtitle: "Subtitle",
      alerts: "Alerts", goal: "Goal", ticker: "Ticker" },
  },
};
const label = LABELS[query.get("lang")] ?? LABELS.ko;
let state = { hide_streamer: false, paused: false };

// What each button does now: the second of two labels is for the way back.
const isOn = { toggle_streamer: () => state.hide_streamer, pause: () => state.paused };

function draw() {
  for (const button of buttons) {
    const action = button.dataset.action, on = isOn[action]?.() ?? false;
    const text = label[action];
    button.replaceChildren(Array.isArray(text) ? text[Number(on)] : text,
      element("kbd", "", button.dataset.key));
    button.classList.toggle("on", on);
    if (action === "unpin") button.disabled = !state.pinned;
  }
  for (const row of list.children)
    row.classList.toggle("is-pinned", Number(row.dataset.id) === state.pinned?.id);
}

async function ask(action, about) {
  if (!await command(action, about).catch(() => false)) {
    link.textContent = label.failed;
    link.className = "off";
  }
}

function press(action) {
  ask(action === "pause" && state.paused ? "resume" : action);
}

function rowOf(id) {
  return list.querySelector(`.row[data-id="${id}"]`);
}

function add(id, message) {
  const row = element("div", "row"), made = build(id, message);
  row.dataset.id = id;
  for (const action of ["pin", "hide"]) {
    const button = element("button", action, label[action]);
    button.addEventListener("click", () => ask(action, { id }));
    made.append(button);
  }
  row.append(made);
  list.prepend(row);
  while (list.childElementCount > MOST) list.lastElementChild.remove();
}

connect({
  connected(yes) {
    link.textContent = yes ? label.on : label.off;
    link.className = yes ? "on" : "off";
  },
  greet(greeting) {
    allowPictures(greeting.pictures);
    if (greeting.anew) list.replaceChildren();
    state = greeting.state;
    draw();
  },
  message(message) {
    if (message.show) add(message.id, message.show);
    for (const id of message.hide ?? []) rowOf(id)?.remove();
    for (const id of message.done ?? []) rowOf(id)?.classList.add("done");
    if (message.clear) {
      list.replaceChildren();
      state = { ...state, pinned: undefined };
    }
    if (message.state) state = message.state;
    if (message.state || message.show || message.clear) draw();
  },
});

for (const button of buttons)
  button.addEventListener("click", () => press(button.dataset.action));
addEventListener("keydown", (event) => {
  const button = buttons.find((b) => b.dataset.key === event.key);
  if (button && !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat)
    button.click();
});

const pages = document.getElementById("pages");
pages.append(element("h2", "", label.pages));
for (const [layout, name] of Object.entries(label.layouts)) {
  const url = new URL("/", location);
  url.searchParams.set("layout", layout);
  if (query.has("token")) url.searchParams.set("token", query.get("token"));
  const entry = element("a", "", `${name} ?layout=${layout}`);
  entry.href = url;
  entry.target = "_blank";
  pages.append(entry);
}
draw();
