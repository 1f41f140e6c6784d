// The pages of an archive in a real Chromium: prints TAP, and leaves pictures of
// what it saw in the directory that it is given.
const fs = require("node:fs");
const path = require("node:path");
const { chromium } = require("playwright-core");
const { ok, is, done } = require("./tap.js");

const [site, pictures] = process.argv.slice(2);
const errors = [], asked = [];

async function openPage(browser, options = {}) {
  const context = await browser.newContext(
    { viewport: { width: 1300, height: 900 }, locale: "ko-KR", timezoneId: "Asia/Seoul", ...options });
  const page = await context.newPage();
  page.on("pageerror", (e) => errors.push(String(e)));
  page.on("dialog", (d) => { errors.push(d.message()); d.dismiss(); });
  page.on("request", (r) => { if (!/^(file|data):/.test(r.url())) asked.push(r.url()); });
  await page.goto(`file://${path.resolve(site, "index.html")}`);
  await page.waitForSelector("[data-ready]");
  return page;
}

const look = (page, name) => page.screenshot({ path: path.join(pictures, `${name}.png`) });
const text = (page, what) => page.textContent(what);
const titles = (page) => page.$$eval(".card .words", (all) => all.map((e) => e.textContent));
const ask = (page, what) => page.fill("#query", what);

async function testIndex(page) {
  is(await page.title(), "방송 모음", "an index");
  is(await text(page, "#about"), "방송 6 · 채팅 17,208", "... of all broadcasts");
  is(await titles(page), ["마지막 밤", "치킨 먹방", " 거꾸로", "<script>document.title=1</script>", "노래 방송", "보스 깨는 날"],
    "... the newest first, titles as text");
  is(await page.$$eval("#broadcasts .day", (all) => all.map((e) => e.textContent))
    .then((days) => days[0]), "2026년 1월 6일 화요일", "... by day");
  ok(/^봄하늘 · 오후 8:00 · 1:39:57 · 채팅 2,868 · 400명 · 터진 순간 1$/.test(await text(page, "li:nth-child(2) .dim")),
    "who, when, how long, how many");
  is(await text(page, "li:nth-child(2) .moment bdi"), "안녕", "... the moment's keywords");
  is(await page.$$eval(".curve path", (all) => all.length), 6, "... a small chart each");
  ok(await page.$eval(".curve line", (e) => Math.abs(e.getAttribute("x1") - 120) < 6), "... with the moment in it");
  is(await page.$$eval(".card *", (all) => [...new Set(all.map((e) => e.localName))].sort()),
    ["bdi", "div", "line", "path", "span", "svg"], "nothing of strangers is markup");
  await look(page, "index");
}

async function testSearch(page) {
  await page.keyboard.press("/");
  await page.keyboard.type("보스");
  is(await titles(page), ["보스 깨는 날"], "found by title");
  is(await text(page, "#found"), "방송 6 가운데 1", "... how many are");
  await ask(page, "구름빵");
  is(await titles(page).then((t) => t.length), 2, "... by channel");
  await ask(page, "고음");
  is(await titles(page), ["노래 방송"], "... by keyword");
  await ask(page, "ㅊㅋ ㅁㅂ");
  is(await titles(page), ["치킨 먹방"], "... by initials");
  await ask(page, "2026-01-02");
  is(await titles(page), ["노래 방송"], "... by day");
  await ask(page, "없는 것");
  is(await titles(page), [], "... or not at all");
  await ask(page, "");
  await page.selectOption("#sort", "oldest");
  is(await titles(page).then((t) => t[0]), "보스 깨는 날", "the oldest first");
  await page.keyboard.press("Escape");
}

async function testPages(page) {
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#peaks li");
  is(await page.title(), "노래 방송", "j and enter: a broadcast's page");
  ok(/고음/.test(await text(page, "#peaks li")), "... with its moment");
  await page.click("#home");
  await page.waitForSelector("#broadcasts li");
  is(await page.title(), "방송 모음", "... and back to the index");
}

async function testLooks(browser) {
  const phone = await openPage(browser, { viewport: { width: 390, height: 844 }, colorScheme: "dark" });
  ok(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it fits a phone");
  ok(await phone.$("html.dark"), "... and is as dark as its system");
  await phone.click("#lang");
  is(await text(phone, "#about"), "6 broadcasts · 17,208 chats", "in English");
  await look(phone, "index-phone");
}

// The same page with the entries of years.
async function testMany(page) {
  const ms = await page.evaluate(async () => {
    data.broadcasts = Array.from({ length: 5000 }, (_, i) => ({ ...data.broadcasts[i % 6], title: `방송 ${i}` }));
    const from = performance.now();
    data.broadcasts.forEach(prepare);
    search();
    document.body.offsetHeight;
    return performance.now() - from;
  });
  console.log(`# 5,000 broadcasts: listed in ${ms.toFixed()} ms`);
  is(await page.$$eval(".card", (all) => all.length), 100, "of thousands, a hundred at first");
  await page.click("#more");
  is(await page.$$eval(".card", (all) => all.length), 200, "... and more");
  await ask(page, "방송 4999");
  is(await titles(page), ["방송 4999"], "... and any is found");
}

async function main() {
  fs.mkdirSync(pictures, { recursive: true });
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  const page = await openPage(browser);
  await testIndex(page);
  await testSearch(page);
  await testPages(page);
  await testLooks(browser);
  await testMany(page);
  is(errors, [], "no page had an error");
  is(asked, [], "nothing was asked for");
  await browser.close();
}

main().catch((e) => ok(false, String(e.stack ?? e).replace(/\n/g, " | "))).finally(() => {
  done();
});
