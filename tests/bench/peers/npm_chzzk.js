// The npm package chzzk on the channels that are given on standard input, a
// live record a line: prints a record for each message until it is ended.
const readline = require("node:readline");
const { ChzzkClient } = require("chzzk");

const client = new ChzzkClient();

function hear(message) {
  console.log(JSON.stringify({ type: "chat",
    sent_at: new Date(message.time).toISOString(), text: message.message }));
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const chat = client.chat({ channelId: JSON.parse(line).channel_id });
  for (const kind of ["chat", "donation", "subscription"])
    chat.on(kind, hear);
  chat.connect().catch((error) => console.error(String(error)));
});
setInterval(() => {}, 1000); // stays
