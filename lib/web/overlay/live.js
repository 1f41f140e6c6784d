// The connection to chz-overlay: messages in order, none twice, none missed.
//
// The server sends arrays of messages over a WebSocket, "[]" when there has
// been nothing for a while.  After a lost connection the page says the last
// number that it has, and the server sends what came after it.

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;
const SILENCE_MS = 40000; // the server says something every 15 s

const token = new URLSearchParams(location.search).get("token");

function address(run, last) {
  const url = new URL(`/live/${run}-${last}`, location);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  if (token) url.searchParams.set("token", token);
  return url;
}

// Calls on.greet(greeting) when connected, on.message(message) for each, and
// on.connected(bool) when that changes.
export function connect(on) {
  let run = "none", last = 0, wait = FIRST_WAIT_MS, silence;

  function take(message) {
    if (message.run) {
      run = message.run;
      if (message.anew) last = 0;
      on.greet(message);
    } else if (message.id > last) {
      last = message.id;
      on.message(message);
    }
  }

  function open() {
    const socket = new WebSocket(address(run, last));
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(() => socket.close(), SILENCE_MS);
    };
    listen();
    socket.onopen = () => {
      wait = FIRST_WAIT_MS;
      on.connected?.(true);
    };
    socket.onmessage = (event) => {
      listen();
      for (const message of JSON.parse(event.data)) take(message);
    };
    socket.onclose = () => {
      clearTimeout(silence);
      on.connected?.(false);
      setTimeout(open, wait * (0.5 + Math.random() / 2));
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    };
  }

  open();
}

// Asks the server to do something: POST /api/ACTION.
export async function command(action, about = {}) {
  const url = new URL(`/api/${action}`, location);
  for (const [key, value] of Object.entries(about))
    url.searchParams.set(key, value);
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  return (await fetch(url, { method: "POST", headers })).ok;
}
