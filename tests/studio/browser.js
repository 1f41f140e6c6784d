// browser.js URL DIR SECONDS - the overlay in Chromium while a broadcast goes
// on: leaves pictures of the first reply, of the middle and of the end in DIR.
const { chromium } = require("playwright-core");
const fs = require("node:fs");
const path = require("node:path");

const [url, dir, seconds] = process.argv.slice(2);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

(async () => {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox"] });
  const page = await browser.newPage({ viewport: { width: 720, height: 540 },
    locale: "ko-KR" });
  // The page is transparent in OBS; here it needs something behind it.
  await page.goto(`${url}/`);
  await page.addStyleTag({ content: "html { background: #20242c !important }" })
    .catch(() => page.evaluate(() => { document.documentElement.style.background = "#20242c"; }));
  const shoot = (n) => page.screenshot({ path: path.join(dir, `overlay-${n}.png`) });
  fs.writeFileSync(path.join(dir, "browser.ready"), "");
  const begun = Date.now();
  const left = (share) => sleep(Math.max(0, begun + share * seconds * 1000 - Date.now()));

  // The first reply, however long the model takes.
  for (;;) {
    const state = await (await fetch(`${url}/api/state`)).json().catch(() => ({}));
    if ((state.assistant_messages || []).length > 0 ||
	Date.now() > begun + seconds * 900)
      break;
    await sleep(100);
  }
  await sleep(500);
  await shoot(1);
  await left(0.5);
  await shoot(2);
  await left(0.9);
  await shoot(3);
  await browser.close();
})().catch((e) => { console.error(String(e)); process.exit(1); });
