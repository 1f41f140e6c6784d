// A broadcast to click.

const WORDS = {
  ko: {
    peaks: "터진 순간", gifts: "후원", search: "채팅 찾기: 낱말, 닉네임, 초성 (/)",
    chats: (n) => `채팅 ${n}`, people: (n) => `${n}명`, given: (n) => `후원 ${n}건`,
    found: (n, m) => n > m ? `${count(n)}개 가운데 ${m}개` : `${count(n)}개`,
    multiple: (x) => `평소의 ${x}배`, loudest: (x) => `한 사람이 ${x}%`,
    flood: "도배일 수 있음", raid: "레이드일 수 있음", watch: "다시 보기", copy: "시각 복사",
    copied: "복사했습니다", gap: "수집하지 못함", anonymous: "익명", perMinute: "분당 채팅",
    dark: "어둡게", light: "밝게", other: "English", untitled: "방송", home: "방송 모음",
    keys: "휠·+/- 확대, 끌기·←→ 이동, j/k 순간, / 찾기, 0 처음으로",
    scan: "우연으로 보기 어려움", volume: "채팅량", surge: "급증", z: "평소와 다름",
  },
  en: {
    peaks: "Moments", gifts: "Donations", search: "Search chat: words, nicknames, Korean initials (/)",
    chats: (n) => `${n} chats`, people: (n) => `${n} people`, given: (n) => `${n} donations`,
    found: (n, m) => n > m ? `${m} of ${count(n)}` : count(n),
    multiple: (x) => `${x} times the usual`, loudest: (x) => `one user wrote ${x}%`,
    flood: "may be a flood", raid: "may be a raid", watch: "Watch", copy: "Copy time",
    copied: "copied", gap: "not recorded", anonymous: "anonymous", perMinute: "chats a minute",
    dark: "Dark", light: "Light", other: "한국어", untitled: "Broadcast", home: "All broadcasts",
    keys: "wheel or +/- zoom, drag or ←→ move, j/k moments, / search, 0 all",
    scan: "hardly by chance", volume: "volume", surge: "surge", z: "unusual",
  },
};
const MOST_PEAKS = 100, MOST_HITS = 300, MOST_GIFTS = 500, SAMPLES = 3;

const canvas = $("chart");
let data, stream, view, hits = [], chosen = -1, hover = -1;

// ---- texts ----

function clock(sec) {
  const s = Math.max(0, Math.floor(sec)), two = (n) => String(n).padStart(2, "0");
  return `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

function money(amount, currency) {
  if (amount < 0) return "";
  if (!currency || currency === "KRW") return `${count(amount)}${lang === "ko" ? "원" : " KRW"}`;
  if (currency === "BITS") return `${count(amount)} bits`;
  try {
    const format = new Intl.NumberFormat(lang, { style: "currency", currency });
    return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
  } catch {
    return count(amount);
  }
}

// ---- data ----

// Chats as arrays in order of time, and what they add up to each second.
function prepare(s) {
  let at = 0;
  const times = s.t.map((d) => (at += d) / 10);
  const order = times.map((_, i) => i);
  for (let i = 1; i < times.length; i++)
    if (times[i] < times[i - 1]) {
      order.sort((a, b) => times[a] - times[b] || a - b);
      break;
    }
  s.times = Float64Array.from(order, (i) => times[i]);
  s.users = Int32Array.from(order, (i) => s.u[i]);
  s.texts = order.map((i) => s.x[i]); // cleaned when they are shown
  s.names = s.names.map(clean);
  s.gifts = s.gifts.map(([t, user, amount, currency, text]) =>
    ({ sec: t / 10, name: s.names[user], amount, currency, text: clean(text) }));
  s.gifts.sort((a, b) => a.sec - b.sec);
  s.ts = finest(s.ts);
  s.gaps.push(...s.ts.filter((b) => b[4]).map((b) => [b[0], b[0] + b[1]]));
  if (s.peaks.some((p) => p.by === "scan")) s.peaks = s.peaks.filter((p) => p.by === "scan");
  s.peaks.sort((a, b) => (a.rank ?? 1e9) - (b.rank ?? 1e9) || (b.score ?? b.value ?? 0) - (a.score ?? a.value ?? 0));
  s.peaks = s.peaks.slice(0, MOST_PEAKS);
  s.end = Math.max(60, s.times.at(-1) ?? 0, s.gifts.at(-1)?.sec ?? 0,
    ...s.ts.slice(-1).map((b) => b[0] + b[1]), ...s.peaks.map((p) => p.end));
  s.perSecond = new Float32Array(Math.ceil(s.end) + 1);
  for (const t of s.times) s.perSecond[Math.floor(t)]++;
  if (!s.times.length)
    for (const [sec, width, chats] of s.ts)
      for (let i = 0; i < width; i++) s.perSecond[sec + i] += chats / width;
}

// The finest of several widths.
function finest(buckets) {
  const least = buckets.reduce((w, b) => Math.min(w, b[1]), Infinity);
  return buckets.filter((b) => b[1] === least).sort((a, b) => a[0] - b[0]);
}

// The first chat at or after a second.
function chatAt(sec) {
  let low = 0, high = stream.times.length;
  while (low < high) {
    const middle = low + high >> 1;
    if (stream.times[middle] < sec) low = middle + 1;
    else high = middle;
  }
  return low;
}

function peopleWithin(from, to) {
  const people = new Set();
  for (let i = chatAt(from); i < stream.times.length && stream.times[i] < to; i++)
    people.add(stream.users[i]);
  if (people.size || stream.times.length) return people.size;
  return stream.ts.find((b) => b[0] <= from && from < b[0] + b[1])?.[3] ?? -1;
}

function chatsWithin(from, to) {
  let n = 0;
  for (let s = Math.max(0, Math.floor(from)); s < Math.min(stream.perSecond.length, to); s++)
    n += stream.perSecond[s];
  return Math.round(n);
}

// What was said most, each once.
function samplesOf(peak) {
  const said = new Map();
  for (let i = chatAt(peak.start); i < stream.times.length && stream.times[i] <= peak.end; i++) {
    const text = stream.texts[i].trim(), key = text.toLowerCase().replace(/(.)\1{2,}/gu, "$1$1");
    if (!text) continue;
    const known = said.get(key);
    if (known) known.n++;
    else said.set(key, { text, n: 1 });
  }
  return [...said.values()].sort((a, b) => b.n - a.n).slice(0, SAMPLES)
    .map(({ text, n }) => ({ text: clean(text), n }));
}

function topicAt(sec) {
  return stream.topics.find(([from, to]) => from <= sec && sec < to)?.[2] ?? [];
}

// Where the replay is at a second; null when nobody knows.
function replayAt(sec) {
  const at = Math.max(0, Math.floor(sec + (data.offset ?? 0)));
  const number = /^vod_([\w-]+)$/.exec(stream.id)?.[1];
  let base = data.replay;
  if (!base && number)
    base = { chzzk: `https://chzzk.naver.com/video/${number}`,
      twitch: `https://www.twitch.tv/videos/${number}`,
      youtube: `https://www.youtube.com/watch?v=${number}` }[stream.platform];
  if (!base) return null;
  const url = new URL(base);
  if (!/^https?:$/.test(url.protocol)) return null;
  url.searchParams.set(/chzzk|naver/.test(url.hostname) ? "currentTime" : "t",
    /youtu|twitch/.test(url.hostname) ? `${at}s` : at);
  return url.href;
}

// ---- timeline ----

const x = (sec) => (sec - view.from) / (view.to - view.from) * canvas.clientWidth;
const secAt = (pixel) => view.from + pixel / canvas.clientWidth * (view.to - view.from);
const TOP = 22, BOTTOM = 22; // room for numbers, in pixels

function columns(width) {
  const sums = new Float64Array(width), step = (view.to - view.from) / width;
  for (let i = 0; i < width; i++) {
    const from = view.from + i * step;
    if (step < 1) {
      sums[i] = stream.perSecond[Math.floor(from)] ?? 0;
      continue;
    }
    let n = 0;
    for (let s = Math.ceil(from); s < from + step; s++) n += stream.perSecond[s] ?? 0;
    sums[i] = n / Math.max(1, step);
  }
  return sums.map((n) => n * 60); // a minute
}

function drawAxis(paint, width, height) {
  const steps = [10, 30, 60, 300, 600, 1800, 3600, 7200, 21600];
  const step = steps.find((s) => s * width / (view.to - view.from) > 80) ?? 43200;
  paint.fillStyle = color("dim");
  paint.strokeStyle = color("line");
  paint.textAlign = "center";
  for (let sec = Math.ceil(view.from / step) * step; sec <= view.to; sec += step) {
    paint.fillText(clock(sec), Math.min(width - 28, Math.max(28, x(sec))), height - 6);
    paint.beginPath();
    paint.moveTo(x(sec), TOP);
    paint.lineTo(x(sec), height - BOTTOM);
    paint.stroke();
  }
}

function drawMarks(paint, height) {
  paint.textAlign = "center";
  stream.peaks.forEach((peak, i) => {
    const at = x(peak.at ?? peak.start);
    paint.globalAlpha = i === chosen ? 0.3 : 0.12;
    paint.fillStyle = color("mark");
    paint.fillRect(x(peak.start), TOP, Math.max(2, x(peak.end) - x(peak.start)), height - TOP - BOTTOM);
    paint.globalAlpha = 1;
    if (i < 20 || i === chosen) paint.fillText(String(i + 1), at, 14);
  });
  paint.fillStyle = color("gift");
  for (const gift of stream.gifts) paint.fillRect(x(gift.sec) - 1, height - BOTTOM - 7, 2, 7);
  paint.fillStyle = color("hit");
  for (const i of hits) paint.fillRect(x(stream.times[i]), TOP, 1, 9);
}

function drawGaps(paint, height) {
  paint.fillStyle = color("gap");
  for (const [from, to] of stream.gaps)
    paint.fillRect(x(from), TOP, Math.max(1, x(to) - x(from)), height - TOP - BOTTOM);
}

function draw() {
  const width = canvas.clientWidth, height = canvas.clientHeight, paint = blank(canvas);
  paint.font = "11px system-ui, sans-serif";
  drawAxis(paint, width, height);
  drawGaps(paint, height);
  const bars = columns(width), most = Math.max(1, ...bars), room = height - TOP - BOTTOM - 8;
  paint.fillStyle = color("bars");
  paint.beginPath();
  paint.moveTo(0, height - BOTTOM);
  bars.forEach((n, i) => paint.lineTo(i + 0.5, height - BOTTOM - n / most * room));
  paint.lineTo(width, height - BOTTOM);
  paint.fill();
  paint.textAlign = "left";
  paint.fillStyle = color("dim");
  paint.fillText(`${count(Math.round(most))} ${words().perMinute}`, 6, TOP + 12);
  drawMarks(paint, height);
  paint.fillStyle = color("dim");
  if (hover >= 0) paint.fillRect(hover, TOP, 1, height - TOP - BOTTOM);
  $("span").textContent = `${clock(view.from)} – ${clock(view.to)}`;
}

let scheduled = false;
function redraw() {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    draw();
  });
}

function show(from, to) {
  const length = Math.min(stream.end, Math.max(10, to - from));
  view.from = Math.min(stream.end - length, Math.max(0, from));
  view.to = view.from + length;
  redraw();
}

function zoom(factor, around = (view.from + view.to) / 2) {
  show(around - (around - view.from) * factor, around + (view.to - around) * factor);
}

function move(share) {
  const by = (view.to - view.from) * share;
  show(view.from + by, view.to + by);
}

// Brings a second into view without changing how much is seen.
function reveal(sec) {
  const length = Math.min(view.to - view.from, 900);
  show(sec - length / 2, sec + length / 2);
}

function tell(pixel) {
  const step = Math.max(10, (view.to - view.from) / canvas.clientWidth * 4);
  const sec = secAt(pixel), from = Math.max(0, sec - step / 2), to = from + step;
  const tip = $("tip"), people = peopleWithin(from, to);
  const lines = [clock(sec), words().chats(count(chatsWithin(from, to))) +
    ` / ${Math.round(step)}s` + (people >= 0 ? ` · ${words().people(count(people))}` : "")];
  const topic = topicAt(sec);
  if (topic.length) lines.push(clean(topic.slice(0, 5).join(" ")));
  if (stream.gaps.some(([a, b]) => a <= sec && sec < b)) lines.push(words().gap);
  tip.replaceChildren(...lines.map((line) => element("div", "", line)));
  tip.hidden = false;
  tip.style.left = `${Math.min(pixel + 12, canvas.clientWidth - tip.offsetWidth - 4)}px`;
}

// ---- lists ----

function reasonsOf(peak) {
  const w = words(), reasons = [w[peak.by]].filter(Boolean);
  if (peak.multiple) reasons.push(w.multiple(peak.multiple.toFixed(1)));
  if (peak.chats ?? peak.value) reasons.push(w.chats(count(peak.chats ?? peak.value)));
  if (peak.people) reasons.push(w.people(count(peak.people)));
  if (peak.loudest > 0.2) reasons.push(w.loudest(Math.round(peak.loudest * 100)));
  if (peak.gifts) reasons.push(w.given(count(peak.gifts)));
  return reasons.join(" · ");
}

function copyButton(sec) {
  const button = element("button", "copy", words().copy);
  button.addEventListener("click", async (event) => {
    event.stopPropagation();
    await navigator.clipboard?.writeText(clock(sec)).catch(() => {});
    button.textContent = `${clock(sec)} ${words().copied}`;
  });
  return button;
}

function peakRow(peak, i) {
  const row = element("li"), does = element("div", "does");
  const clip = peak.clip ?? peak.start, address = replayAt(clip);
  row.append(element("span", "rank", String(i + 1)),
    element("span", "time", `${clock(peak.start)} – ${clock(peak.end)}`),
    element("bdi", "words", clean(topicAt(peak.at ?? peak.start).slice(0, 5).join(" "))),
    element("div", "dim", reasonsOf(peak)));
  if (peak.suspect) row.append(element("div", "dim suspect", words()[peak.suspect] ?? peak.suspect));
  for (const { text, n } of samplesOf(peak))
    row.append(element("div", "said", n > 1 ? `${text} ×${n}` : text));
  if (address) {
    const link = element("a", "button", words().watch);
    link.href = address;
    link.target = "_blank";
    link.rel = "noreferrer";
    does.append(link);
  }
  does.append(copyButton(clip));
  row.append(does);
  row.addEventListener("click", () => choose(i));
  return row;
}

function choose(i) {
  if (!stream.peaks.length) return;
  chosen = (i + stream.peaks.length) % stream.peaks.length;
  const peak = stream.peaks[chosen];
  [...$("peaks").children].forEach((row, n) => row.classList.toggle("chosen", n === chosen));
  $("peaks").children[chosen].scrollIntoView({ block: "nearest" });
  const around = Math.max(120, (peak.end - peak.start) * 2);
  show(peak.start - around, peak.end + around);
}

function line(sec, ...parts) {
  const row = element("li");
  row.append(element("span", "time", clock(sec)), ...parts);
  row.addEventListener("click", () => reveal(sec));
  return row;
}

// A text with what was searched for marked in it.
function marked(text, wanted) {
  const said = element("bdi"), lower = text.toLowerCase(), at = lower.indexOf(wanted);
  const end = at + wanted.length;
  if (at < 0 || lower.length !== text.length) said.append(text);
  else said.append(text.slice(0, at), element("mark", "", text.slice(at, end)), text.slice(end));
  return said;
}

function search(text) {
  const wanted = text.trim().toLowerCase();
  const byInitials = wanted && [...wanted].every((c) => INITIALS.includes(c) || c === " ");
  hits = [];
  if (wanted) {
    if (byInitials) stream.initials ??= stream.texts.map(initialsOf);
    stream.lower ??= stream.texts.map((t) => t.toLowerCase());
    const texts = byInitials ? stream.initials : stream.lower;
    const names = new Set();
    stream.names.forEach((name, i) => {
      if ((byInitials ? initialsOf(name) : name.toLowerCase()).includes(wanted)) names.add(i);
    });
    texts.forEach((t, i) => {
      if (t.includes(wanted) || names.has(stream.users[i])) hits.push(i);
    });
  }
  const shown = hits.slice(0, MOST_HITS);
  $("found").textContent = wanted ? words().found(hits.length, shown.length) : "";
  $("hits").replaceChildren(...shown.map((i) => line(stream.times[i],
    element("bdi", "name", stream.names[stream.users[i]] ?? words().anonymous),
    marked(clean(stream.texts[i]), wanted))));
  redraw();
}

function fillGifts() {
  const gifts = [...stream.gifts].sort((a, b) => b.amount - a.amount).slice(0, MOST_GIFTS);
  $("gifts-title").textContent = `${words().gifts} ${count(stream.gifts.length)}`;
  $("gifts").replaceChildren(...gifts.map((g) => line(g.sec,
    element("span", "amount", money(g.amount, g.currency)),
    element("bdi", "name", g.name ?? words().anonymous), element("bdi", "", g.text))));
}

function fill() {
  const w = words(), opened = stream.opened && new Date(stream.opened).toLocaleString(lang);
  const title = clean(data.title ?? stream.title ?? stream.channel ?? "") || w.untitled;
  document.title = title;
  root.lang = lang;
  $("title").textContent = title;
  const chats = chatsWithin(0, stream.end + 1);
  $("about").textContent = [clean(stream.channel), opened, clock(stream.end), w.chats(count(chats)),
    stream.names.length && w.people(count(stream.names.length))].filter(Boolean).join(" · ");
  $("peaks-title").textContent = `${w.peaks} ${stream.peaks.length}`;
  $("query").placeholder = w.search;
  $("keys").textContent = w.keys;
  $("lang").textContent = w.other;
  $("home").textContent = w.home;
  $("theme").textContent = root.classList.contains("dark") ? w.light : w.dark;
  $("peaks").replaceChildren(...stream.peaks.map(peakRow));
  fillGifts();
  search($("query").value);
}

function open(s) {
  stream = s;
  if (!s.times) prepare(s);
  view = { from: 0, to: s.end };
  hits = [];
  chosen = -1;
  fill();
}

// ---- keys and pointers ----

const KEYS = {
  "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2), 0: () => show(0, stream.end),
  ArrowLeft: () => move(-0.2), ArrowRight: () => move(0.2),
  j: () => choose(chosen + 1), k: () => choose(chosen < 0 ? -1 : chosen - 1),
  "/": () => $("query").focus(), l: () => $("lang").click(), d: () => $("theme").click(),
};

listenTo(KEYS, () => {}); // what is searched for stays

let dragged = null;
canvas.addEventListener("pointerdown", (event) => {
  dragged = { pixel: event.offsetX, from: view.from, to: view.to, moved: false };
  canvas.setPointerCapture(event.pointerId);
});
canvas.addEventListener("pointermove", (event) => {
  hover = event.offsetX;
  if (dragged) {
    const by = (dragged.pixel - event.offsetX) / canvas.clientWidth * (dragged.to - dragged.from);
    dragged.moved ||= Math.abs(dragged.pixel - event.offsetX) > 3;
    show(dragged.from + by, dragged.to + by);
  }
  tell(hover);
  redraw();
});
canvas.addEventListener("pointerup", () => {
  const sec = secAt(hover), moved = dragged?.moved;
  dragged = null;
  const i = stream.peaks.findIndex((p) => p.start <= sec && sec <= p.end);
  if (!moved && i >= 0) choose(i);
});
canvas.addEventListener("pointerleave", () => {
  hover = -1;
  $("tip").hidden = true;
  redraw();
});
canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) move(event.deltaX / 1000);
  else zoom(event.deltaY > 0 ? 1.25 : 0.8, secAt(event.offsetX));
}, { passive: false });
canvas.addEventListener("dblclick", () => show(0, stream.end));
addEventListener("resize", redraw);

$("search").addEventListener("submit", (event) => event.preventDefault());
$("query").addEventListener("input", () => search($("query").value));
$("lang").addEventListener("click", () => {
  lang = lang === "ko" ? "en" : "ko";
  fill();
});
$("theme").addEventListener("click", () => {
  root.classList.toggle("dark");
  fill();
});
$("streams").addEventListener("change", () => open(data.streams[$("streams").selectedIndex]));

async function start() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  root.classList.toggle("dark", dark.matches);
  data = await unpack($("data").textContent);
  $("data").remove();
  lang = WORDS[data.lang] ? data.lang : "ko";
  $("streams").hidden = data.streams.length < 2;
  $("streams").append(...data.streams.map((s) => element("option", "",
    clean([s.channel, s.title].filter(Boolean).join(" · ") || s.id))));
  if (data.home) Object.assign($("home"), { href: data.home, hidden: false });
  if (data.streams.length) open(data.streams[0]);
  root.dataset.ready = Math.round(performance.now());
}

start();
