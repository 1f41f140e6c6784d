// Audiences as a map: discs by their users, lines where they share many.

const WORDS = {
  ko: {
    title: "시청자 지도", search: "채널 찾기: 이름, 초성 (/)", groups: "묶음", alone: "묶이지 않음",
    channels: (n) => `채널 ${n}`, users: (n) => `${n}명`, shares: (n) => `함께 보는 채널 ${n}`,
    group: (name, n) => n > 1 ? `${name} 외 ${n - 1}` : name, dark: "어둡게", light: "밝게", other: "English",
    keys: "휠·+/- 확대, 끌기·화살표 이동, 눌러서 고르기, / 찾기, 0 처음으로",
  },
  en: {
    title: "Map of audiences", search: "Search channels: name, Korean initials (/)", groups: "Groups", alone: "in no group",
    channels: (n) => `${n} channels`, users: (n) => `${n} users`, shares: (n) => `shares viewers with ${n}`,
    group: (name, n) => n > 1 ? `${name} and ${n - 1} more` : name, dark: "Dark", light: "Light", other: "한국어",
    keys: "wheel or +/- zoom, drag or arrows move, click a channel, / search, 0 all",
  },
};
const HUES = [221, 28, 150, 330, 265, 185, 50, 0, 95, 300];
const MOST_NAMES = 120, MOST_HITS = 30, MOST_NEIGHBOURS = 100, MOST_GROUPS = HUES.length;
const LINE_STEPS = 6;
const FILLED = 0.13; // of the picture, by all discs together

const canvas = $("chart");
let data, nodes, links, groups, home, view, chosen = null, group = null, hover = null;

function colorOf(node, alpha = 1) {
  const dark = root.classList.contains("dark");
  if (node.group < 0 || node.group >= HUES.length) return `rgba(140, 142, 158, ${alpha})`;
  return `hsla(${HUES[node.group]}, 65%, ${dark ? 62 : 52}%, ${alpha})`;
}

// Discs in units of the layout, and what the whole of it covers.
function prepare() {
  nodes = data.nodes.map(([name, users, group, x, y], i) =>
    ({ i, name: clean(name), users, group, x, y, near: new Map() }));
  links = data.links;
  for (const [a, b, share] of links) {
    nodes[a].near.set(b, share);
    nodes[b].near.set(a, share);
  }
  const xs = nodes.map((n) => n.x), ys = nodes.map((n) => n.y);
  home = { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
  const area = Math.max(1e-6, (home.right - home.left) * (home.bottom - home.top));
  const users = nodes.reduce((sum, n) => sum + Math.max(1, n.users), 0);
  for (const n of nodes) n.r = Math.sqrt(FILLED * area * Math.max(1, n.users) / users / Math.PI);
  groups = [];
  for (const n of nodes)
    if (n.group >= 0) (groups[n.group] ??= []).push(n);
}

// ---- the picture ----

const X = (x) => (x - view.x) * view.scale + canvas.clientWidth / 2;
const Y = (y) => (y - view.y) * view.scale + canvas.clientHeight / 2;
const isLit = (n) => (group === null || n.group === group) &&
  (chosen === null || n === chosen || chosen.near.has(n.i));

// Lines of one colour and about one strength are one path: strokes are slow.
function drawLinks(paint) {
  const strongest = links[0]?.[2] || 1, paths = new Map();
  const some = chosen ? [...chosen.near].map(([other, share]) => [chosen.i, other, share]) : links.slice(0, data.drawn);
  for (const [a, b, share] of some) {
    const from = nodes[a], to = nodes[b], step = Math.ceil(LINE_STEPS * Math.sqrt(Math.min(1, share / strongest)));
    if (group !== null && (from.group !== group || to.group !== group)) continue;
    const key = step + LINE_STEPS * 2 * (from.group === to.group ? from.group + 1 : 0);
    if (!paths.has(key)) paths.set(key, { from, same: from.group === to.group, strength: step / LINE_STEPS, path: new Path2D() });
    const { path } = paths.get(key);
    path.moveTo(X(from.x), Y(from.y));
    path.lineTo(X(to.x), Y(to.y));
  }
  for (const { from, same, strength, path } of paths.values()) {
    paint.strokeStyle = same ? colorOf(from, 0.12 + 0.4 * strength) : `rgba(140, 142, 158, ${0.1 + 0.3 * strength})`;
    paint.lineWidth = 0.5 + 3 * strength;
    paint.stroke(path);
  }
}

function drawDiscs(paint) {
  for (const n of nodes) {
    paint.fillStyle = colorOf(n, isLit(n) ? 0.95 : 0.12);
    paint.beginPath();
    paint.arc(X(n.x), Y(n.y), Math.max(1.5, n.r * view.scale), 0, 7);
    paint.fill();
    if (n !== chosen && n !== hover) continue;
    paint.strokeStyle = color("text");
    paint.lineWidth = 2;
    paint.stroke();
  }
}

// Of a name in letters of 10 pixels.
function widthOf(paint, n) {
  if (n.width === undefined) {
    paint.font = "600 10px system-ui, sans-serif";
    n.width = paint.measureText(n.name).width;
  }
  return n.width;
}

// Names where there is room, the largest audiences first.
function drawNames(paint) {
  const taken = [], width = canvas.clientWidth, height = canvas.clientHeight;
  const first = [hover, chosen].filter(Boolean);
  const back = color("card"), front = color("text");
  paint.textAlign = "center";
  paint.lineJoin = "round";
  paint.lineWidth = 3;
  for (const n of [...first, ...nodes]) {
    const size = Math.min(20, Math.max(11, n.r * view.scale * 0.5)), x = X(n.x);
    const y = Y(n.y) + Math.max(1.5, n.r * view.scale) + size;
    if (!isLit(n) && !first.includes(n) || x < -100 || x > width + 100 || y < 0 || y > height + 20) continue;
    const half = widthOf(paint, n) * size / 20 + 3;
    const box = [x - half, y - size, x + half, y + 4];
    if (taken.some((t) => box[0] < t[2] && t[0] < box[2] && box[1] < t[3] && t[1] < box[3])) continue;
    taken.push(box);
    paint.font = `${n === chosen ? 700 : 500} ${size.toFixed()}px system-ui, sans-serif`;
    paint.strokeStyle = back;
    paint.strokeText(n.name, x, y);
    paint.fillStyle = front;
    paint.fillText(n.name, x, y);
    if (taken.length > MOST_NAMES) break;
  }
}

function draw() {
  const from = performance.now(), paint = blank(canvas);
  drawLinks(paint);
  drawDiscs(paint);
  drawNames(paint);
  keep(performance.now() - from);
}

// A picture that took longer than a frame has is kept, to be moved as it is
// while the map is moved; it is drawn anew when it rests.
const FRAME_MS = 10, REST_MS = 120;
let picture = null, rest = 0;

function keep(ms) {
  clearTimeout(rest);
  if (ms < FRAME_MS) {
    picture = null;
    return;
  }
  picture ??= { image: document.createElement("canvas") };
  Object.assign(picture.image, { width: canvas.width, height: canvas.height });
  picture.image.getContext("2d").drawImage(canvas, 0, 0);
  picture.view = { ...view };
}

function drawMoved() {
  const paint = blank(canvas), width = canvas.clientWidth, height = canvas.clientHeight;
  const larger = view.scale / picture.view.scale;
  paint.drawImage(picture.image,
    (picture.view.x - view.x) * view.scale + width / 2 * (1 - larger),
    (picture.view.y - view.y) * view.scale + height / 2 * (1 - larger), width * larger, height * larger);
  clearTimeout(rest);
  rest = setTimeout(redraw, REST_MS);
}

let scheduled = 0, whole = false;
function redraw(moved = false) {
  whole ||= moved !== true;
  scheduled ||= requestAnimationFrame(() => {
    if (whole || !picture) draw();
    else drawMoved();
    scheduled = 0;
    whole = false;
  });
}

function showAll() {
  const width = Math.max(1e-6, home.right - home.left), height = Math.max(1e-6, home.bottom - home.top);
  view = { x: (home.left + home.right) / 2, y: (home.top + home.bottom) / 2,
    scale: 0.86 * Math.min(canvas.clientWidth / width, canvas.clientHeight / height) };
  view.least = view.scale / 2;
  redraw();
}

function zoom(factor, at = { x: canvas.clientWidth / 2, y: canvas.clientHeight / 2 }) {
  const scale = Math.min(view.least * 200, Math.max(view.least, view.scale * factor));
  const left = at.x - canvas.clientWidth / 2, top = at.y - canvas.clientHeight / 2;
  view.x += left / view.scale - left / scale;
  view.y += top / view.scale - top / scale;
  view.scale = scale;
  redraw(true);
}

function move(x, y) {
  view.x += x / view.scale;
  view.y += y / view.scale;
  redraw(true);
}

// The disc at a place, the smallest where several are.
function nodeAt(x, y) {
  for (let i = nodes.length - 1; i >= 0; i--) {
    const n = nodes[i];
    if (Math.hypot(X(n.x) - x, Y(n.y) - y) <= Math.max(5, n.r * view.scale)) return n;
  }
  return null;
}

// ---- lists ----

function row(n, ...more) {
  const made = element("li"), dot = element("span", "dot");
  dot.style.background = colorOf(n);
  made.append(dot, element("bdi", "", n.name), ...more);
  made.addEventListener("click", () => choose(n, true));
  return made;
}

const dim = (text) => element("span", "dim", ` ${text}`);

function choose(n, reveals) {
  chosen = n;
  $("chosen").replaceChildren();
  if (n) {
    const near = [...n.near].sort((a, b) => b[1] - a[1]), list = element("ol");
    list.id = "neighbours";
    list.append(...near.slice(0, MOST_NEIGHBOURS).map(([other, share]) =>
      row(nodes[other], dim(`${(100 * share).toFixed(1)}%`))));
    $("chosen").append(element("h2", "", n.name),
      element("p", "dim", [n.users && words().users(count(n.users)), words().shares(count(near.length))]
        .filter(Boolean).join(" · ")), list);
  }
  if (n && reveals) Object.assign(view, { x: n.x, y: n.y, scale: Math.max(view.scale, view.least * 6) });
  redraw();
}

function search(text) {
  const wanted = text.trim().toLowerCase();
  const byInitials = wanted && [...wanted].every((c) => INITIALS.includes(c));
  const found = wanted ? nodes.filter((n) =>
    (byInitials ? initialsOf(n.name) : n.name.toLowerCase()).includes(wanted)) : [];
  $("hits").replaceChildren(...found.slice(0, MOST_HITS).map((n) => row(n, dim(n.users ? words().users(count(n.users)) : ""))));
}

function fillGroups() {
  $("groups-title").textContent = groups.length ? `${words().groups} ${groups.length}` : "";
  $("groups").replaceChildren(...groups.slice(0, MOST_GROUPS).flatMap((members, i) => {
    if (!members) return [];
    const made = element("li", i === group ? "chosen" : ""), dot = element("span", "dot");
    dot.style.background = colorOf(members[0]);
    made.append(dot, element("bdi", "", words().group(members[0].name, members.length)));
    made.addEventListener("click", () => {
      group = group === i ? null : i;
      fillGroups();
      redraw();
    });
    return [made];
  }));
}

function fill() {
  const w = words(), title = clean(data.title ?? "") || w.title;
  root.lang = lang;
  document.title = title;
  $("title").textContent = title;
  $("about").textContent = [w.channels(count(nodes.length)), groups.length && `${w.groups} ${groups.length}`].filter(Boolean).join(" · ");
  $("query").placeholder = w.search;
  $("keys").textContent = w.keys;
  $("lang").textContent = w.other;
  $("theme").textContent = root.classList.contains("dark") ? w.light : w.dark;
  fillGroups();
  search($("query").value);
  choose(chosen);
}

// ---- keys and pointers ----

const STEP = 80;
const KEYS = {
  "+": () => zoom(1.5), "=": () => zoom(1.5), "-": () => zoom(1 / 1.5), 0: showAll,
  ArrowLeft: () => move(-STEP, 0), ArrowRight: () => move(STEP, 0), ArrowUp: () => move(0, -STEP), ArrowDown: () => move(0, STEP),
  "/": () => $("query").focus(), l: () => $("lang").click(), d: () => $("theme").click(),
};

listenTo(KEYS, () => choose(null));

let dragged = null;
canvas.addEventListener("pointerdown", (event) => {
  dragged = { x: event.offsetX, y: event.offsetY, far: false };
  canvas.setPointerCapture(event.pointerId);
});
canvas.addEventListener("pointermove", (event) => {
  if (dragged) {
    const x = dragged.x - event.offsetX, y = dragged.y - event.offsetY;
    if (!dragged.far && Math.hypot(x, y) < 4) return;
    move(x, y);
    dragged = { x: event.offsetX, y: event.offsetY, far: true };
    return;
  }
  const at = nodeAt(event.offsetX, event.offsetY);
  canvas.style.cursor = at ? "pointer" : "grab";
  if (at === hover) return;
  hover = at;
  redraw();
});
canvas.addEventListener("pointerup", (event) => {
  if (dragged && !dragged.far) choose(nodeAt(event.offsetX, event.offsetY));
  dragged = null;
});
canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(event.deltaY > 0 ? 0.8 : 1.25, { x: event.offsetX, y: event.offsetY });
}, { passive: false });
addEventListener("resize", redraw);

$("search").addEventListener("submit", (event) => {
  event.preventDefault();
  $("hits").firstElementChild?.click();
});
$("query").addEventListener("input", () => search($("query").value));
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
  prepare();
  showAll();
  fill();
  root.dataset.ready = Math.round(performance.now());
}

start();
