// relay.js ADDRESS:PORT ADDRESS:PORT - passes connections on from one address to
// another, as a router between two networks does.
const net = require("node:net");
const [from, to] = process.argv.slice(2).map((text) => {
  const at = text.lastIndexOf(":");
  return { host: text.slice(0, at), port: Number(text.slice(at + 1)) };
});

net.createServer((one) => {
  const other = net.connect(to);
  for (const [a, b] of [[one, other], [other, one]]) {
    a.on("error", () => b.destroy());
    a.on("close", () => b.destroy());
    a.pipe(b);
  }
}).listen(from, () => console.log("ready"));
