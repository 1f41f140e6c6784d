// The page of chz-room in a real Chromium: prints TAP; the rooms are kept in the
// directory that it is given.
const { spawn } = require("node:child_process");
const { chromium } = require("playwright-core");
const { ok, is, done } = require("./tap.js");

const dir = process.argv[2];
const WAIT = { timeout: 120000 };

// What answers a question.
const model = `exec sed -u 's/.*"message_id":"\\([^"]*\\)".*/` +
  `{"type":"reply","reply_id":"r","text":"그건","part":0,"to":["\\1"]}\\n` +
  `{"type":"reply","reply_id":"r","text":"비밀","part":1,"last":true}/'`;

async function serve(port) {
  const child = spawn("chz-room", ["-l", `${port}`, "--journal", dir, "-x",
    model], { stdio: ["ignore", "ignore", "pipe"] });
  child.gone = new Promise((resolve) => child.on("exit", resolve));
  child.url = await new Promise((resolve) => {
    let said = "";
    child.stderr.on("data", (text) => {
      said += text;
      const found = said.match(/http:\/\/[^/\s]+/);
      if (found) resolve(found[0]);
    });
  });
  return child;
}

const errors = [];

async function enter(browser, url, role) {
  const page = await (await browser.newContext()).newPage();
  page.on("pageerror", (e) => errors.push(String(e)));
  page.on("dialog", (d) => { errors.push(`dialog ${d.message()}`); d.dismiss(); });
  await page.goto(`${url}/?sid=room001&role=${role}`);
  await page.waitForFunction(() =>
    document.getElementById("link").textContent === "연결됨", null, WAIT);
  return page;
}

const sees = (page, text) => page.waitForFunction((wanted) =>
  document.getElementById("messages").innerText.includes(wanted), text, WAIT);

async function say(page, text, button = "보내기") {
  await page.fill("#say input", text);
  await page.click(`text=${button}`);
}

(async () => {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox"] });
  let room = await serve(0);
  const port = new URL(room.url).port;
  const a = await enter(browser, room.url, "A");
  const b = await enter(browser, room.url, "B");

  await say(a, "안녕하세요");
  await sees(b, "안녕하세요");
  is(await b.$eval("#messages li", (li) => li.innerText), "A안녕하세요",
    "what one says the other sees, with a name");
  await say(b, "<img src=x onerror=alert(1)><b>굵게</b>");
  await sees(a, "<b>굵게</b>");
  is(await a.$$eval("#messages img", (all) => all.length), 0,
    "a text is a text");
  await say(a, "비밀이 뭐야?", "AI에게 묻기");
  await sees(b, "그건 비밀");
  is(await b.$eval("#messages li:last-child", (li) => li.className), "llm",
    "the model's answer takes the place of its parts");
  is(await b.$$eval("#messages li", (all) => all.length), 4,
    "four lines: two said, a question, an answer");

  const c = await enter(browser, room.url, "C");
  await sees(c, "그건 비밀");
  is(await c.$$eval("#messages li", (all) => all.length), 4,
    "who comes later sees what was said");

  // The server goes away and comes back, at the same place.
  room.kill();
  await room.gone;
  await a.waitForFunction(() =>
    document.getElementById("link").textContent !== "연결됨", null, WAIT);
  ok(true, "a lost connection shows");
  room = await serve(port);
  await a.waitForFunction(() =>
    document.getElementById("link").textContent === "연결됨", null, WAIT);
  await b.waitForFunction(() =>
    document.getElementById("link").textContent === "연결됨", null, WAIT);
  await say(a, "다시 왔다");
  await sees(b, "다시 왔다");
  is(await b.$$eval("#messages li", (all) => all.length), 5,
    "... and the page comes back, with nothing twice");
  is(errors.join("; "), "", "no script has failed");
  await browser.close();
  room.kill();
  await room.gone;
  done();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
