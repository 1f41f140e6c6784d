"use strict";
// What the pages share.  All texts of strangers become text nodes.

const $ = (id) => document.getElementById(id);
const root = document.documentElement;
let lang = "ko";

const UNSEEN = new RegExp("[\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160" +
  "\\u180b-\\u180f\\u200b\\u200c\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufeff" +
  "\\uffa0\\ufff0-\\uffff\\u{e0000}-\\u{e0fff}]+", "gu");
const PILED = /(\p{M}{3})\p{M}+/gu;
const clean = (text) => String(text ?? "").replace(UNSEEN, " ").replace(PILED, "$1");
const words = () => WORDS[lang];
const count = (n) => n.toLocaleString(lang);

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

const INITIALS = [..."ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"];
const initialsOf = (text) => text.replace(/[가-힣]/g, (c) =>
  INITIALS[Math.floor((c.charCodeAt(0) - 0xac00) / 588)]);

async function unpack(text) {
  const letters = atob(text.trim()), bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}

const color = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();

// What to paint with on an empty canvas, in its pixels of the page.
function blank(canvas) {
  const ratio = devicePixelRatio || 1, paint = canvas.getContext("2d");
  const width = Math.round(canvas.clientWidth * ratio), height = Math.round(canvas.clientHeight * ratio);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  paint.setTransform(ratio, 0, 0, ratio, 0, 0);
  paint.clearRect(0, 0, width, height);
  return paint;
}

// Keys as a table says; Escape leaves what is being typed.
function listenTo(keys, escaped) {
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      document.activeElement.blur();
      escaped();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select")) return;
    const does = keys[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  });
}
