// What a viewer of the stream sees.  The address says which layout:
// ?layout=two|one|replies|subtitle|alerts|goal|ticker; see chz-overlay(1).

import { connect } from "./live.js";
import { allowPictures, amountText, build, clean, element, query, tier }
  from "./message.js";

const stage = document.getElementById("stage");
const number = (name, usual) => {
  const value = Number.parseFloat(query.get(name));
  return Number.isFinite(value) && value >= 0 ? value : usual;
};

const FADE_MS = number("fade", 600) * 1000; // 0 is never
const DELAY_MS = number("delay", 0) * 1000;
const LEAVE_MS = 500;
const still = query.get("anim") === "0" ||
  matchMedia("(prefers-reduced-motion: reduce)").matches;
const shown = query.get("show")?.split(",");
const hidden = new Set((query.get("hide") ?? "").split(",").filter(Boolean));

let most = number("max", 50) || 50;
let state = { hide_streamer: false, paused: false };
let skew = 0; // this machine's clock less the server's
let theme = query.get("theme");

// ---- looks ----

// A colour, a size or a name that a style sheet takes as it is.
const plain = (text) => /^[\w #%.,()'-]{1,80}$/.test(text ?? "") ? text : null;

function applyLooks() {
  const style = document.documentElement.style;
  const set = (name, value) => value !== null && style.setProperty(name, value);
  const pixels = (name) => query.has(name) ? `${number(name, 0)}px` : null;
  set("--size", pixels("size"));
  set("--width", pixels("width"));
  set("--font", query.has("font") ? plain(query.get("font")) : null);
  set("--text", plain(query.get("color")));
  set("--opacity", query.has("bg") ? String(number("bg", 0.72)) : null);
  document.documentElement.classList.toggle("still", still);
  document.documentElement.classList.toggle("shadow", query.get("shadow") === "1");
  document.documentElement.classList.toggle("down", query.get("dir") === "down");
  document.documentElement.dataset.theme = plain(theme) ?? "bubble";
}

// ---- what is wanted ----

function isWanted(message) {
  if (shown && !shown.includes(message.kind)) return false;
  if (query.get("commands") === "0" && /^[!/]/.test(message.text ?? ""))
    return false;
  return !hidden.has(message.user);
}

// The streamer's messages are in the page, and come back when it changes.
const isStreamers = (message) => message.role === "streamer";

// ---- lists: two columns, or one ----

function leave(made) {
  if (still) {
    made.remove();
    return;
  }
  made.classList.add("leaving");
  setTimeout(() => made.remove(), LEAVE_MS);
}

class List {
  constructor(kinds, className) {
    this.kinds = kinds;
    this.box = element("section", `list ${className}`);
    stage.append(this.box);
  }

  takes(message) {
    return this.kinds.includes(message.kind);
  }

  add(id, message) {
    const made = build(id, message);
    if (isStreamers(message)) made.classList.add("of-streamer");
    made.expires = FADE_MS > 0 ? message.seen + skew + FADE_MS : Infinity;
    if (made.expires <= Date.now()) return;
    if (message.kind === "reply") {
      for (const before of this.box.querySelectorAll(".reply"))
        before.classList.add("previous");
    }
    this.box.append(made);
    while (this.box.childElementCount > most) this.box.firstElementChild.remove();
  }

  find(id) {
    return this.box.querySelector(`[data-id="${id}"]`);
  }

  hide(id) {
    this.find(id)?.remove();
  }

  done(id) {
    this.find(id)?.classList.add("done");
  }

  clear() {
    this.box.replaceChildren();
  }

  sweep(now) {
    for (const made of [...this.box.children])
      if (made.expires <= now && !made.classList.contains("leaving")) leave(made);
  }
}

// ---- subtitle: the sentence that is being spoken ----

class Subtitle {
  static UNSPOKEN_MS = 1500; // then nobody speaks here, and it is shown anyway
  static READ_MS = (text) => 2500 + text.length * 120;
  static AFTER_MS = 1200;

  constructor() {
    this.box = element("section", "subtitle");
    stage.append(this.box);
    this.waiting = new Map(); // by reply
    this.spoken = false;
  }

  takes(message) {
    return message.kind === "reply";
  }

  add(id, message, isNews) {
    const entry = { id, message };
    this.waiting.set(message.reply ?? `#${id}`, entry);
    while (this.waiting.size > 20)
      this.waiting.delete(this.waiting.keys().next().value);
    if (!this.spoken && isNews)
      setTimeout(() => this.spoken || this.show(entry), Subtitle.UNSPOKEN_MS);
  }

  show(entry) {
    const text = clean(entry.message.text);
    clearTimeout(this.timer);
    const made = build(entry.id, entry.message);
    this.box.replaceChildren(made);
    if (!this.spoken)
      this.timer = setTimeout(() => this.clear(), Subtitle.READ_MS(text));
  }

  speech(what, reply) {
    const entry = this.waiting.get(reply);
    this.spoken = true;
    if (what === "start" && entry) this.show(entry);
    if (what !== "start") {
      this.waiting.delete(reply);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.clear(), Subtitle.AFTER_MS);
    }
  }

  hide(id) {
    if (this.box.querySelector(`[data-id="${id}"]`)) this.clear();
    for (const [reply, entry] of this.waiting)
      if (entry.id === id) this.waiting.delete(reply);
  }

  clear() {
    for (const made of this.box.children) leave(made);
  }
}

// ---- alerts: one gift at a time, longer for more ----

class Alerts {
  static MOST = 50; // that wait
  static PAUSE_MS = 600;

  constructor() {
    this.box = element("section", "alerts");
    stage.append(this.box);
    this.queue = [];
    this.now = this.timer = undefined; // the timer runs in pauses too
  }

  takes(message) {
    return message.kind === "donation" || message.kind === "subscription";
  }

  // Old ones are not celebrated again after a refresh.
  add(id, message, isNews) {
    if (!isNews) return;
    this.queue.push({ id, message });
    if (this.queue.length > Alerts.MOST) this.queue.shift();
    this.next();
  }

  next() {
    if (this.timer || this.queue.length === 0) return;
    this.now = this.queue.shift();
    this.box.replaceChildren(build(this.now.id, this.now.message));
    this.timer = setTimeout(() => this.end(),
      number("seconds", 4 + 2 * tier(this.now.message)) * 1000);
  }

  end() {
    clearTimeout(this.timer);
    this.now = undefined;
    for (const made of this.box.children) leave(made);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.next();
    }, Alerts.PAUSE_MS);
  }

  hide(id) {
    this.queue = this.queue.filter((entry) => entry.id !== id);
    if (this.now?.id !== id) return;
    this.box.replaceChildren();
    this.end();
  }

  clear() {
    this.queue = [];
    this.box.replaceChildren();
    this.end();
  }
}

// ---- goal: how much was given ----

class Goal {
  constructor() {
    this.box = element("section", "goal");
    this.title = element("span", "title", clean(query.get("title") ?? "후원 목표"));
    this.count = element("span", "count");
    this.bar = element("div", "bar");
    const track = element("div", "track");
    const head = element("div", "head");
    head.append(this.title, this.count);
    track.append(this.bar);
    this.box.append(head, track);
    stage.append(this.box);
    this.wanted = number("goal", 100000) || 100000;
    this.set(0);
  }

  set(raised) {
    const share = Math.min(1, raised / this.wanted);
    this.bar.style.transform = `scaleX(${share})`;
    this.count.textContent = `${amountText({ amount: raised })} / ` +
      `${amountText({ amount: this.wanted })} · ${Math.floor(100 * raised / this.wanted)}%`;
    this.box.classList.toggle("reached", share === 1);
  }

  takes(message) {
    return message.kind === "donation";
  }

  add(id, message) {
    if (message.raised !== undefined) this.set(message.raised);
  }

  hide() {}
  clear() {}
}

// ---- ticker: a line that runs through ----

class Ticker {
  static MOST = 30; // that wait

  constructor() {
    this.box = element("section", "ticker");
    stage.append(this.box);
    this.queue = [];
  }

  takes() {
    return true;
  }

  add(id, message, isNews) {
    if (!isNews) return;
    this.queue.push({ id, message });
    if (this.queue.length > Ticker.MOST) this.queue.shift();
    this.next();
  }

  // The next begins when the one before has come in whole.
  next() {
    if (this.entering || this.queue.length === 0) return;
    const { id, message } = this.queue.shift();
    const made = build(id, message);
    this.box.append(made);
    const width = made.offsetWidth, way = innerWidth + width;
    const speed = number("speed", 160) || 160; // pixels a second
    const run = made.animate(
      [{ transform: `translateX(${innerWidth}px)` },
        { transform: `translateX(${-width}px)` }],
      { duration: way / speed * 1000, fill: "both" });
    run.onfinish = () => made.remove();
    this.entering = setTimeout(() => {
      this.entering = undefined;
      this.next();
    }, (width + 40) / speed * 1000);
  }

  hide(id) {
    this.queue = this.queue.filter((entry) => entry.id !== id);
    this.box.querySelector(`[data-id="${id}"]`)?.remove();
  }

  clear() {
    this.queue = [];
    this.box.replaceChildren();
  }
}

const CHAT = ["chat", "donation", "subscription"];
const layouts = {
  two: () => [new List(["reply"], "replies"), new List(CHAT, "chats")],
  one: () => [new List([...CHAT, "reply"], "all")],
  replies: () => [new List(["reply"], "replies")],
  subtitle: () => [new Subtitle()],
  alerts: () => [new Alerts()],
  goal: () => [new Goal()],
  ticker: () => [new Ticker()],
};

// ---- what is pinned ----

const pin = element("section", "pinned");
pin.hidden = true;

function applyPin() {
  const pinned = state.pinned;
  pin.hidden = !pinned;
  pin.replaceChildren(...(pinned ? [build(pinned.id, pinned.show)] : []));
}

function applyState(next) {
  state = next;
  stage.classList.toggle("hide-streamer", state.hide_streamer);
  applyPin();
  schedule();
}

// ---- in order, a burst at once ----

let parts = [];
let queue = []; // { id of a message, or none, due, act }
let scheduled = false;
let newsFrom = 0; // numbers above are news, those below a refresh

function flush() {
  scheduled = false;
  const now = Date.now();
  let n = 0;
  while (!state.paused && n < queue.length && queue[n].due <= now) n++;
  for (const entry of queue.splice(0, n)) entry.act();
  if (queue.length > 0 && !state.paused)
    setTimeout(schedule, Math.max(0, queue[0].due - now));
}

function schedule() {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(flush);
}

function later(isNews, act, id) {
  queue.push({ id, due: isNews ? Date.now() + DELAY_MS : 0, act });
  if (queue.length > 4 * most + DELAY_MS / 10) queue.shift();
  schedule();
}

function takeShown(id, message) {
  const isNews = id > newsFrom;
  if (!isWanted(message)) return;
  later(isNews, () => {
    for (const part of parts)
      if (part.takes(message)) part.add(id, message, isNews);
  }, id);
}

function takeDone({ id, done }) {
  later(id > newsFrom, () => {
    for (const part of parts) for (const of of done) part.done?.(of);
  });
}

function takeSpeech({ id, speech, reply }) {
  later(id > newsFrom, () => {
    for (const part of parts) part.speech?.(speech, reply);
  });
}

function hide(ids) {
  const gone = new Set(ids);
  queue = queue.filter((entry) => !gone.has(entry.id));
  for (const id of ids) {
    for (const part of parts) part.hide(id);
  }
}

function clear() {
  queue = [];
  for (const part of parts) part.clear();
  applyState({ ...state, pinned: undefined });
}

connect({
  connected: (yes) => document.documentElement.classList.toggle("away", !yes),

  greet(greeting) {
    skew = Date.now() - greeting.now;
    allowPictures(greeting.pictures);
    theme ??= greeting.theme ?? null;
    applyLooks();
    most = Math.min(most, greeting.max);
    if (greeting.anew) {
      newsFrom = greeting.last;
      clear();
    }
    applyState(greeting.state);
    for (const part of parts) part.set?.(greeting.raised);
  },

  message(message) {
    if (message.show) takeShown(message.id, message.show);
    else if (message.hide) hide(message.hide);
    else if (message.done) takeDone(message);
    else if (message.clear) clear();
    else if (message.state) applyState(message.state);
    else if (message.speech) takeSpeech(message);
  },
});

applyLooks();
const asked = query.get("layout");
const layout = Object.hasOwn(layouts, asked ?? "") ? asked : "two";
stage.className = `layout-${layout}`;
stage.append(pin);
parts = layouts[layout]();
setInterval(() => {
  for (const part of parts) part.sweep?.(Date.now());
}, 1000);
document.addEventListener("visibilitychange", schedule);
