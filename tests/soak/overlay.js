// For overlay: feeds a server and watches it and its pages.
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const { chromium } = require("playwright-core");

const [records, rate] = process.argv.slice(2).map(Number);
const SAMPLES = 10, MOST = 1.2;
const PAGES = { chat: "/", alerts: "/?layout=alerts", goal: "/?layout=goal&goal=9000000", ticker: "/?layout=ticker",
  subtitle: "/?layout=subtitle", control: "/control" };
const WORDS = "안녕하세요 ㅋㅋㅋㅋ 대박 이게 되네 가즈아 오늘 방송 재밌다 치킨 진짜 레전드 소름 나이스 hello".split(" ");

let seed = 1;
function random(n) {
  seed = seed * 16807 % 2147483647;
  return seed % n;
}

// The i-th record of the day.
function record(i) {
  const user = random(6000), said = { message_id: `m${i}`, user_id: `u${user}`, user: `시청자${user}`,
    text: Array.from({ length: 1 + random(6) }, () => WORDS[random(WORDS.length)]).join(" ") };
  if (i % 50 === 7) return { type: "donation", ...said, amount: 1000 * (1 + random(30)), currency: "KRW" };
  if (i % 97 === 5) return { type: "moderation", action: "blind", target_message_id: `m${i - 20}` };
  if (i % 100 === 3) return { type: "reply", reply_id: `r${i}`, text: said.text, to: [`m${i - 1}`] };
  if (i % 100 === 4) return { type: "speech", reply_id: `r${i - 1}`, state: "start" };
  if (i % 100 === 40) return { type: "speech", reply_id: `r${i - 37}`, state: "end" };
  return { type: "chat", ...said };
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function feed(child, from, to) {
  const begun = Date.now();
  for (let i = from; i < to;) {
    const due = Math.min(to, from + Math.floor((Date.now() - begun) * rate / 1000));
    let lines = "";
    while (i < due) lines += `${JSON.stringify(record(i++))}\n`;
    if (lines && !child.stdin.write(lines)) await new Promise((resolve) => child.stdin.once("drain", resolve));
    await pause(5);
  }
}

// What a page has after its garbage is gone: elements, and kilobytes of heap.
async function look(client) {
  await client.send("HeapProfiler.collectGarbage");
  const { usedSize } = await client.send("Runtime.getHeapUsage");
  const { nodes } = await client.send("Memory.getDOMCounters");
  return { elements: nodes, heap: Math.round(usedSize / 1024) };
}

function rss(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))[1]);
}

async function main() {
  const child = spawn("chz-overlay", ["-l", "0", "--stay"], { stdio: ["pipe", "ignore", "pipe"] });
  const said = await new Promise((resolve) => child.stderr.once("data", (text) => resolve(String(text))));
  const url = said.match(/http:\/\/[^/]+/)[0];
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
  const clients = {}, samples = [];
  for (const [name, at] of Object.entries(PAGES)) {
    const page = await context.newPage();
    await page.goto(url + at);
    clients[name] = await context.newCDPSession(page);
  }
  for (let i = 0; i < SAMPLES; i++) {
    await feed(child, Math.floor(records * i / SAMPLES), Math.floor(records * (i + 1) / SAMPLES));
    const sample = { server: rss(child.pid) };
    for (const [name, client] of Object.entries(clients)) {
      const { elements, heap } = await look(client);
      sample[`${name} elements`] = elements;
      sample[`${name} heap`] = heap;
    }
    samples.push(sample);
    console.log(`${Math.floor(records * (i + 1) / SAMPLES)} records: ` +
      Object.entries(sample).map(([key, value]) => `${key} ${value}`).join(", "));
  }
  await browser.close();
  child.kill();
  const grown = Object.keys(samples[0]).filter((key) =>
    Math.min(...samples.slice(-3).map((s) => s[key])) > MOST * Math.max(...samples.slice(0, 2).map((s) => s[key])));
  console.log(grown.length ? `grown: ${grown.join(", ")}` : "flat");
  process.exit(grown.length ? 1 : 0);
}

main();
