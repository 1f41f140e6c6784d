// For overlay.sh.
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const { performance } = require("node:perf_hooks");
const { chromium } = require("playwright-core");
const WebSocket = require("ws");

const MESSAGES = 300, VIEWERS = 500, RATE = 200, SECONDS = 10;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const now = () => performance.timeOrigin + performance.now();

async function start() {
  const child = spawn("chz-overlay", ["-l", "0", "--stay"], { stdio: ["pipe", "ignore", "pipe"] });
  const said = await new Promise((resolve) => child.stderr.once("data", (text) => resolve(String(text))));
  return { child, url: said.match(/http:\/\/[^/]+/)[0] };
}

const say = (child, n, text) => child.stdin.write(JSON.stringify(
  { type: "chat", message_id: `m${n}`, user_id: `u${n % 50}`, user: "구름빵", text }) + "\n");

// From the pipe to the frame after the one that painted it.
async function measureDelay() {
  const { child, url } = await start();
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  const page = await browser.newPage();
  await page.goto(url);
  await page.evaluate(() => {
    window.delays = [];
    new MutationObserver((all) => {
      const sent = all.flatMap((m) => [...m.addedNodes])
        .map((e) => Number(e.querySelector?.(".text")?.textContent)).filter(Boolean);
      requestAnimationFrame(() => {
        for (const at of sent) delays.push(performance.timeOrigin + performance.now() - at);
      });
    }).observe(document.getElementById("stage"), { childList: true, subtree: true });
  });
  for (let i = 0; i < MESSAGES; i++) {
    say(child, i, String(now()));
    await pause(20 + Math.random() * 40);
  }
  await pause(500);
  const delays = (await page.evaluate(() => delays)).sort((a, b) => a - b);
  const at = (share) => delays[Math.floor(delays.length * share)].toFixed(1);
  console.log(`record in to painted: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, of ${delays.length}`);
  await browser.close();
  child.kill();
}

function cpuOf(pid) {
  const fields = fs.readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100; // seconds
}

const memoryOf = (pid) => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))[1]);

async function measureViewers() {
  const { child, url } = await start();
  let seen = 0;
  const viewers = Array.from({ length: VIEWERS }, () => {
    const socket = new WebSocket(`${url.replace("http", "ws")}/live/none-0`);
    socket.on("message", (text) => { seen += String(text).split('"show"').length - 1; });
    return new Promise((resolve) => socket.on("open", () => resolve(socket)));
  });
  const sockets = await Promise.all(viewers);
  await pause(300);
  const cpu = cpuOf(child.pid), from = now();
  for (let i = 0; now() - from < SECONDS * 1000;) {
    for (; i < (now() - from) / 1000 * RATE; i++) say(child, i, `안녕하세요 오늘 방송 재미있어요 ${i}`);
    await pause(3);
  }
  await pause(500);
  const used = (cpuOf(child.pid) - cpu) / ((now() - from) / 1000);
  console.log(`${VIEWERS} viewers, ${RATE} messages/s: ${(used * 100).toFixed(0)} % of a core, ` +
    `${(memoryOf(child.pid) / 1024).toFixed(0)} MiB, ${(100 * seen / (VIEWERS * RATE * SECONDS)).toFixed(1)} % arrived`);
  sockets.forEach((socket) => socket.terminate());
  child.kill();
}

measureDelay().then(measureViewers).then(() => process.exit(0));
