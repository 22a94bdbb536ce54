/* The feed, opened by a person: a page with links that can be pressed and episodes that play. The
   feed names this script in an element of the XHTML namespace, as browsers drop XSLT. Texts of the
   feed are shown as text, and of its addresses only those of the web are used. */
const XHTML = "http://www.w3.org/1999/xhtml";

function make(name, attributes = {}, ...children) {
  const element = document.createElementNS(XHTML, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== "") element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== ""));
  return element;
}

function text(parent, name) {
  const child = Array.from(parent.children).find((one) => one.localName === name && !one.prefix);
  return child ? child.textContent.trim() : "";
}

function webAddress(address) {
  try {
    const url = new URL(address, document.baseURI);
    return ["http:", "https:"].includes(url.protocol) ? url.href : "";
  } catch {
    return "";
  }
}

/* The sound itself, without the statistics service of the feed's apps. */
function direct(address) {
  if (!WORDS.prefix || !address.startsWith(WORDS.prefix)) return address;
  const rest = address.slice(WORDS.prefix.length);
  return rest.startsWith("http:") ? rest : `https://${rest}`;
}

const KEPT = new Set(["p", "ul", "ol", "li", "blockquote", "br", "em", "strong", "b", "i"]);
const UNSEEN = new Set(["script", "style", "template", "title", "noscript"]);

/* A text with its addresses as links. */
function linked(text) {
  return text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/).map((part, n) => {
    const address = n % 2 ? webAddress(part) : "";
    return address ? make("a", { href: address, rel: "noopener" }, part) : part;
  });
}

/* What a description says, built anew: its text, its paragraphs and lists, and links of the web. */
function contents(parent, depth = 0) {
  if (depth > 20) return [parent.textContent];
  return Array.from(parent.childNodes).flatMap((node) => {
    const name = node.localName;
    if (node.nodeType === Node.TEXT_NODE) return parent.localName === "a" ? [node.data] : linked(node.data);
    if (!name || UNSEEN.has(name)) return [];
    const inside = contents(node, depth + 1);
    const address = name === "a" ? webAddress(node.getAttribute("href") || "") : "";
    if (address) return [make("a", { href: address, rel: "noopener" }, ...inside)];
    return KEPT.has(name) ? [make(name, {}, ...inside)] : inside;
  });
}

function description(of) {
  const { body } = new DOMParser().parseFromString(text(of, "description"), "text/html");
  if (!body.textContent.trim()) return "";
  return make("div", { class: body.querySelector("p, li, br") ? "text" : "text plain" }, ...contents(body));
}

/* A service that counts, or who blocks it, must not silence the sound. */
function player(address, title) {
  const own = webAddress(direct(address));
  const src = WORDS.counted ? webAddress(address) : own;
  if (!src) return "";
  const audio = make("audio", { controls: "", preload: "none", src, "aria-label": title });
  audio.addEventListener("error", () => {
    if (audio.getAttribute("src") === own) return;
    audio.setAttribute("src", own);
    audio.play().catch(() => { /* the browser's own player shows it */ });
  });
  return audio;
}

function day(item, language) {
  const date = new Date(text(item, "pubDate"));
  if (Number.isNaN(date.getTime())) return "";
  try {
    return date.toLocaleDateString(language || undefined, { dateStyle: "long" });
  } catch {
    return date.toISOString().slice(0, 10);
  }
}

function episode(item, language) {
  const title = text(item, "title");
  const link = webAddress(text(item, "link"));
  const sound = item.querySelector(":scope > enclosure")?.getAttribute("url") || "";
  const date = day(item, language);
  return make("article", {},
    date ? make("p", { class: "day" }, date) : "",
    make("h2", {}, link ? make("a", { href: link }, title) : title),
    description(item),
    player(sound, title));
}

function page() {
  const channel = document.documentElement.querySelector(":scope > channel");
  if (!channel) return;
  const language = text(channel, "language");
  const title = text(channel, "title");
  const home = webAddress(text(channel, "link"));
  const field = make("input", { id: "address", type: "url", readonly: "", dir: "ltr", value: location.href });
  const copy = make("button", { type: "button" }, WORDS.copy);
  const status = make("p", { role: "status" });
  copy.addEventListener("click", async () => {
    field.focus();
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy");
    }
    status.textContent = WORDS.copied;
  });
  const main = make("main", {},
    make("h1", {}, home ? make("a", { href: home }, title) : title),
    description(channel),
    WORDS.counted ? make("p", { class: "day" }, WORDS.counted) : "",
    make("div", { class: "help" },
      make("label", { for: "address" }, WORDS.feed_help),
      make("p", { class: "field" }, field, copy),
      status,
      make("p", {}, make("a", { href: "index.html" }, WORDS.all_segments))),
    ...Array.from(channel.children).filter((one) => one.localName === "item" && !one.prefix)
      .map((item) => episode(item, language)));
  const head = make("head", {},
    make("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    make("meta", { name: "referrer", content: "strict-origin-when-cross-origin" }),
    make("title", {}, title));
  const right = /^(ar|dv|fa|he|ks|ps|sd|ug|ur|yi)\b/.test(language);
  document.documentElement.replaceWith(
    make("html", { lang: language, dir: right ? "rtl" : "ltr" }, head, make("body", {}, main)));
}

/* An embedded document of a feed isn't opened by a person. */
if (document.documentElement?.localName === "rss") page();
