// TAP for the scripts that are tests themselves: what tap.sh is to the shell's.
let count = 0, failed = 0;

function ok(holds, name) {
  count++;
  if (!holds) failed++;
  console.log(`${holds ? "ok" : "not ok"} ${count} - ${name}`);
}

// Compared as JSON.
function is(got, wanted, name) {
  const texts = [got, wanted].map((v) => JSON.stringify(v));
  ok(texts[0] === texts[1], name);
  if (texts[0] !== texts[1]) console.log(`# ${texts[0]}\n# --- wanted: ${texts[1]}`);
}

// Prints the plan, and ends the process.
function done() {
  console.log(`1..${count}`);
  process.exit(failed > 0 ? 1 : 0);
}

module.exports = { ok, is, done };
