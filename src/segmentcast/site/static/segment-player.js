/* For the pages of others: <segment-player src="address of an episode's page"> shows its player,
   and with `data-article` it marks in the article's own words what is being said.
   With only an <iframe> of the player on the page, this script keeps that as tall as it needs to be.
   It asks for nothing but the player, stores nothing, and hands nothing on. */
(() => {
  "use strict";

  const LEAST = 40;
  const MOST = 2400;
  const FIRST = 60;
  const UNFOLDED = 170;
  const LOOKS = ["accent", "on-accent", "ground", "text", "font"];
  const EVENTS = ["play", "pause", "time", "chapter", "ended"];
  const HIGHLIGHT = "segment-said";
  const CHOSEN = "segment-chosen";

  /* The player's address for that of an episode's page, with or without a slash at its end; empty
     unless it is one of the web. Beside it what the address says of the part to be played. */
  function playerAddress(text) {
    let address;
    try { address = new URL(text, document.baseURI); } catch { return ["", ""]; }
    if (address.protocol !== "https:" && address.protocol !== "http:") return ["", ""];
    address.pathname = address.pathname.replace(/\/[^/]*\.html$|\/?$/, "/embed.html");
    /* A part that the address names, `#t=83,95`, is shown as a quote. */
    const part = /^#(t=[\w:.,%-]+)$/.exec(address.hash);
    address.hash = "";
    return [address.href, part ? part[1] : ""];
  }

  const players = new Map();
  const isPlayer = (frame) => /\/embed\.html(?:[?#]|$)/.test(frame.src);

  /* A frame in a sandbox has no origin; it is known by its window. */
  function isFrom(frame, event) {
    if (frame.contentWindow !== event.source) return false;
    return event.origin === new URL(frame.src).origin || (event.origin === "null" && frame.hasAttribute("sandbox"));
  }

  /* Frames that have spoken: to others nothing is sent, as a frame that loads late has no origin yet. */
  const heard = new WeakSet();

  function send(frame, message) {
    const origin = frame.hasAttribute("sandbox") ? "*" : new URL(frame.src).origin;
    frame.contentWindow?.postMessage(message, origin);
  }

  addEventListener("message", (event) => {
    const { data } = event;
    if (typeof data?.segmentcast !== "string") return;
    const frames = [...players.keys(), ...[...document.querySelectorAll("iframe")].filter(isPlayer)];
    const frame = frames.find((one) => isFrom(one, event));
    if (!frame) return;
    heard.add(frame);
    if (data.segmentcast === "height") {
      const height = Number(data.height);
      if (height >= LEAST && height <= MOST) frame.style.height = `${height}px`;
      /* The player's own scheme: with another one, browsers paint the ground of a frame. */
      frame.style.colorScheme = "light";
      return;
    }
    if (data.segmentcast === "play") {
      for (const other of frames) if (other !== frame && heard.has(other)) send(other, { segmentcast: "pause" });
    }
    players.get(frame)?.receive(data);
  });

  /* Players that were there before this script have told their height to nobody. */
  for (const frame of document.querySelectorAll("iframe")) {
    if (isPlayer(frame)) frame.contentWindow?.postMessage({ segmentcast: "size" }, "*");
  }

  class SegmentPlayer extends HTMLElement {
    static observedAttributes = ["src", "theme", "form", ...LOOKS];

    connectedCallback() {
      this.show();
    }

    disconnectedCallback() {
      players.delete(this.frame);
      this.article?.leave();
      this.article = null;
    }

    attributeChangedCallback() {
      if (this.isConnected) this.show();
    }

    /* What the element says of the player's look, by attribute or by custom property. */
    look() {
      const style = getComputedStyle(this);
      const rows = [["theme", this.getAttribute("theme")], ["form", this.getAttribute("form")]];
      for (const name of LOOKS) {
        rows.push([name, this.getAttribute(name) || style.getPropertyValue(`--segment-${name}`).trim()]);
      }
      return new URLSearchParams(rows.filter(([, value]) => value)).toString();
    }

    show() {
      const [address, part] = playerAddress(this.getAttribute("src") || "");
      /* What stands inside the element is shown where there is nothing to play. */
      if (!address) return;
      if (!this.frame) {
        this.frame = document.createElement("iframe");
        this.frame.loading = this.hasAttribute("data-article") ? "eager" : "lazy";
        this.frame.allow = "autoplay; clipboard-write";
        const height = this.getAttribute("form") === "full" ? UNFOLDED : FIRST;
        Object.assign(this.frame.style, { display: "block", width: "100%", height: `${height}px`, border: "0" });
        this.attachShadow({ mode: "open" }).append(this.frame);
        this.style.display ||= "block";
        this.frame.addEventListener("load", () => {
          this.loaded = true;
          this.article?.ask();
          for (const message of this.waiting || []) send(this.frame, message);
          this.waiting = [];
        });
      }
      players.set(this.frame, this);
      this.frame.title = this.getAttribute("title") || this.textContent.trim() || document.title;
      const said = [this.look(), part].filter(Boolean).join("&");
      const whole = said ? `${address}#${said}` : address;
      if (this.frame.src !== whole) this.frame.src = whole;
      if (this.hasAttribute("data-article") && !this.article) this.article = new Article(this);
    }

    /* A player that is not in sight yet is loaded now, and told then. */
    tell(message) {
      if (this.loaded) {
        send(this.frame, message);
        return;
      }
      this.waiting = [...(this.waiting || []), message];
      if (this.frame) this.frame.loading = "eager";
    }

    play(time) {
      this.tell(Number.isFinite(time) ? { segmentcast: "play", time } : { segmentcast: "play" });
    }

    pause() {
      this.tell({ segmentcast: "pause" });
    }

    seek(time) {
      this.tell({ segmentcast: "seek", time });
    }

    receive({ segmentcast: kind, ...detail }) {
      if (kind === "transcript") this.article?.match(detail);
      else if (kind === "sentence") this.article?.mark(detail.index);
      else if (EVENTS.includes(kind)) {
        if (kind === "play") this.begun = true;
        if (kind === "ended") this.article?.mark(-1);
        this.dispatchEvent(new CustomEvent(`segment-${kind}`, { detail, bubbles: true }));
      }
    }
  }

  /* --- the article's own words ------------------------------------------------------------------ */

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const BLOCKS = "p, li, blockquote, h1, h2, h3, h4, h5, h6, dd, dt, td, th, figcaption, pre, div, section, article, main, body";
  const UNSEEN = /[\u00ad\u200b\u2060\ufeff]/;

  /* The words below an element, each with the text nodes and places where it begins and ends. A word
     may be in several nodes, as with a drop cap, and hold soft hyphens. */
  function wordsBelow(element) {
    let text = "";
    const places = [];
    let block = null;
    const apart = () => {
      text += "\n";
      places.push(null);
    };
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType !== Node.TEXT_NODE) {
        if (/^(?:br|hr|img)$/.test(node.localName)) apart();
        continue;
      }
      if (node.parentElement.closest("script, style, template, textarea")) continue;
      const own = node.parentElement.closest(BLOCKS);
      if (own !== block) apart();
      block = own;
      for (let at = 0; at < node.data.length; at += 1) {
        if (UNSEEN.test(node.data[at])) continue;
        text += node.data[at];
        places.push([node, at]);
      }
    }
    return Array.from(text.matchAll(/[\p{L}\p{M}\p{N}]+/gu), (match) => {
      const [node, start] = places[match.index];
      const [last, end] = places[match.index + match[0].length - 1];
      return { word: fold(match[0]), node, start, last, end: end + 1 };
    });
  }

  const wordsOf = (text) => (text.replace(/[\u00ad\u200b\u2060\ufeff]/g, "").match(/[\p{L}\p{M}\p{N}]+/gu) || []).map(fold);
  const LEAST_WORDS = 4;
  const MOST_PLACES = 20;

  function standsAt(words, wanted, at) {
    if (at < 0 || at + wanted.length > words.length) return false;
    return wanted.every((word, n) => words[at + n].word === word);
  }

  /* The place of each sentence, -1 where it has none. The places go up with the sentences: of all
     ways to choose them the one with the most sentences, so that a quotation further down loses
     none. A sentence of few words counts only beside a neighbour. */
  function placesOf(words, sentences) {
    const starts = new Map();
    const key = (at) => words.slice(at, at + LEAST_WORDS).map((one) => one.word).join(" ");
    for (let at = 0; at + LEAST_WORDS <= words.length; at += 1) {
      const known = starts.get(key(at));
      if (known) known.push(at);
      else starts.set(key(at), [at]);
    }
    /* The longest rising row (patience sorting): the last link of the best row of each length. */
    const best = [];
    sentences.forEach((wanted, index) => {
      if (wanted.length < LEAST_WORDS) return;
      const possible = (starts.get(wanted.slice(0, LEAST_WORDS).join(" ")) || [])
        .filter((at) => standsAt(words, wanted, at)).slice(0, MOST_PLACES);
      for (const at of possible.reverse()) {
        let low = 0;
        let high = best.length;
        while (low < high) {
          const middle = (low + high) >> 1;
          if (best[middle].at < at) low = middle + 1;
          else high = middle;
        }
        best[low] = { at, index, before: low ? best[low - 1] : null };
      }
    });
    const found = sentences.map(() => -1);
    for (let link = best[best.length - 1]; link; link = link.before) found[link.index] = link.at;
    sentences.forEach((wanted, index) => {
      if (!wanted.length || wanted.length >= LEAST_WORDS) return;
      const before = index ? found[index - 1] : -1;
      const behind = before < 0 ? -1 : before + sentences[index - 1].length;
      const next = found[index + 1] ?? -1;
      for (const at of [behind, next < 0 ? -1 : next - wanted.length]) {
        if (found[index] < 0 && standsAt(words, wanted, at)) found[index] = at;
      }
    });
    return found;
  }

  class Article {
    constructor(player) {
      this.player = player;
      this.ranges = [];
      this.press = this.press.bind(this);
    }

    /* The selector in `data-article`, else the article around the player, else the page. */
    root() {
      const selector = this.player.getAttribute("data-article");
      let named = null;
      try { named = selector && document.querySelector(selector); } catch { /* no selector */ }
      return named || this.player.closest("article, main") || document.body;
    }

    ask() {
      send(this.player.frame, { segmentcast: "transcript" });
    }

    /* Finds the sentences in the order in which they are said; what the article says otherwise, or
       not at all, has no place. A short sentence counts only beside its neighbours. */
    match({ sentences, play, language }) {
      if (!Array.isArray(sentences) || this.sentences) return;
      this.sentences = sentences.slice(0, 20000).map(({ start, end, text, speaker }) => (
        { start: Number(start), end: Number(end), words: wordsOf(String(text)), name: [speaker, text].filter(Boolean).join(", ") }));
      const root = this.root();
      const words = wordsBelow(root);
      const places = placesOf(words, this.sentences.map((one) => one.words));
      this.ranges = places.map((at, index) => {
        if (at < 0) return null;
        const last = words[at + this.sentences[index].words.length - 1];
        const range = document.createRange();
        range.setStart(words[at].node, words[at].start);
        range.setEnd(last.last, last.end);
        return range;
      });
      root.addEventListener("click", this.press);
      this.listening = root;
      this.style();
      this.startKeys(String(play || "Play"), String(language || ""));
      this.player.toggleAttribute("data-matched", this.ranges.some(Boolean));
    }

    /* How the words look is the article's matter; this is what they get if it says nothing. */
    style() {
      if (document.adoptedStyleSheets.some((sheet) => sheet.segmentcast)) return;
      const sheet = new CSSStyleSheet();
      sheet.segmentcast = true;
      sheet.replaceSync(`::highlight(${HIGHLIGHT}){background-color:#f4dfe1;color:#17181c;text-decoration:underline}`
        + `::highlight(${CHOSEN}){background-color:#17181c;color:#fff}`
        + `:where([data-segment-said]){outline:2px solid currentColor;outline-offset:4px}`);
      document.adoptedStyleSheets = [sheet, ...document.adoptedStyleSheets];
    }

    /* The sentences for the keyboard: a button beside the player, seen while it has the focus, that is
       called by the sentence which the arrow keys choose, and plays from it. Two of them take turns,
       so that a screen reader says each. The article's own HTML stays as it is. */
    startKeys(play, language) {
      const indexes = this.ranges.flatMap((range, index) => (range ? [index] : []));
      if (!indexes.length) return;
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(":host{position:relative}button{position:absolute;inset-inline-start:0;bottom:100%;z-index:1;box-sizing:border-box;max-width:100%;min-height:2.75rem;padding:.5rem 1rem;border:2px solid;border-radius:.4rem;background:Canvas;color:CanvasText;font:600 .9375rem/1.3 system-ui,sans-serif;text-align:start;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}button:not(:focus){width:1px;height:1px;min-height:0;padding:0;border:0;clip-path:inset(50%)}");
      this.player.shadowRoot.adoptedStyleSheets = [sheet];
      let place = 0;
      const name = (button) => { button.textContent = `${play}: ${this.sentences[indexes[place]].name}`; };
      const choose = (to, from) => {
        place = Math.min(indexes.length - 1, Math.max(0, to));
        const other = this.buttons.find((one) => one !== from);
        name(other);
        other.tabIndex = 0;
        other.focus({ preventScroll: true });
        from.tabIndex = -1;
      };
      const keydown = (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
        const right = getComputedStyle(this.listening).direction === "rtl" ? -1 : 1;
        const to = { ArrowDown: place + 1, ArrowUp: place - 1, ArrowRight: place + right, ArrowLeft: place - right,
          Home: 0, End: indexes.length - 1 }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        choose(to, event.currentTarget);
      };
      this.buttons = [0, -1].map((tabIndex) => {
        const button = document.createElement("button");
        Object.assign(button, { type: "button", tabIndex, lang: language, dir: "auto" });
        button.addEventListener("keydown", keydown);
        button.addEventListener("click", () => this.player.play(this.sentences[indexes[place]].start));
        button.addEventListener("focus", () => {
          if (!button.matches(":focus-visible")) return;
          this.paint(CHOSEN, this.ranges[indexes[place]]);
          const box = this.ranges[indexes[place]].getBoundingClientRect();
          if (box.top < 80 || box.bottom > innerHeight - 80) scrollBy({ top: box.top - innerHeight / 3 });
        });
        button.addEventListener("blur", () => this.paint(CHOSEN, null));
        name(button);
        return button;
      });
      this.heard = (index) => {
        const at = indexes.indexOf(index);
        if (at < 0 || this.buttons.some((button) => button.matches(":focus"))) return;
        place = at;
        this.buttons.forEach(name);
      };
      this.player.shadowRoot.prepend(...this.buttons);
    }

    paint(name, range) {
      if (!globalThis.Highlight || !CSS.highlights) return;
      if (range) CSS.highlights.set(name, new Highlight(range));
      else CSS.highlights.delete(name);
    }

    mark(index) {
      this.heard?.(index);
      const range = this.ranges[index] || null;
      this.said?.removeAttribute("data-segment-said");
      this.said = null;
      this.paint(HIGHLIGHT, range);
      const node = range?.startContainer.parentElement;
      const block = node?.closest("p, li, blockquote, h1, h2, h3, h4, dd, figcaption, div") || node;
      /* Where the browser knows no highlights, the paragraph is marked. */
      if (block && !globalThis.Highlight) block.setAttribute("data-segment-said", "");
      if (block && !globalThis.Highlight) this.said = block;
    }

    /* A press of the mouse on a sentence plays from it: not one that selects, nor one on a link. A
       finger touches what it scrolls, so it counts only once the listener has begun. */
    press(event) {
      const busy = event.defaultPrevented || event.button || event.detail > 1 || !getSelection().isCollapsed
        || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
      if (busy || event.target.closest("a, button, input, select, textarea, label, summary, video, audio, segment-player, [contenteditable]")) return;
      if (event.pointerType && event.pointerType !== "mouse" && !this.player.begun) return;
      const inside = (range) => {
        for (const box of range?.getClientRects() || []) {
          if (event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom) return true;
        }
        return false;
      };
      const block = event.target.closest("p, li, blockquote, h1, h2, h3, h4, dd");
      let index = this.ranges.findIndex(inside);
      if (index < 0 && block) index = this.ranges.findIndex((range) => range && block.contains(range.startContainer));
      if (index >= 0) this.player.play(this.sentences[index].start);
    }

    leave() {
      this.listening?.removeEventListener("click", this.press);
      this.buttons?.forEach((button) => button.remove());
      this.paint(CHOSEN, null);
      this.mark(-1);
    }
  }

  if (!customElements.get("segment-player")) customElements.define("segment-player", SegmentPlayer);
})();
