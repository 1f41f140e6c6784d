// An archive's index: a card for each broadcast, and a search over all.

const WORDS = {
  ko: {
    title: "방송 모음", search: "방송 찾기: 제목, 채널, 낱말, 초성, 날짜 (/)",
    broadcasts: (n) => `방송 ${n}`, found: (n, m) => `방송 ${m} 가운데 ${n}`, more: (n) => `${n}개 더 보기`,
    chats: (n) => `채팅 ${n}`, people: (n) => `${n}명`, gifts: (n) => `후원 ${n}건`, peaks: (n) => `터진 순간 ${n}`,
    newest: "새것부터", oldest: "옛것부터", busiest: "채팅 많은 순", longest: "긴 순",
    untitled: "제목 없음", unknown: "날짜를 모름", dark: "어둡게", light: "밝게", other: "English",
  },
  en: {
    title: "Broadcasts", search: "Search: titles, channels, words, Korean initials, dates (/)",
    broadcasts: (n) => `${n} broadcasts`, found: (n, m) => `${n} of ${m} broadcasts`, more: (n) => `${n} more`,
    chats: (n) => `${n} chats`, people: (n) => `${n} people`, gifts: (n) => `${n} donations`, peaks: (n) => `${n} moments`,
    newest: "newest first", oldest: "oldest first", busiest: "most chat first", longest: "longest first",
    untitled: "untitled", unknown: "date unknown", dark: "Dark", light: "Light", other: "한국어",
  },
};
const SORTS = {
  newest: (a, b) => (b.opened ?? 0) - (a.opened ?? 0),
  oldest: (a, b) => (a.opened ?? Infinity) - (b.opened ?? Infinity),
  busiest: (a, b) => b.chats - a.chats,
  longest: (a, b) => b.sec - a.sec,
};
const AT_ONCE = 100, WIDTH = 240, HEIGHT = 44;

let data, found = [], shown = 0, sort = "newest";

function clock(sec) {
  const two = (n) => String(n).padStart(2, "0");
  return `${Math.floor(sec / 3600)}:${two(Math.floor(sec / 60) % 60)}:${two(sec % 60)}`;
}

const day = (b) => b.opened === undefined ? "" :
  new Date(b.opened).toLocaleDateString("sv"); // 2026-01-06
const dayShown = (b) => b.opened === undefined ? words().unknown :
  new Date(b.opened).toLocaleDateString(lang, { dateStyle: "full" });
const timeShown = (b) => b.opened === undefined ? "" :
  new Date(b.opened).toLocaleTimeString(lang, { timeStyle: "short" });

// ---- searching ----

// What a broadcast can be found by, without spaces, and its initials.
function prepare(b) {
  b.title = clean(b.title);
  b.channel = clean(b.channel);
  b.words = b.words.map(clean);
  b.best = b.best.map(([sec, text]) => [sec, clean(text)]);
  b.text = [b.title, b.channel, day(b), ...b.words].join("\n").toLowerCase();
  b.initials = initialsOf([b.title, b.channel, ...b.words].join("\n")).toLowerCase();
}

// Every word has to be there.
function matches(b, wanted) {
  return wanted.every((w) => b.text.includes(w) ||
    [...w].every((c) => INITIALS.includes(c)) && b.initials.includes(w));
}

// ---- cards ----

function shape(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function chartOf(b) {
  const chart = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", class: "curve", "aria-hidden": "true" });
  const most = Math.max(1, ...b.curve), step = WIDTH / Math.max(1, b.curve.length);
  const points = b.curve.map((n, i) => `L${(i * step).toFixed(1)} ${(HEIGHT - n / most * HEIGHT).toFixed(1)}h${step.toFixed(1)}`);
  chart.append(shape("path", { d: `M0 ${HEIGHT}${points.join("")}V${HEIGHT}Z` }));
  for (const [sec] of b.best) {
    const x = (sec / Math.max(1, b.sec) * WIDTH).toFixed(1);
    chart.append(shape("line", { x1: x, x2: x, y1: 0, y2: HEIGHT }));
  }
  return chart;
}

function card(b) {
  const w = words(), row = element("li"), link = element("a", "card");
  link.href = encodeURIComponent(b.page);
  const about = [b.channel, timeShown(b), clock(b.sec), w.chats(count(b.chats)), w.people(count(b.people)),
    b.gifts && w.gifts(count(b.gifts)), b.peaks && w.peaks(count(b.peaks))].filter(Boolean).join(" · ");
  const text = element("div");
  text.append(element("bdi", "words", b.title || b.channel || w.untitled), element("div", "dim", about));
  for (const [sec, keywords] of b.best) {
    if (!keywords) continue;
    const moment = element("span", "moment");
    moment.append(element("span", "time", clock(sec)), element("bdi", "", keywords));
    text.append(moment);
  }
  link.append(text, chartOf(b));
  row.append(link);
  return row;
}

function showMore() {
  const list = $("broadcasts"), some = found.slice(shown, shown + AT_ONCE);
  some.forEach((b, i) => {
    const before = found[shown + i - 1];
    if ((sort === "newest" || sort === "oldest") && (!before || day(before) !== day(b)))
      list.append(element("li", "day", dayShown(b)));
    list.append(card(b));
  });
  shown += some.length;
  $("more").hidden = shown >= found.length;
  $("more").textContent = words().more(count(found.length - shown));
}

function search() {
  const wanted = $("query").value.toLowerCase().split(/\s+/).filter(Boolean);
  found = data.broadcasts.filter((b) => matches(b, wanted)).sort(SORTS[sort]);
  shown = 0;
  $("found").textContent = wanted.length ? words().found(count(found.length), count(data.broadcasts.length)) : "";
  $("broadcasts").replaceChildren();
  showMore();
}

function fill() {
  const w = words(), all = data.broadcasts;
  const title = clean(data.title) || w.title;
  document.title = title;
  root.lang = lang;
  $("title").textContent = title;
  $("about").textContent = [w.broadcasts(count(all.length)),
    w.chats(count(all.reduce((sum, b) => sum + b.chats, 0)))].join(" · ");
  $("query").placeholder = w.search;
  $("lang").textContent = w.other;
  $("theme").textContent = root.classList.contains("dark") ? w.light : w.dark;
  $("sort").replaceChildren(...Object.keys(SORTS).map((key) => {
    const option = element("option", "", w[key]);
    option.value = key;
    return option;
  }));
  $("sort").value = sort;
  search();
}

// ---- keys ----

// The next link, or the one before.
function step(by) {
  const links = [...document.querySelectorAll("#broadcasts a")];
  const at = links.indexOf(document.activeElement);
  links[Math.min(links.length - 1, Math.max(0, at + by))]?.focus();
}

listenTo({
  "/": () => $("query").focus(), j: () => step(1), k: () => step(-1),
  l: () => $("lang").click(), d: () => $("theme").click(),
}, () => {});
$("search").addEventListener("submit", (event) => event.preventDefault());
$("query").addEventListener("input", search);
$("more").addEventListener("click", showMore);
$("sort").addEventListener("change", () => {
  sort = $("sort").value;
  search();
});
$("lang").addEventListener("click", () => {
  lang = lang === "ko" ? "en" : "ko";
  fill();
});
$("theme").addEventListener("click", () => {
  root.classList.toggle("dark");
  fill();
});

async function start() {
  root.classList.toggle("dark", matchMedia("(prefers-color-scheme: dark)").matches);
  data = await unpack($("data").textContent);
  $("data").remove();
  lang = WORDS[data.lang] ? data.lang : "ko";
  data.broadcasts.forEach(prepare);
  fill();
  root.dataset.ready = Math.round(performance.now());
}

start();
