/* Search within the transcript: accents, case and Arabic articles do not matter, and part of a word
   is enough. */
function startFind(reading) {
  const { text, sentences } = reading;
  const places = all(".s, .unheard", text);
  const field = make("input", { type: "search", autocomplete: "off", spellcheck: "false", maxlength: "100",
    placeholder: WORDS.find, "aria-label": WORDS.find });
  const count = make("span", { class: "find-count", "aria-live": "polite" });
  const step = (by) => make("button", { type: "button", hidden: true, click: () => go(at + by),
    "aria-label": WORDS[by > 0 ? "find_next" : "find_previous"], "data-find-step": by > 0 ? "next" : "previous" }, by > 0 ? "↓" : "↑");
  const steps = [step(-1), step(1)];
  const form = make("form", { role: "search", class: "find-form", "aria-label": WORDS.find }, field, count, ...steps);
  let hits = [];
  let at = -1;
  let folded = null;
  const place = document.querySelector("[data-find]");
  if (place) {
    place.append(form);
    place.hidden = false;
  } else {
    text.before(form);
  }

  function clear() {
    for (const sentence of new Set(hits.map(([mark]) => mark.parentNode))) sentence.textContent = sentence.textContent;
    hits = [];
    at = -1;
  }

  function mark(sentence, parts) {
    const whole = sentence.textContent;
    const pieces = [];
    let from = 0;
    for (const [begin, end] of parts) {
      if (begin < from) continue;
      const hit = make("mark", { class: "hit" }, whole.slice(begin, end));
      pieces.push(whole.slice(from, begin), hit);
      hits.push([hit, sentence]);
      from = end;
    }
    sentence.replaceChildren(...pieces.filter((piece) => piece !== ""), whole.slice(from));
  }

  function go(index) {
    if (!hits.length) return;
    hits[at]?.[0].classList.remove("at");
    at = (index + hits.length) % hits.length;
    const [hit, sentence] = hits[at];
    hit.classList.add("at");
    count.textContent = phrase("find_count", { at: String(at + 1), count: String(hits.length) });
    reading.following.release();
    hit.scrollIntoView({ block: "center", behavior: "instant" });
    if (sentence.dataset.start) reading.stopAt(sentence);
  }

  function find(words, sentence = null) {
    clear();
    const wanted = foldedText(words).text.trim().replace(ARTICLE, "");
    for (const button of steps) button.hidden = true;
    count.textContent = "";
    if (wanted.length < 1) return;
    folded ??= places.map((place) => foldedText(place.textContent));
    /* Words that nowhere stand together are marked one by one. */
    const together = folded.some((fold) => fold.text.includes(wanted));
    const sought = together ? [wanted] : wordsOf(words);
    folded.forEach((fold, n) => {
      const parts = sought.flatMap((part) => fold.find(part)).sort(([a], [b]) => a - b);
      if (parts.length) mark(places[n], parts);
    });
    for (const button of steps) button.hidden = !hits.length;
    if (!hits.length) count.textContent = WORDS.find_none;
    else go(Math.max(0, hits.findIndex(([, place]) => place === sentence)));
  }

  let pause = 0;
  const now = () => {
    clearTimeout(pause);
    pause = 0;
    find(field.value);
  };
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(now, 150);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      if (pause) now();
      else go(at + (event.shiftKey ? -1 : 1));
    } else if (event.key === "Escape") {
      field.value = "";
      now();
    }
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  return {
    /* What a result of the show's search leads to: its words marked, from this sentence on. */
    show(words, sentence) {
      field.value = words;
      find(words, sentence);
    },
  };
}

/* Where most of these words are said together first: what a search leads to. */
function sentenceWith({ sentences }, asked) {
  const terms = wordsOf(asked).slice(0, 20);
  let best = null;
  let most = 0;
  for (const sentence of sentences) {
    const said = new Set(wordsOf(sentence.textContent));
    const count = terms.filter((term) => said.has(term)).length;
    if (count > most) [best, most] = [sentence, count];
  }
  return best;
}
