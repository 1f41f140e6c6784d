// The pages of chz-overlay in a real Chromium: prints TAP, and leaves pictures
// of what it saw in the directory that it is given.
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { chromium } = require("playwright-core");
const { ok, is, done } = require("./tap.js");

const pictures = process.argv[2];
// What every picture on other hosts is here.
const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32">
<circle cx="16" cy="16" r="15" fill="#fc3"/><circle cx="11" cy="12" r="2"/>
<circle cx="21" cy="12" r="2"/><path d="M8 19q8 9 16 0" fill="none" stroke="#000"/></svg>`;

// ---- the server, and what it is fed ----

class Overlay {
  static async start(...options) {
    const o = new Overlay();
    o.child = spawn("chz-overlay", ["-l", "0", "--stay", ...options],
      { stdio: ["pipe", "ignore", "pipe"] });
    o.said = "";
    o.child.stderr.on("data", (text) => { o.said += text; });
    o.gone = new Promise((resolve) => o.child.on("exit", resolve));
    await until(() => /http:\S+control/.test(o.said), "a server");
    o.url = o.said.match(/http:\/\/[^/]+/)[0];
    return o;
  }

  say(...records) {
    for (const record of records)
      this.child.stdin.write(JSON.stringify(record) + "\n");
  }

  post(what) {
    return fetch(`${this.url}/api/${what}`, { method: "POST" });
  }

  async stop() {
    this.child.kill();
    await this.gone;
  }
}

// Waits for what a function says; a test that waits in vain fails.
async function until(what, name) {
  const end = Date.now() + 20000;
  for (;;) {
    const value = await what();
    if (value) return value;
    if (Date.now() > end) throw new Error(`no ${name} in 20 s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

let number = 0;
const chat = (user, text, more = {}) => ({
  type: "chat", platform: "chzzk", message_id: `${user}:${++number}:0`,
  user_id: `id-${user}`, user, text, role: "viewer", ...more });
const donation = (user, text, amount, more = {}) => ({
  ...chat(user, text), type: "donation", amount, currency: "KRW", ...more });
const reply = (text, more = {}) => ({
  type: "reply", reply_id: `r${++number}`, text, ...more });

// ---- the browser ----

let browser;
const asked = new Set(); // what pages asked for elsewhere
const errors = [];

async function openPage(overlay, query, size = { width: 900, height: 600 }) {
  const context = await browser.newContext({ viewport: size, locale: "ko-KR" });
  const page = await context.newPage();
  page.on("pageerror", (e) => errors.push(String(e)));
  page.on("dialog", (d) => { errors.push(`dialog ${d.message()}`); d.dismiss(); });
  await page.addInitScript(() => {
    const Real = WebSocket;
    window.sockets = [];
    window.WebSocket = class extends Real {
      constructor(...args) {
        super(...args);
        window.sockets.push(this);
        this.addEventListener("message", () => { this.greeted = true; });
      }
    };
  });
  await page.route((url) => url.origin !== overlay.url, (route) => {
    asked.add(route.request().url());
    if (route.request().url().includes("missing")) return route.abort();
    return route.fulfill({ contentType: "image/svg+xml", body: PICTURE });
  });
  await page.goto(overlay.url + query);
  // Only what comes after the server's greeting is news to the page.
  await page.waitForFunction(() => !document.documentElement.matches(".away") &&
    window.sockets.some((s) => s.greeted));
  return page;
}

const close = (page) => page.context().close();
const texts = (page, what) => page.$$eval(what, (all) =>
  all.map((e) => e.textContent));
const shows = (page, what, n) =>
  until(async () => (await page.$$(what)).length === n, `${n} of ${what}`);
const look = async (page, name) => {
  await page.waitForTimeout(450); // for what comes in, to look at
  await page.screenshot({ path: path.join(pictures, `${name}.png`), omitBackground: true });
};

// ---- what is shown ----

const EMOTES = {
  "{:cheese:}": "https://ssl.pstatic.net/cheese.png",
  "{:gone:}": "https://ssl.pstatic.net/missing.png",
  "{:evil:}": "https://evil.example/track.png",
  "{:plain:}": "http://ssl.pstatic.net/plain.png",
};

function sayHello(overlay) {
  overlay.say(
    chat("구름빵", "안녕하세요! 오늘 방송 기다렸어요 ㅎㅎ"),
    chat("하늘다람쥐", "와 드디어 켰다 {:cheese:}{:cheese:}", { emotes: EMOTES }),
    chat("방장", "다들 어서 와요~", { role: "streamer" }),
    chat("초록매니저", "도배는 삼가 주세요", { role: "manager" }),
    donation("치즈냥", "첫 후원이에요!", 1000),
    donation("우유식빵", "오늘도 재미있게 볼게요 🧀", 30000),
    { ...chat("보라돌이", "벌써 1년이네요"), type: "subscription", months: 12 },
    chat("LongName_english", "Hello from far away, what game is it today?"),
    chat("이모티콘", "{:cheese:}", { emotes: EMOTES }));
  overlay.say(reply("구름빵님 안녕하세요! 오늘도 와 주셔서 고마워요.",
    { emotion: "happy", to: ["구름빵:1:0"] }),
  reply("우유식빵님 후원 감사합니다! 오늘은 던전 끝까지 가 볼게요."));
}

async function testLayouts(overlay) {
  sayHello(overlay);
  const two = await openPage(overlay, "/");
  await shows(two, ".chats .message", 9);
  await shows(two, ".replies .reply", 2);
  is((await texts(two, ".chats .name")).slice(0, 2), ["구름빵", "하늘다람쥐"],
    "two columns: chat in order");
  is(await texts(two, ".replies .previous"),
    ["구름빵님 안녕하세요! 오늘도 와 주셔서 고마워요."],
    "... an earlier reply steps back");
  is(await texts(two, ".done .name"), ["구름빵"], "... who was answered is marked");
  is(await texts(two, ".role"), ["스트리머", "매니저"], "... roles have their marks");
  is(await two.$eval("body", (b) => getComputedStyle(b).backgroundColor),
    "rgba(0, 0, 0, 0)", "... nothing behind it");
  await look(two, "two");
  await close(two);

  const one = await openPage(overlay, "/?layout=one", { width: 420, height: 760 });
  await shows(one, ".all .message", 11);
  ok(true, "one column: all in order");
  await look(one, "one");
  await close(one);

  const replies = await openPage(overlay, "/?layout=replies", { width: 600, height: 300 });
  await shows(replies, ".message", 2);
  is(await texts(replies, ".chat"), [], "replies only: no chat");
  await look(replies, "replies");
  await close(replies);

  for (const theme of ["outline", "compact", "light"]) {
    const page = await openPage(overlay, `/?layout=one&theme=${theme}`,
      { width: 420, height: 700 });
    await shows(page, ".all .message", 11);
    ok(true, `theme ${theme}`);
    await look(page, `theme-${theme}`);
    await close(page);
  }
}

async function testSubtitle(overlay) {
  const page = await openPage(overlay, "/?layout=subtitle", { width: 900, height: 200 });
  const said = reply("이제 보스 방으로 들어갑니다. 다들 준비됐나요?");
  overlay.say(said, { type: "speech", reply_id: said.reply_id, state: "start" });
  await shows(page, ".subtitle .reply", 1);
  is(await texts(page, ".subtitle .text"), [said.text], "subtitle: what is being spoken");
  await look(page, "subtitle");
  overlay.say({ type: "speech", reply_id: said.reply_id, state: "end" });
  await shows(page, ".subtitle .reply", 0);
  ok(true, "... and gone when it was");
  await close(page);
}

async function testAlerts(overlay) {
  const page = await openPage(overlay, "/?layout=alerts&seconds=5", { width: 800, height: 400 });
  overlay.say(donation("큰손", "보스 잡으면 더 쏩니다!", 100000), donation("다음", "저도요", 1000));
  await shows(page, ".alerts .donation", 1);
  is(await texts(page, ".alerts .tier-5 .amount"), ["100,000원"],
    "alerts: one at a time, as large as the gift");
  await look(page, "alerts");
  await page.waitForFunction(() => document.querySelector(".alerts .name")?.textContent === "다음");
  ok(true, "... then the next");
  await close(page);
  const later = await openPage(overlay, "/?layout=alerts");
  is(await texts(later, ".alerts .donation"), [], "... none again after a refresh");
  await close(later);
}

async function testGoal(overlay) {
  const page = await openPage(overlay, "/?layout=goal&goal=200000&title=새 마이크",
    { width: 500, height: 120 });
  await page.waitForFunction(() => /132,000원/.test(document.body.textContent));
  is(await texts(page, ".goal .title, .goal .count"), ["새 마이크", "132,000원 / 200,000원 · 66%"],
    "goal: what was given so far");
  await page.waitForTimeout(900);
  await look(page, "goal");
  await close(page);
}

async function testTicker(overlay) {
  const page = await openPage(overlay, "/?layout=ticker", { width: 900, height: 80 });
  overlay.say(chat("구름빵", "이 줄은 옆으로 흘러갑니다"), donation("치즈냥", "저도요!", 5000));
  await shows(page, ".ticker .message", 2);
  ok(true, "ticker: messages run through");
  await page.waitForTimeout(2500);
  await look(page, "ticker");
  await close(page);
}

async function testEmotes(overlay) {
  overlay.say(chat("E", "a{:cheese:}b{:evil:}c{:plain:}d{:gone:}e", { emotes: EMOTES }),
    chat("E", "{:cheese:} {:cheese:}", { emotes: EMOTES,
      badges: ["https://ssl.pstatic.net/badge.png", "https://evil.example/badge.png"] }));
  const page = await openPage(overlay, "/?layout=one");
  await page.waitForFunction(() => document.querySelectorAll(".message").length >= 2 &&
    !document.querySelector("img[src*=missing]"));
  const mixed = await page.$$eval(".message .text", (all) => {
    const text = all.find((e) => e.textContent.startsWith("a"));
    return [...text.childNodes].map((n) => n.nodeName === "IMG" ? `[${n.alt}]` : n.data).join("");
  });
  is(mixed, "a[{:cheese:}]b{:evil:}c{:plain:}d{:gone:}e",
    "emotes from listed hosts are pictures, others text");
  ok(await page.$(".only-emotes"), "... alone, they are larger");
  is(await page.$$eval(".badge", (all) => all.map((e) => e.src)),
    ["https://ssl.pstatic.net/badge.png"], "... badges too");
  is([...asked].filter((url) => !url.startsWith("https://ssl.pstatic.net/")), [],
    "nothing else is asked for outside");
  await look(page, "emotes");
  await close(page);
}

// ---- what becomes of it ----

async function testModeration(overlay) {
  const page = await openPage(overlay, "/?layout=one");
  const bad = chat("나쁜이", "지워질 말"), worse = chat("더나쁜이", "쫓겨날 말");
  overlay.say(bad, worse, chat("더나쁜이", "또 한 말"), chat("착한이", "남는 말"));
  await page.waitForFunction(() => document.body.textContent.includes("남는 말"));
  overlay.say({ type: "moderation", action: "blind", target_message_id: bad.message_id });
  await page.waitForFunction(() => !document.body.textContent.includes("지워질 말"));
  ok(true, "a deleted message vanishes");
  overlay.say({ type: "moderation", action: "kick", target_user_id: worse.user_id });
  await page.waitForFunction(() => !document.body.textContent.includes("말을"));
  await page.waitForFunction(() => !/쫓겨날 말|또 한 말/.test(document.body.textContent));
  ok(true, "... and all of someone who was sent away");
  await page.reload();
  await page.waitForFunction(() => document.body.textContent.includes("남는 말"));
  ok(!/지워질 말|쫓겨날 말|또 한 말/.test(await page.textContent("body")),
    "... nor does a refresh bring them back");
  await close(page);
}

async function testControl(overlay) {
  const page = await openPage(overlay, "/?layout=one");
  const control = await openPage(overlay, "/control", { width: 700, height: 800 });
  overlay.say(chat("방장", "방장의 말", { role: "streamer" }), chat("고정", "고정할 말"));
  await page.waitForFunction(() => document.body.textContent.includes("고정할 말"));
  const streamer = () => page.$$eval(".of-streamer", (all) =>
    all.filter((e) => e.offsetParent !== null).length);
  await control.click("[data-action=toggle_streamer]");
  await until(async () => await streamer() === 0, "hidden streamer");
  ok(true, "the streamer's chat is hidden");
  is((await (await fetch(`${overlay.url}/api/state`)).json()).ignore_streamer_chat, true,
    "... which scripts see");
  await overlay.post("toggle_streamer_chat");
  await until(async () => await streamer() > 0, "shown streamer");
  ok(true, "... and shown again by a script");

  await control.click(".row:has-text('고정할 말') .pin");
  await shows(page, ".pinned .message", 1);
  is(await texts(page, ".pinned .text"), ["고정할 말"], "a message is pinned");
  await look(page, "pinned");
  await look(control, "control");
  await control.keyboard.press("u");
  await page.waitForFunction(() => document.querySelector(".pinned").hidden);
  ok(true, "... and let go by a key");

  await control.click("[data-action=pause]");
  await page.waitForFunction(() => true);
  overlay.say({ type: "control", action: "pause" }, chat("나중", "기다리는 말"));
  await control.waitForSelector("text=기다리는 말");
  ok(!(await page.textContent("body")).includes("기다리는 말"), "paused: nothing comes");
  overlay.say({ type: "control", action: "resume" });
  await page.waitForFunction(() => document.body.textContent.includes("기다리는 말"));
  ok(true, "... until it goes on, by a record");

  await control.click(".row:has-text('기다리는 말') .hide");
  await page.waitForFunction(() => !document.body.textContent.includes("기다리는 말"));
  ok(true, "one message is hidden by hand");
  await control.keyboard.press("t");
  await page.waitForFunction(() => document.body.textContent.includes("오버레이 시험"));
  ok(true, "a test message");
  await overlay.post("clear");
  await shows(page, ".message", 0);
  await shows(control, ".row", 0);
  ok(true, "clear empties every page");
  is((await (await fetch(`${overlay.url}/api/state`)).json()).viewer_messages, [],
    "... and the state");
  await close(control);
  await close(page);
}

async function testReconnect(overlay) {
  const page = await openPage(overlay, "/?layout=one&max=500", { width: 500, height: 400 });
  for (let round = 0; round < 5; round++) {
    for (let i = 0; i < 10; i++) overlay.say(chat("끊김", `#${round * 10 + i}`));
    await page.evaluate(() => sockets.at(-1).close());
    overlay.say(chat("끊김", `#${round * 10}+`));
    await page.waitForFunction((n) => sockets.length > n && sockets.at(-1).readyState === 1,
      round + 1);
  }
  await page.waitForFunction(() => document.body.textContent.includes("#40+"));
  const wanted = [0, 1, 2, 3, 4].flatMap((r) => [
    ...Array.from({ length: 10 }, (_, i) => `#${r * 10 + i}`), `#${r * 10}+`]);
  is(await texts(page, ".message .text"), wanted, "cut five times: none twice, none missed");
  ok(await page.evaluate(() => sockets.length >= 6), "... over new connections");
  await close(page);
}

async function testRestart() {
  const first = await Overlay.start();
  const port = new URL(first.url).port;
  const page = await openPage(first, "/?layout=one");
  first.say(chat("전", "먼저 있던 말"));
  await page.waitForFunction(() => document.body.textContent.includes("먼저 있던 말"));
  await first.stop();
  await page.waitForFunction(() => document.documentElement.matches(".away"));
  ok((await page.textContent("body")).includes("먼저 있던 말"), "without its server a page keeps what it has");
  const second = await Overlay.start("-l", port);
  second.say(chat("후", "나중 말"));
  await page.waitForFunction(() => document.body.textContent.includes("나중 말"));
  is(await texts(page, ".text"), ["나중 말"], "... and begins anew with the next one");
  await close(page);
  await second.stop();
}

async function testLimits() {
  const overlay = await Overlay.start();
  const page = await openPage(overlay, "/?layout=one&max=20&fade=2");
  for (let i = 0; i < 1000; i++) overlay.say(chat(`u${i % 7}`, `message ${i}`));
  await page.waitForFunction(() => document.body.textContent.includes("message 999"));
  ok(await page.$$eval("*", (all) => all.length) < 200, "a burst of a thousand: the page stays small");
  is((await texts(page, ".text")).at(-1), "message 999", "... with the last at its end");
  await shows(page, ".message", 0);
  ok(true, "messages fade when their time is over");
  await close(page);
  await overlay.stop();
}

// ---- hostile texts ----

const HOSTILE = [
  "<script>document.title='owned'</script>", "<img src=x onerror=\"document.title='owned'\">",
  "<svg/onload=document.title='owned'>", "</bdi></article><h1>big</h1>", "&lt;b&gt;&#60;b&#62;",
  "javascript:alert(1)", "\"><style>*{display:none}</style>", "'-alert(1)-'", "{{7*7}}${7*7}",
  "\u202etxt.exe\u202c reversed", "\u2066\u2067isolates\u2069", "\u200b\u200b\u200binvisible\u2060\ufeff",
  "\u3164\u3164\u115f", "Z\u0310\u0311\u0312\u0313\u0314\u0315\u0316\u0317\u0318\u0319\u031a\u031bA\u0310\u0311\u0312\u0313\u0314\u0315\u0316\u0317\u0318",
  "ㅋ".repeat(5000), "W".repeat(3000), "line\nbreak\r\n\ttab\u0000nul\u0007bell", "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67 family",
  "\u{e0041}\u{e0042}tags", "مرحبا بالعالم", "url(https://evil.example/x.png)", "expression(alert(1))",
];

async function testHostile() {
  const overlay = await Overlay.start();
  const page = await openPage(overlay, "/?layout=one&max=200&badges=1", { width: 700, height: 1400 });
  const control = await openPage(overlay, "/control");
  for (const text of HOSTILE) {
    overlay.say(chat(text.slice(0, 300), text, { role: text.slice(0, 60), platform: text.slice(0, 60),
      badges: [text], emotes: { [text.slice(0, 50)]: text, "": "https://ssl.pstatic.net/empty.png",
        "__proto__": "https://evil.example/p.png" } }));
    overlay.say(donation(text.slice(0, 300), text, 1000, { currency: text.slice(0, 60) }));
    overlay.say(reply(text, { emotion: text.slice(0, 60) }));
  }
  overlay.say(chat("끝", "끝난 말"));
  for (const where of [page, control])
    await where.waitForFunction(() => document.body.textContent.includes("끝난 말"));
  for (const where of [page, control]) {
    const name = where === page ? "overlay" : "control";
    is(await where.$$eval("#stage *, #list *", (all) => [...new Set(all.map((e) => e.localName))]
      .filter((n) => !["section", "article", "header", "bdi", "span", "div", "button", "img", "time"].includes(n))),
    [], `hostile text makes no elements: ${name}`);
    ok(!/owned/.test(await where.title()), "... runs nothing");
    ok(await where.$$eval("#stage *, #list *", (all) => all.every((e) =>
      [...e.attributes].every((a) => !a.name.startsWith("on")))), "... has no handlers");
    ok(!/[\u202a-\u202e\u2066-\u2069\u200b\u3164\u{e0000}-\u{e007f}\u0000-\u0008]/u
      .test(await where.textContent("main, section")), "... turns nothing around and hides nothing");
  }
  ok(await page.$$eval(".text", (all) => all.every((e) => e.textContent.length <= 510)), "... is cut where it is long");
  ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "... and stays in its column");
  ok((await page.textContent("body")).includes("\u{1f468}\u200d\u{1f469}\u200d\u{1f467}"), "a family of emoji stays together");
  is([...asked].filter((url) => url.includes("evil")), [], "... asks nobody");
  await look(page, "hostile");
  await close(control);
  await close(page);
  await overlay.stop();
}

// As viewers of a stream see it.
async function testOnGame(overlay) {
  const page = await openPage(overlay, "/?theme=outline", { width: 1280, height: 720 });
  sayHello(overlay);
  await shows(page, ".chats .message", 9);
  await page.addStyleTag({ content: `html { background:
    radial-gradient(circle at 30% 70%, #ffe9a8 0 4%, transparent 5%),
    linear-gradient(160deg, transparent 55%, #2f7d3b 55% 70%, #4d9a3f 70%),
    repeating-linear-gradient(100deg, #8fd0ff 0 60px, #bfe6ff 60px 120px) !important }` });
  ok(true, "over a game");
  await look(page, "on-game");
  await close(page);
}

async function main() {
  fs.mkdirSync(pictures, { recursive: true });
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-quic", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", "--no-first-run"] });
  const overlay = await Overlay.start();
  await testLayouts(overlay);
  await testSubtitle(overlay);
  await testAlerts(overlay);
  await testGoal(overlay);
  await testTicker(overlay);
  await testEmotes(overlay);
  await testModeration(overlay);
  await testControl(overlay);
  await testReconnect(overlay);
  await overlay.post("clear");
  await testOnGame(overlay);
  await overlay.stop();
  await testRestart();
  await testLimits();
  await testHostile();
  is(errors, [], "no page had an error");
}

main().catch((e) => {
  ok(false, String(e.stack ?? e).replace(/\n/g, " | "));
}).finally(async () => {
  await browser?.close();
  done();
});
