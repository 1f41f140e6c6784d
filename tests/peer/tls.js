// Five servers that answer anything, over TLS but for one, and write what they
// were asked: nothing where the client would not have their certificate.
//
//	node tls.js DIRECTORY SEEN-FILE
//
// DIRECTORY has NAME.key and NAME.pem for good, name, expired and own; the
// ports are written to its file ports, "NAME PORT" a line.  "clear" speaks no
// TLS: it notes the first byte that comes.  "api" has no TLS either, and is a
// platform with one broadcast.
const fs = require("fs");
const http = require("http");
const https = require("https");
const net = require("net");

const [dir, seenFile] = process.argv.slice(2);
const seen = (line) => fs.appendFileSync(seenFile, line + "\n");
const CHANNEL = "a1b2c3d4e5f60718293a4b5c6d7e8f90";

function api(request, response) {
  const content = request.url.includes("access-token")
    ? { accessToken: "t", extraToken: "e" }
    : { liveId: 1, liveTitle: "t", status: "OPEN", chatChannelId: "N2aB_c",
      openDate: "2026-01-06 20:20:00", adult: false, concurrentUserCount: 1,
      channel: { channelId: CHANNEL, channelName: "n" } };

  response.writeHead(200, { "Content-Type": "application/json" });
  response.end(JSON.stringify({ code: 200, message: null, content }));
}

// Whoever comes this far has been trusted.
function named(name) {
  return (request, response) => {
    seen(`${name} ${request.method}`);
    response.writeHead(404, { "Content-Type": "application/json" });
    response.end(JSON.stringify({ code: 404, message: null, content: null }));
  };
}

function secure(name) {
  const server = https.createServer({
    key: fs.readFileSync(`${dir}/${name}.key`),
    cert: fs.readFileSync(`${dir}/${name}.pem`),
  }, named(name));

  server.on("upgrade", (request, socket) => {
    seen(`${name} upgrade`);
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  return server;
}

const clear = net.createServer((socket) => {
  socket.on("error", () => {});
  socket.once("data", (bytes) => {
    seen(`clear ${bytes[0] === 0x16 ? "TLS" : bytes.toString("latin1", 0, 3)}`);
    socket.destroy();
  });
});

const servers = { clear, api: http.createServer(api) };
for (const name of ["good", "name", "expired", "own"])
  servers[name] = secure(name);

let ports = "";
let left = Object.keys(servers).length;
for (const [name, server] of Object.entries(servers)) {
  server.listen(0, "127.0.0.1", () => {
    ports += `${name} ${server.address().port}\n`;
    if (--left === 0) {
      fs.writeFileSync(`${dir}/ports.new`, ports);
      fs.renameSync(`${dir}/ports.new`, `${dir}/ports`);
    }
  });
}
