// Messages as elements.  All of a stranger's text becomes text nodes, and
// pictures come from the server's list of hosts only.

const TEXT_MOST = 500; // characters
const PICTURES_MOST = 30; // in one message
// Above these (in won) a card is of the next tier.
const TIERS = [3000, 10000, 50000, 100000];
// Roughly, to choose a tier: the smallest units of a currency in won.
const WON = { KRW: 1, XTS: 1, BITS: 13, USD: 13, EUR: 15, GBP: 17, JPY: 9, CAD: 10, AUD: 9, TWD: 0.4 };

const WORDS = {
  ko: {
    anonymous: "익명의 후원자",
    streamer: "스트리머",
    manager: "매니저",
    moderator: "매니저",
    months: (n) => `${n}개월 구독`,
    subscribed: "구독",
    gift: (n, to) => to ? `${to}님에게 구독 선물` : `구독권 ${n ?? 1}장 선물`,
    hidden: "후원",
    paused: "멈춤",
  },
  en: {
    anonymous: "Anonymous",
    streamer: "Streamer",
    manager: "Manager",
    moderator: "Moderator",
    months: (n) => `${n} months`,
    subscribed: "Subscribed",
    gift: (n, to) => to ? `Gift for ${to}` : `${n ?? 1} gift subs`,
    hidden: "Donation",
    paused: "Paused",
  },
};

export const query = new URLSearchParams(location.search);
export const words = WORDS[query.get("lang")] ?? WORDS.ko;

// What changes the direction of text, cannot be seen, or only takes up room;
// the joiner of emoji (U+200D) stays.
const UNSEEN = new RegExp("[" +
  "\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f" +
  "\\u200b\\u200c\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufeff\\uffa0\\ufff0-\\uffff" +
  "\\u{e0000}-\\u{e0fff}]+", "gu");
// More marks on one letter than any language writes.
const PILED_MARKS = /(\p{M}{3})\p{M}+/gu;

export function clean(text) {
  const seen = String(text ?? "").replace(/[\r\n\t]+/g, " ")
    .replace(UNSEEN, "").replace(PILED_MARKS, "$1");
  const letters = [...seen];
  return letters.length > TEXT_MOST
    ? letters.slice(0, TEXT_MOST).join("") + "…" : seen;
}

export function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

let hosts = [];
export function allowPictures(list) {
  hosts = list;
}

function mayShow(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return false;
  }
  return url.protocol === "https:" && hosts.some((host) =>
    host.startsWith("*.") ? url.hostname.endsWith(host.slice(1))
      : url.hostname === host);
}

// A picture that becomes its text when it cannot be had.
function picture(address, className, text) {
  const image = element("img", className);
  image.alt = text;
  image.referrerPolicy = "no-referrer";
  image.decoding = "async";
  image.onerror = () => image.replaceWith(text);
  image.src = address;
  return image;
}

function emotePattern(emotes) {
  const tokens = Object.keys(emotes).filter((t) => t && mayShow(emotes[t]))
    .sort((a, b) => b.length - a.length)
    .map((t) => t.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return tokens.length ? new RegExp(`(${tokens.join("|")})`) : null;
}

// Appends a message's text, its emotes as pictures.
function appendText(to, message) {
  const text = clean(message.text);
  const emotes = message.emotes ?? {};
  const pattern = query.get("emotes") === "0" ? null : emotePattern(emotes);
  if (!pattern) {
    to.append(text);
    return;
  }
  let pictures = 0, letters = false;
  for (const piece of text.split(pattern)) {
    if (Object.hasOwn(emotes, piece) && pictures < PICTURES_MOST) {
      to.append(picture(emotes[piece], "emote", piece));
      pictures++;
    } else {
      letters ||= piece.trim() !== "";
      to.append(piece);
    }
  }
  if (!letters) to.classList.add("only-emotes");
}

export function amountText(message) {
  const { amount, currency = "KRW" } = message;
  if (amount === undefined) return words.hidden;
  if (currency === "KRW" || currency === "XTS")
    return `${amount.toLocaleString()}원`;
  if (currency === "BITS") return `${amount.toLocaleString()} bits`;
  try {
    const format = new Intl.NumberFormat(undefined,
      { style: "currency", currency });
    const places = format.resolvedOptions().maximumFractionDigits;
    return format.format(amount / 10 ** places);
  } catch {
    return amount.toLocaleString(); // of nothing that is known
  }
}

// 1 to 5.
export function tier(message) {
  const won = (message.amount ?? 0) * (WON[message.currency ?? "KRW"] ?? 1);
  return 1 + TIERS.filter((least) => won >= least).length;
}

function subscriptionText(message) {
  if (message.gift || message.quantity)
    return words.gift(message.quantity, clean(message.to) || null);
  return message.months ? words.months(message.months) : words.subscribed;
}

function appendBadges(to, message) {
  if (query.get("badges") === "0") return;
  const role = words[message.role];
  if (typeof role === "string")
    to.append(element("span", `role ${message.role}`, role));
  for (const badge of (message.badges ?? []).slice(0, 5))
    if (typeof badge === "string" && mayShow(badge))
      to.append(picture(badge, "badge", ""));
}

function appendTime(to, message) {
  if (query.get("time") === "1")
    to.append(element("time", "", new Date(message.at)
      .toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false })));
}

export function nameOf(message) {
  return clean(message.user).trim() || words.anonymous;
}

function headOf(message) {
  const head = element("header", "head");
  appendTime(head, message);
  appendBadges(head, message);
  head.append(element("bdi", "name", nameOf(message)));
  if (message.kind === "donation")
    head.append(element("span", "amount", amountText(message)));
  if (message.kind === "subscription")
    head.append(element("span", "amount", subscriptionText(message)));
  return head;
}

const isWord = (text) => typeof text === "string" && /^[\w-]{1,40}$/.test(text);

// A message as an element of the classes "message", its kind, and a tier.
export function build(id, message) {
  const made = element("article", `message ${message.kind}`);
  const text = element("bdi", "text");
  made.dataset.id = id;
  for (const key of ["role", "platform", "emotion"])
    if (isWord(message[key])) made.dataset[key] = message[key];
  if (message.hue !== undefined) made.style.setProperty("--hue", message.hue);
  if (message.kind === "donation") made.classList.add(`tier-${tier(message)}`);
  if (message.kind !== "reply") made.append(headOf(message));
  appendText(text, message);
  if (text.hasChildNodes() && text.textContent + text.children.length)
    made.append(text);
  return made;
}
