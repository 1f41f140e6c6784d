// The page of chz-page in a real Chromium: prints TAP, and leaves pictures of
// what it saw in the directory that it is given.
const fs = require("node:fs");
const path = require("node:path");
const { chromium } = require("playwright-core");
const { ok, is, done } = require("./tap.js");

const [file, two, map, pictures] = process.argv.slice(2);
const MOST_BYTES = 8 * 1024 * 1024;

const errors = [], asked = [];

async function openPage(browser, where, options = {}) {
  const context = await browser.newContext(
    { viewport: { width: 1300, height: 900 }, locale: "ko-KR", timezoneId: "Asia/Seoul", ...options });
  const page = await context.newPage();
  page.on("pageerror", (e) => errors.push(String(e)));
  page.on("dialog", (d) => { errors.push(d.message()); d.dismiss(); });
  page.on("request", (r) => { if (!/^(file|data):/.test(r.url())) asked.push(r.url()); });
  await page.goto(`file://${path.resolve(where)}`);
  await page.waitForSelector("[data-ready]");
  return page;
}

const look = (page, name) => page.screenshot({ path: path.join(pictures, `${name}.png`) });
const text = (page, what) => page.textContent(what);
const span = (page) => text(page, "#span");
const painted = (page) => page.evaluate(() =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

async function testBroadcast(page) {
  is(await page.title(), "보스 깨는 날 <i>", "the broadcast's title, as text");
  is(await text(page, "#about"),
    "봄하늘 · 2026. 1. 6. 오후 8:00:00 · 6:00:21 · 채팅 99,900 · 6,000명", "who, when, how long, how many");
  is(await span(page), "0:00:00 – 6:00:21", "all of it is in view");
  console.log(`# opened in ${await page.getAttribute("html", "data-ready")} ms`);
  ok(/보스 잡았다 ×/.test(await text(page, "#peaks li:first-child .said")), "a peak shows what was said most");
  is(await page.getAttribute("#peaks li:first-child a", "href").then((url) => url.replace(/\d+$/, "N")),
    "https://chzzk.naver.com/video/12345?currentTime=N", "... and where its replay is");
  ok(/평소의 [\d.]+배/.test(await text(page, "#peaks li:first-child .dim")), "... and why");
  is(await text(page, "#gifts li:first-child .amount"), "37,000원", "donations, the largest first");
  await look(page, "broadcast");
}

async function testTimeline(page) {
  const box = await page.locator("#chart").boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 100);
  ok(/채팅 \d.*\d명/s.test(await text(page, "#tip")), "hovering tells chats and people");
  await page.mouse.move(box.x + box.width * 16700 / 21621, box.y + 100);
  const from = (80000 - 53000) * 0.246 + 10060 - 150;
  await page.mouse.move(box.x + box.width * from / 21621.7, box.y + 100);
  ok(/수집하지 못함/.test(await text(page, "#tip")), "... and where nothing was recorded");
  await page.mouse.wheel(0, -400);
  await painted(page);
  const zoomed = await span(page);
  ok(zoomed !== "0:00:00 – 6:00:21", "the wheel zooms");
  await page.mouse.down();
  await page.mouse.move(box.x + 100, box.y + 100);
  await page.mouse.up();
  await painted(page);
  ok(await span(page) !== zoomed, "dragging moves");
  await page.keyboard.press("0");
  await painted(page);
  is(await span(page), "0:00:00 – 6:00:21", "0 shows all again");
  await page.keyboard.press("j");
  await painted(page);
  ok(await page.$("#peaks li.chosen:first-child"), "j goes to the first moment");
  ok(/^2:4\d:\d\d – 2:5\d:\d\d$|^2:4\d:\d\d – 2:4\d:\d\d$/.test(await span(page)), "... and shows it");
  await look(page, "moment");
  await page.keyboard.press("0");
}

async function testSearch(page) {
  await page.keyboard.press("/");
  await page.keyboard.type("레전드 소름");
  ok(await page.$$eval("#hits li", (all) => all.length > 0 && all.every((e) => e.textContent.includes("레전드 소름"))),
    "words are found");
  await page.fill("#query", "ㅂㅅ ㅈㅇㄷ");
  ok(/^[12],\d\d\d개 가운데 300개$/.test(await text(page, "#found")), "initials are, too");
  ok(await page.$$eval("#hits li", (all) => all.every((e) => e.textContent.includes("보스 잡았다"))), "... those words");
  await look(page, "search");
  await page.fill("#query", "시청자77");
  ok(await page.$$eval("#hits .name", (all) => all.length > 0 && all.every((e) => e.textContent.includes("시청자77"))),
    "nicknames are");
  await page.click("#hits li:first-child");
  await painted(page);
  ok(!/^0:00:00 – 6/.test(await span(page)), "a hit leads to its time");
  await page.fill("#query", "<");
  is(await page.$$eval("#hits *", (all) => [...new Set(all.map((e) => e.localName))].sort()),
    ["bdi", "li", "mark", "span"], "hostile texts are texts");
  await page.fill("#query", "reversed");
  ok(!/\u202e/.test(await text(page, "#hits")), "... and turn nothing around");
  await page.keyboard.press("Escape");
  is(await page.inputValue("#query"), "reversed", "Escape leaves the search, and keeps it");
}

async function testLooks(browser, page) {
  await page.keyboard.press("l");
  is([await text(page, "#peaks-title").then((t) => t.split(" ")[0]), await page.getAttribute("html", "lang")],
    ["Moments", "en"], "l changes the language");
  await page.keyboard.press("d");
  ok(await page.$("html.dark"), "d makes it dark");
  await page.fill("#query", "");
  await look(page, "dark");
  await page.emulateMedia({ media: "print" });
  is(await page.$eval("nav", (e) => getComputedStyle(e).display), "none", "printed without buttons");
  const phone = await openPage(browser, file, { viewport: { width: 390, height: 844 }, colorScheme: "dark" });
  ok(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it fits a phone");
  ok(await phone.$("html.dark"), "... and is as dark as its system");
  await look(phone, "phone");
}

async function testTwo(browser) {
  const page = await openPage(browser, two);
  is(await page.$$eval("#streams option", (all) => all.length), 2, "two broadcasts: one is chosen");
  ok(/chats/.test(await text(page, "#about")), "... without chat, ts are the timeline");
  await look(page, "two");
  await page.selectOption("#streams", { index: 1 });
  is((await text(page, "#about")).replace(/ · $/, ""), "0:01:00 · 1 chats · 1 people", "... the other");
}

async function testMap(browser) {
  const page = await openPage(browser, map);
  is(await page.title(), "시청자 지도", "a map");
  ok(/^채널 1,000 · 묶음 10$/.test(await text(page, "#about")), "... of a thousand channels");
  is(await page.$$eval("#groups li", (all) => all.length), 10, "... groups as its legend");
  const ms = await page.evaluate(() => {
    const from = performance.now();
    for (let i = 0; i < 20; i++) draw();
    return (performance.now() - from) / 20;
  });
  console.log(`# opened in ${await page.getAttribute("html", "data-ready")} ms, drawn in ${ms.toFixed(1)} ms`);
  const moved = await page.evaluate(async () => {
    draw();
    keep(1000); // as if it had been slow
    move(30, 20);
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const ratio = devicePixelRatio, at = (v) => Math.round(v * ratio);
    const seen = canvas.getContext("2d").getImageData(at(X(nodes[0].x)), at(Y(nodes[0].y)), 1, 1).data[3];
    const from = performance.now();
    for (let i = 0; i < 20; i++) drawMoved();
    return { seen, ms: (performance.now() - from) / 20 };
  });
  ok(moved.seen > 0, "a picture that is slow to draw is moved as it is");
  console.log(`# ... in ${moved.ms.toFixed(1)} ms`);
  await page.waitForFunction(() => picture === null || picture.view.scale === view.scale);
  ok(true, "... and drawn anew when it rests");
  await page.evaluate(() => showAll());
  await painted(page);
  await look(page, "map");
  await page.keyboard.press("/");
  await page.keyboard.type("ㄱㅇ");
  is(await page.$$eval("#hits bdi", (all) => all.map((e) => e.textContent)), ["<b>굵은3"],
    "a channel is found by its initials, its name as text");
  await page.keyboard.press("Enter");
  await painted(page);
  is(await text(page, "#chosen h2"), "<b>굵은3", "... and shown");
  const shares = await page.$$eval("#neighbours .dim", (all) => all.map((e) => parseFloat(e.textContent)));
  ok(shares.length > 5 && shares.every((s, i) => i === 0 || s <= shares[i - 1]), "... with whom it shares most");
  await look(page, "map-channel");
  const at = await page.evaluate(() => ({ x: X(nodes[3].x), y: Y(nodes[3].y) }));
  const box = await page.locator("#chart").boundingBox();
  await page.keyboard.press("Escape");
  is(await text(page, "#chosen"), "", "Escape lets go");
  await page.mouse.click(box.x + at.x, box.y + at.y);
  ok(await page.$("#chosen h2"), "a click on a disc shows it");
  const before = await page.evaluate(() => view.scale);
  await page.mouse.wheel(0, -300);
  ok(await page.evaluate((scale) => view.scale > scale, before), "the wheel zooms");
  await page.keyboard.press("Escape");
  await page.keyboard.press("0");
  await page.click("#groups li:first-child");
  await page.keyboard.press("d");
  await painted(page);
  await look(page, "map-group");
  ok(await page.$("#groups .chosen"), "a group alone");
}

async function main() {
  fs.mkdirSync(pictures, { recursive: true });
  const bytes = fs.statSync(file).size;
  ok(bytes < MOST_BYTES, "100,000 messages are less than 8 MB");
  console.log(`# ${bytes} bytes`);
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  const page = await openPage(browser, file);
  await testBroadcast(page);
  await testTimeline(page);
  await testSearch(page);
  await testLooks(browser, page);
  await testTwo(browser);
  await testMap(browser);
  is(errors, [], "no page had an error");
  is(asked, [], "nothing was asked for");
  await browser.close();
}

main().catch((e) => ok(false, String(e.stack ?? e).replace(/\n/g, " | "))).finally(() => {
  done();
});
