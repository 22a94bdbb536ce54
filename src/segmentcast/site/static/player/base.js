/* What all parts of the script use. The parts are joined into one file, in one function, so that a
   page opened from a disk can run it too: there a browser loads no modules. Without the script the
   pages work with the browser's own player. No address but our own is ever asked.

   MESSAGES of the player in a frame, for the page around it (postMessage) and for the other players
   of the same site (BroadcastChannel "segmentcast"). All have `segmentcast`, the kind.

   From the frame to the page around it:
     { segmentcast: "height", height }            how tall the frame would like to be, in pixels
     { segmentcast: "play", episode, time }       the sound begins, or goes on; `episode` is its GUID
     { segmentcast: "pause", episode, time }
     { segmentcast: "time", episode, time, total } at most once a second; seconds
     { segmentcast: "chapter", episode, time, title }
     { segmentcast: "ended", episode }
     { segmentcast: "transcript", episode, sentences }  to who asked; each has start, end, speaker, text
     { segmentcast: "sentence", episode, index, time }  from then on: which one is heard
   From the page around it to the frame:
     { segmentcast: "play", time }                `time` may be left out
     { segmentcast: "seek", time }
     { segmentcast: "pause" }
     { segmentcast: "transcript" }
     { segmentcast: "size" }                      the frame tells its height once more
   On the channel:
     { segmentcast: "play", player }              every other player pauses. Frames in a sandbox share
                                                  no channel: segment-player.js sends "pause" to them. */
const EMBEDDED = document.documentElement.classList.contains("embed");
const still = matchMedia("(prefers-reduced-motion: reduce)");

const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

const store = {
  get(key) {
    try { return localStorage.getItem("segmentcast:" + key); } catch { return null; }
  },
  set(key, value) {
    /* On the pages of others nothing is kept but the place where the listener was. */
    if (EMBEDDED && ["speed", "volume", "keys", "follow"].includes(key)) return;
    try { localStorage.setItem("segmentcast:" + key, value); } catch { /* storage is switched off */ }
  },
  drop(key) {
    try { localStorage.removeItem("segmentcast:" + key); } catch { /* storage is switched off */ }
  },
};

/* A new element with attributes and contents; a function as a value listens to that event. */
function make(tag, attributes = {}, ...contents) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false) element.setAttribute(name, value);
  }
  element.append(...contents);
  return element;
}

function phrase(name, values = {}) {
  return WORDS[name].replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

async function copyText(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch { /* not allowed here: try the older way */ }
  }
  const before = document.activeElement;
  const area = make("textarea", { readonly: true });
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before?.focus({ preventScroll: true });
  return done;
}

function decoded(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

/* The last of the sorted `times` that is not after `time`, or -1. */
function lastAt(times, time) {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= time + 0.001) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/* Sets an attribute only if that changes it: each write costs the browser a look at the page. */
function put(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
