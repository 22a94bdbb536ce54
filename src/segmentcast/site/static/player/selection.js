/* Words that a reader presses or selects. A press of the mouse on a sentence plays from it, but not
   one that is half of a double click, or that ends or drops a selection; a tap of a finger only
   offers to play, since fingers touch what they scroll. Words that are selected are offered to be
   played, quoted and shared. */
const DOUBLE_CLICK_MS = 300;

function startSelection(reading) {
  const { sound, text } = reading;
  const offer = makeOffer(reading);
  let down = null;
  let pending = 0;
  let before = null;

  text.addEventListener("pointerdown", (event) => {
    down = { type: event.pointerType, x: event.clientX, y: event.clientY, selected: !getSelection().isCollapsed };
    if (event.detail < 2) before = null;
    clearTimeout(pending);
  });
  text.addEventListener("click", (event) => {
    const sentence = event.target.closest(".s[data-start]");
    if (!sentence || event.target.closest("a, button")) return;
    const press = down;
    down = null;
    const start = reading.startOf(sentence);
    if (!press || event.detail === 0) {
      sound.playFrom(start);
    } else if (press.type !== "mouse") {
      if (getSelection().isCollapsed) offer.show([sentence], sentence);
    } else if (event.detail === 1 && !press.selected && getSelection().isCollapsed
        && Math.hypot(event.clientX - press.x, event.clientY - press.y) < 6) {
      pending = setTimeout(() => {
        if (!getSelection().isCollapsed) return;
        before = { time: sound.position(), paused: sound.audio.paused };
        sound.playFrom(start);
      }, DOUBLE_CLICK_MS);
    }
  });
  /* A slow double click: what its first half began is taken back. */
  text.addEventListener("dblclick", () => {
    clearTimeout(pending);
    if (!before) return;
    if (before.paused) sound.audio.pause();
    sound.seek(before.time);
    before = null;
  });

  let settle = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(settle);
    settle = setTimeout(() => {
      const chosen = selected(reading);
      if (chosen.length) {
        reading.following.release();
        offer.show(chosen, getSelection().focusNode);
      } else if (!offer.stays()) {
        offer.hide();
      }
    }, 150);
  });
}

/* The sentences of which at least a letter is selected, in order; those that are not heard too. */
function selected({ text }) {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return [];
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(text)) return [];
  return all(".s, .unheard", text).filter((sentence) => {
    if (!range.intersectsNode(sentence)) return false;
    const part = document.createRange();
    part.selectNodeContents(sentence);
    if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0) part.setStart(range.startContainer, range.startOffset);
    if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0) part.setEnd(range.endContainer, range.endOffset);
    return part.toString().trim() !== "";
  });
}

const speakerOf = (sentence) => sentence.closest(".turn")?.querySelector(".who bdi")?.textContent.trim() || "";

/* Whole sentences, each person's under their name, with where they are said. */
function quoteOf({ sound }, sentences, address) {
  const spoken = [];
  for (const sentence of sentences) {
    const speaker = speakerOf(sentence);
    const turn = sentence.closest(".turn");
    if (spoken.at(-1)?.turn === turn) spoken.at(-1).words.push(sentence.textContent.trim());
    else spoken.push({ turn, speaker, words: [sentence.textContent.trim()] });
  }
  const lines = spoken.map(({ speaker, words }) => {
    const quote = phrase("quote", { words: words.join(" ") });
    return speaker ? phrase("quote_by", { quote, speaker }) : quote;
  });
  const { title, show } = sound.player.dataset;
  return [...lines, `${title}, ${show}`, address].join("\n");
}

/* The bar under a paragraph with what can be done with its words. */
function makeOffer(reading) {
  const { sound } = reading;
  let chosen = [];
  let pressed = false;
  let tapped = false;
  const timed = () => chosen.filter((sentence) => sentence.dataset.start);
  const address = () => {
    const heard = timed();
    return heard.length
      ? momentAddress(reading.startOf(heard[0]), reading.endOf(heard.at(-1)))
      : pageAddress();
  };
  const button = (name, run) => make("button", { type: "button", "data-offer": name, click: run }, WORDS[`offer_${name}`]);
  const status = make("span", { class: "offer-status", "aria-live": "polite" });
  const say = (done, words, text) => { status.textContent = done ? words : `${WORDS.copy_failed} ${text}`; };
  const play = button("play", () => {
    const [first] = timed();
    hide();
    if (!first) return;
    getSelection().removeAllRanges();
    reading.stopAt(first);
    first.focus({ preventScroll: true });
    sound.playFrom(reading.startOf(first));
  });
  const copy = button("copy", async () => {
    const quote = quoteOf(reading, chosen, address());
    say(await copyText(quote), WORDS.copied, quote);
  });
  const share = button("share", async () => {
    const url = address();
    if (navigator.share) {
      try {
        await navigator.share({ title: sound.player.dataset.title, text: quoteOf(reading, chosen, "").trim(), url });
        return;
      } catch (problem) {
        if (problem.name === "AbortError") return;
      }
    }
    say(await copyText(url), WORDS.link_copied, url);
  });
  const bar = make("div", { class: "offer", role: "group", "aria-label": WORDS.offer, lang: document.documentElement.lang,
    dir: document.documentElement.dir }, play, copy, share, status);

  function show(sentences, node) {
    chosen = sentences;
    tapped = node === sentences[0];
    status.textContent = "";
    play.hidden = !timed().length;
    const element = node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement;
    const last = sentences.at(-1);
    const paragraph = (element && reading.text.contains(element) && element.closest("p")) || last.closest("p");
    if (paragraph.nextSibling !== bar) paragraph.after(bar);
  }
  function hide() {
    bar.remove();
    chosen = [];
  }
  /* A press on the bar must not drop the selection that it is about. */
  bar.addEventListener("pointerdown", () => { pressed = true; });
  bar.addEventListener("mousedown", (event) => event.preventDefault());
  document.addEventListener("pointerdown", (event) => {
    if (bar.contains(event.target)) return;
    pressed = false;
    if (getSelection().isCollapsed) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !bar.isConnected) return;
    const [first] = timed();
    hide();
    getSelection().removeAllRanges();
    if (first) {
      reading.stopAt(first);
      first.focus({ preventScroll: true });
    }
  });
  return { show, hide, stays: () => tapped || pressed || bar.contains(document.activeElement) };
}
