// A speech server that misbehaves as its path says: http://HOST/MODE/v1/...
// Writes its address to the file PORT and what it was asked to the file LOG,
// a JSON line each.  node voice.js PORT LOG
const fs = require("fs");
const http = require("http");
const zlib = require("zlib");
const [portFile, logFile] = process.argv.slice(2);

const RATE = 24000;
const log = (what) => fs.appendFileSync(logFile, JSON.stringify(what) + "\n");

// A hum of so many seconds, 16 bits.
function hum(seconds) {
  const pcm = Buffer.alloc(Math.round(RATE * seconds) * 2);
  for (let i = 0; i < pcm.length / 2; i++)
    pcm.writeInt16LE(Math.round(9000 * Math.sin(i * 0.05)), i * 2);
  return pcm;
}

function header(bytes) {
  const h = Buffer.from("RIFF....WAVEfmt \x10\0\0\0\x01\0\x01\0........\x02\0\x10\0data....", "latin1");
  h.writeUInt32LE(bytes + 36, 4);
  h.writeUInt32LE(RATE, 24);
  h.writeUInt32LE(RATE * 2, 28);
  h.writeUInt32LE(bytes, 40);
  return h;
}

function noise(n) {
  let dice = 1;
  return Buffer.from(Array.from({ length: n },
    () => (dice = (Math.imul(dice, 1664525) + 1013904223) >>> 0) >>> 24));
}

const page = "<!doctype html><title>Sign in</title><p>Please sign in.</p>\n".repeat(400);
const file = (name) => fs.readFileSync(`${__dirname}/../fixtures/voice/${name}`);
let busy = 0;

const modes = {
  good: (res) => res.writeHead(200, { "Content-Type": "audio/pcm" }).end(hum(0.5)),
  html: (res) => res.writeHead(200, { "Content-Type": "text/html" }).end(page),
  json: (res) => res.writeHead(200, { "Content-Type": "application/json" })
    .end(JSON.stringify({ error: { message: "no such voice", detail: "x".repeat(9000) } })),
  // What is in it, against what it says to be.
  disguised: (res) => res.writeHead(200, { "Content-Type": "audio/pcm" }).end(page),
  gzip: (res) => res.writeHead(200, { "Content-Type": "audio/pcm", "Content-Encoding": "gzip" })
    .end(Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0]), noise(20000)])),
  // 100 MB of nothing in 100 KB.
  bomb: (res) => res.writeHead(200, { "Content-Type": "audio/wav", "Content-Encoding": "gzip" })
    .end(zlib.gzipSync(Buffer.alloc(1e8))),
  noise: (res) => res.writeHead(200, { "Content-Type": "application/octet-stream" }).end(noise(48000)),
  deep: (res) => res.writeHead(200, { "Content-Type": "text/event-stream" })
    .end(`data: ${"[".repeat(1e6)}\n\n`),
  loop: (res) => res.writeHead(302, { Location: "/loop/v1/audio/speech" }).end("elsewhere\n"),
  words: (res) => res.writeHead(200, { "Content-Type": "audio/wav" }).end("out of memory\n"),
  mp3: (res) => res.writeHead(200, { "Content-Type": "audio/mpeg" }).end(file("tone.mp3")),
  opus: (res) => res.writeHead(200, { "Content-Type": "application/ogg" }).end(file("tone.opus")),
  vorbis: (res) => res.writeHead(200, { "Content-Type": "audio/pcm" }).end(file("stereo.ogg")),
  torn: (res) => res.writeHead(200, { "Content-Type": "audio/ogg" }).end(file("tone.opus").subarray(0, 5100)),
  // A sound of 4 s of which 1 s comes.
  short: (res) => {
    const pcm = hum(4);
    res.writeHead(200, { "Content-Type": "audio/wav" })
      .end(Buffer.concat([header(pcm.length), pcm.subarray(0, RATE * 2)]));
  },
  endless: (res) => {
    res.writeHead(200, { "Content-Type": "audio/pcm" });
    const piece = hum(1);
    const timer = setInterval(() => res.write(piece), 5);
    res.on("close", () => { clearInterval(timer); log({ left: "endless" }); });
  },
  stall: (res) => {
    res.writeHead(200, { "Content-Type": "audio/pcm" }).write(hum(0.4));
    res.on("close", () => log({ left: "stall" }));
  },
  // Alive, but with nothing to say.
  pings: (res) => {
    res.writeHead(200, { "Content-Type": "text/event-stream" });
    const timer = setInterval(() => res.write(": ping\n\n"), 50);
    res.on("close", () => { clearInterval(timer); log({ left: "pings" }); });
  },
  mute: (res) => res.on("close", () => log({ left: "mute" })),
  turns: (res) => setTimeout(() => modes.good(res), 300),
  slow: (res) => setTimeout(() => modes.good(res), 1000),
  busy: (res) => res.writeHead(429, { "Retry-After": "600" }).end("later\n"),
  dated: (res) => res.writeHead(429, { "Retry-After": new Date(Date.now() + 6e5).toUTCString() })
    .end("later\n"),
  // Busy for a second, then well.
  short_break: (res) => {
    if (busy++ > 0) return modes.good(res);
    log({ busy: true });
    return res.writeHead(503, { "Retry-After": "1" }).end("later\n");
  },
};

const server = http.createServer((req, res) => {
  const mode = req.url.split("/")[1];
  let body = "";
  req.on("data", (piece) => { body += piece; });
  req.on("end", () => {
    const { input, text } = JSON.parse(body || "{}");
    log({ at: Date.now(), mode, input: input ?? text, key: req.headers.authorization ?? null });
    if (modes[mode] === undefined) res.writeHead(404).end();
    else modes[mode](res);
  });
});
server.listen(0, "127.0.0.1", () =>
  fs.writeFileSync(portFile, `${server.address().port}\n`));
process.on("SIGTERM", () => process.exit(0));
