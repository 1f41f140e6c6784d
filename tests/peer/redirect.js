// Two servers: the first redirects to a path of its own, and from there to the
// second; each writes what cookies it was sent.
//
//	node redirect.js PORT-FILE SEEN-FILE
const fs = require("fs");
const http = require("http");

const [portFile, seenFile] = process.argv.slice(2);
let other;

function note(who, request) {
  const cookie = request.headers.cookie || "none";
  const login = request.headers.authorization || "none";

  fs.appendFileSync(seenFile,
    `${who} ${request.url.split("?")[0]} ${cookie} ${login}\n`);
}

const second = http.createServer((request, response) => {
  note("second", request);
  response.writeHead(200, { "Content-Type": "application/json" });
  response.end(JSON.stringify({ code: 200, message: null,
    content: { size: 0, page: null, data: [] } }));
});
const first = http.createServer((request, response) => {
  const own = !request.url.startsWith("/own");

  note("first", request);
  response.writeHead(302, { Location: own ? "/own" : other });
  response.end();
});

second.listen(0, "127.0.0.1", () => {
  other = `http://127.0.0.1:${second.address().port}/elsewhere`;
  first.listen(0, "127.0.0.1", () =>
    fs.writeFileSync(portFile, String(first.address().port)));
});
