// Joins the first channel of the live list with the npm package chzzk and
// prints what it hears: one line a message, until there were N of them.
const { ChzzkClient } = require("chzzk");

const wanted = Number(process.argv[2]);

async function main() {
  const client = new ChzzkClient();
  const page = await fetch(process.env.CHZ_API_URL + "/service/v1/lives");
  const channel = (await page.json()).content.data[0].channel;
  const detail = await client.live.detail(channel.channelId);
  const chat = client.chat({ channelId: channel.channelId });
  let heard = 0;

  function hear(kind, message) {
    const name = message.profile ? message.profile.nickname : "-";
    const sender = message.profile ? message.profile.userIdHash : "anonymous";

    console.log([kind, `${sender}:${message.time}`, name,
      JSON.stringify(message.message)].join("\t"));
    if (++heard >= wanted) process.exit(0);
  }

  console.log(["live", detail.status, detail.liveTitle].join("\t"));
  chat.on("connect", () => console.log("connect"));
  chat.on("chat", (message) => hear("chat", message));
  chat.on("donation", (message) => hear("donation", message));
  chat.on("subscription", (message) => hear("subscription", message));
  await chat.connect();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
