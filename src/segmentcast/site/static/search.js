/* The search of the show page. It is loaded when somebody uses the search, and then loads only the
 files of the index that can hold the words that were typed. Ranking is MiniSearch's. */
const form = document.querySelector("[data-search]");
const field = form.querySelector("input[type=search]");
const who = form.querySelector("select");
const status = form.querySelector("[data-search-status]");
const list = document.querySelector("[data-search-results]");
const more = document.querySelector("[data-search-more]");
const FIELDS = ["title", "people", "said"];
const OFTEN = { ",": 1, a: 2, b: 4, c: 8 };
const SHOWN = 20;
const HELD_IN_A_FILE = 25;
const root = new URL(".", new URL(form.dataset.index, document.baseURI));

/* Each file of the index is a script that puts its content here: a page on a disk may load nothing else. */
const waiting = new Map();
const files = new Map();
window.segmentcastSearch = { put: (name, content) => waiting.get(name)?.(content) };

function script(src) {
  return new Promise((done, fail) => {
    const element = document.createElement("script");
    element.src = src;
    element.addEventListener("load", () => { element.remove(); done(); });
    element.addEventListener("error", () => { element.remove(); fail(new Error(src)); });
    document.head.append(element);
  });
}

function file(name, path) {
  if (!files.has(name)) {
    const loaded = new Promise((done, fail) => {
      waiting.set(name, done);
      script(new URL(path, root)).then(() => fail(new Error(path)), fail);
    });
    loaded.catch(() => files.delete(name));
    files.set(name, loaded);
  }
  return files.get(name);
}

let library = null;
function engine() {
  library ??= script(new URL(form.dataset.library, document.baseURI));
  library.catch(() => { library = null; });
  return library;
}

function decode(entry, total, first, into) {
  if (entry === "*") {
    for (let n = 0; n < total; n += 1) into[first + n] = 1;
    return;
  }
  let at = -1;
  for (const [, distance, often] of entry.matchAll(/(\d+)([,abc])/g)) {
    at += Number(distance);
    into[first + at] = OFTEN[often];
  }
}

/* A MiniSearch over all years, with the entries of the words that were asked for. */
async function indexFor(asked, version) {
  const years = await file("", `index.js?v=${version}`);
  const heads = await Promise.all(years.map(([year, , v]) => file(String(year), `${year}/index.js?v=${v}`)));
  const wanted = years.map(([year, , v], n) => Promise.all(
    heads[n].shards.flatMap((prefix, shard) =>
      (asked.some((word) => word.startsWith(prefix) || prefix.startsWith(word))
        ? [file(`${year}/${shard}`, `${year}/${shard}.js?v=${v}`)] : []))));
  const shards = await Promise.all(wanted);
  const index = new Map();
  const documentIds = {};
  const fieldLength = {};
  const averages = [0, 0, 0];
  let first = 0;
  years.forEach(([year, total], n) => {
    /* One length for all talks of a year: that of each alone would make every search load more. */
    for (let number = 0; number < total; number += 1) {
      documentIds[first + number] = `${n}:${number}`;
      fieldLength[first + number] = heads[n].lengths;
    }
    heads[n].lengths.forEach((length, at) => { averages[at] += length * total; });
    for (const shard of shards[n]) {
      for (const [word, entry] of Object.entries(shard)) {
        let held = index.get(word);
        if (!held) index.set(word, held = {});
        const lists = typeof entry === "string" ? ["", "", entry] : entry;
        lists.forEach((postings, at) => { if (postings) decode(postings, total, first, held[at] ??= {}); });
      }
    }
    first += total;
  });
  const search = MiniSearch.loadJS({
    documentCount: first, nextId: first, documentIds, fieldLength, storedFields: {}, dirtCount: 0,
    fieldIds: { title: 0, people: 1, said: 2 },
    averageFieldLength: averages.map((sum) => sum / Math.max(1, first)),
    index: [...index], serializationVersion: 2,
  }, { fields: FIELDS, tokenize: wordsOf, processTerm: (term) => term });
  return { search, years };
}

/* Words between quotation marks are meant as they stand, one after the other. */
const QUOTED = /"([^"]+)"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|(?<!\p{L})'([^']+)'(?!\p{L})/gu;
function questionIn(text) {
  const phrases = [...text.matchAll(QUOTED)].map((match) => wordsOf(match.slice(1).join(" ")));
  return { free: text.replace(QUOTED, " "), phrases: phrases.filter((phrase) => phrase.length) };
}

/* Whether the words of a phrase follow each other in `words`, and where. */
function placeOf(phrase, words) {
  for (let at = words.indexOf(phrase[0]); at >= 0; at = words.indexOf(phrase[0], at + 1)) {
    if (phrase.every((word, n) => words[at + n] === word)) return at;
  }
  return -1;
}

function find(search, { free, phrases }, person) {
  const text = wordsOf(free).length ? free : "";
  const boost = { title: 4, people: 3 };
  const named = { queries: [person], combineWith: "AND", fields: ["people"], prefix: false };
  const ask = (options) => {
    const said = { queries: [text], ...options };
    const exact = phrases.map((phrase) => ({ queries: phrase, combineWith: "AND", prefix: false, fuzzy: false }));
    const parts = [...(text ? [said] : []), ...exact, ...(person ? [named] : [])];
    return search.search({ queries: parts, combineWith: "AND" }, { boost, fields: FIELDS });
  };
  const whole = { combineWith: "AND", prefix: (term, at, terms) => at === terms.length - 1 && term.length > 1 };
  for (const options of [whole, { ...whole, fuzzy: 0.2, prefix: true }, { combineWith: "OR", fuzzy: 0.2 }]) {
    const found = ask(options);
    if (found.length || !text) return found;
  }
  return [];
}

function put(parent, tag, text, attributes = {}) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) if (value) element.setAttribute(name, value);
  parent.append(element);
  return element;
}

/* What is said in a segment, from its page: its turns with their sentences, or null where that
   cannot be read: from a disk, or without its page. */
const talks = new Map();
function talkOf(href) {
  if (!location.protocol.startsWith("http")) return Promise.resolve(null);
  if (!talks.has(href)) {
    talks.set(href, fetch(new URL(href, document.baseURI)).then(async (answer) => {
      if (!answer.ok) throw new Error(href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      return [...page.querySelectorAll("[data-transcript] .turn")].map((turn) => ({
        speaker: turn.querySelector(".who bdi")?.textContent || "",
        sentences: [...turn.querySelectorAll(".s[data-start]")].map((sentence) => (
          { start: sentence.dataset.start, text: sentence.textContent, words: wordsOf(sentence.textContent) })),
      }));
    }).catch(() => {
      talks.delete(href); // asked for again with the next search
      return null;
    }));
  }
  return talks.get(href);
}

/* The sentence in which a phrase begins, or else that with most of the words: {speaker, sentence}. */
function passageOf(talk, phrases, said) {
  let best = null;
  let most = 0;
  for (const { speaker, sentences } of talk) {
    const words = sentences.flatMap((sentence) => sentence.words);
    for (const phrase of phrases) {
      let at = placeOf(phrase, words);
      const sentence = at >= 0 && sentences.find(({ words: own }) => (at -= own.length) < 0);
      if (sentence) return { speaker, sentence };
    }
    for (const sentence of sentences) {
      const count = said.filter((word) => sentence.words.includes(word)).length;
      if (count > most) [best, most] = [{ speaker, sentence }, count];
    }
  }
  return best;
}

/* Without the page nothing is known of the order of words, so the segment stays. */
async function isQuoted(phrases, [href, title, , , people, summary]) {
  const talk = await talkOf(href);
  if (!talk) return true;
  const texts = [title, summary, ...people].map(wordsOf);
  texts.push(...talk.map(({ sentences }) => sentences.flatMap((sentence) => sentence.words)));
  return phrases.every((phrase) => texts.some((words) => placeOf(phrase, words) >= 0));
}

/* A text with the words that were asked for marked. */
function marked(parent, text, said) {
  const words = new Set(said);
  let from = 0;
  for (const run of text.matchAll(/[\p{L}\p{N}\p{M}\u0640]+/gu)) {
    const own = wordsOf(run[0]);
    if (!own.some((word) => words.has(word))) continue;
    const parts = own.length === 1
      ? [[0, run[0].length]]
      : own.filter((word) => words.has(word)).flatMap((word) => foldedText(run[0]).find(word));
    for (const [begin, end] of parts.sort(([a], [b]) => a - b)) {
      if (run.index + end <= from) continue;
      parent.append(text.slice(from, Math.max(from, run.index + begin)));
      put(parent, "mark", text.slice(Math.max(from, run.index + begin), run.index + end), { class: "hit" });
      from = run.index + end;
    }
  }
  parent.append(text.slice(from));
}

/* The sentence that was found, under its segment; both lead to it. */
async function addPassage(article, href, { phrases, free }, said) {
  const talk = await talkOf(href);
  const passage = talk && passageOf(talk, phrases, said);
  if (!passage) return;
  const { speaker, sentence } = passage;
  const words = phrases.length && !wordsOf(free).length ? field.value.replace(/["“”„«»]/g, "") : said.join(" ");
  /* On the web a page is known by the address of its folder. */
  const page = location.protocol.startsWith("http") ? href.replace(/index\.html$/, "") : href;
  const address = `${page}#t=${sentence.start}&q=${encodeURIComponent(words)}`;
  article.querySelector("h3 a").href = address;
  const line = put(article, "p", "", { class: "passage" });
  if (speaker) {
    put(line, "bdi", speaker);
    line.append(": ");
  }
  marked(put(line, "a", "", { href: address }), sentence.text, said);
}

const nearing = "IntersectionObserver" in window && new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    nearing.unobserve(target);
    target.dispatchEvent(new Event("near"));
  }
}, { rootMargin: "300px" });

function item(hit, [href, title, date, clock, people, summary, language], question) {
  const said = Object.entries(hit.match).filter(([, where]) => where.includes("said")).map(([word]) => word);
  const lands = clock && said.length && field.value.trim();
  const moment = lands ? `#said=${encodeURIComponent(said.join(" "))}` : "";
  /* A result is in its episode's language as a whole, as the cards of the list are. */
  const dir = /^(?:ar|dv|fa|he|ks|ps|sd|ug|ur|yi)\b/.test(language) ? "rtl" : "ltr";
  const article = put(document.createElement("li"), "article", "", { class: "result", lang: language, dir });
  const line = put(article, "p", date, { class: "dateline" });
  if (clock) line.append(` · ${clock}`);
  for (const name of people) {
    line.append(" · ");
    put(line, "bdi", name);
  }
  put(put(article, "h3"), "a", title, { href: href + moment });
  if (summary) put(article, "p", summary);
  if (lands && nearing) {
    article.addEventListener("near", () => addPassage(article, href, question, said), { once: true });
    nearing.observe(article);
  }
  return article.parentNode;
}

async function rowOf(hit, years) {
  const [place, number] = hit.id.split(":").map(Number);
  const [year, , version] = years[place];
  const chunk = `d${Math.floor(number / HELD_IN_A_FILE)}`;
  const shelf = await file(`${year}/${chunk}`, `${year}/${chunk}.js?v=${version}`);
  return shelf[number % HELD_IN_A_FILE];
}

let asked = 0;
let rest = [];
/* The next hits, as many as are shown at a time; of a phrase those in whose words it stands. At
   most a hundred pages are read for it at a time. Those that cannot be loaded stay in `rest`. */
async function nextRows(years, question) {
  const hits = rest;
  const taken = [];
  try {
    return await rowsOf(years, question, taken);
  } catch (problem) {
    hits.unshift(...taken);
    throw problem;
  }
}

async function rowsOf(years, { phrases }, taken) {
  const rows = [];
  let read = 0;
  while (rest.length && rows.length < SHOWN && read < 100) {
    const some = rest.splice(0, phrases.length ? 6 : SHOWN);
    taken.push(...some);
    read += some.length;
    const filled = await Promise.all(some.map(async (hit) => [hit, await rowOf(hit, years)]));
    const right = phrases.length
      ? await Promise.all(filled.map(([, row]) => isQuoted(phrases, row)))
      : filled.map(() => true);
    rows.push(...filled.filter((_, n) => right[n]));
  }
  return rows;
}

async function show(years, question, mine) {
  const count = rest.length;
  const rows = await nextRows(years, question);
  if (mine !== asked) return;
  const from = list.children.length;
  for (const [hit, row] of rows) list.append(item(hit, row, question));
  more.hidden = !rest.length;
  more.onclick = async () => {
    const shown = list.children.length;
    await show(years, question, mine).catch(fail);
    list.children[shown]?.querySelector("a")?.focus();
  };
  tellCount(question.phrases.length ? from + rows.length : from + count, question);
}

function tellCount(count, { phrases }) {
  const unsure = phrases.length && rest.length;
  const words = unsure ? WORDS.found_so_far : status.dataset.found;
  const note = phrases.length && !location.protocol.startsWith("http") ? ` ${WORDS.phrase_unchecked}` : "";
  status.textContent = (count || unsure ? words.replace("{count}", count) : status.dataset.none) + note;
}

function fail() {
  status.textContent = status.dataset.failed;
  addEventListener("online", run, { once: true });
}

async function run() {
  const mine = asked += 1;
  const text = field.value.trim();
  const person = who?.value || "";
  list.replaceChildren();
  more.hidden = true;
  rest = [];
  status.textContent = "";
  history.replaceState(null, "", text ? `#q=${encodeURIComponent(text)}` : location.pathname + location.search);
  const terms = wordsOf(`${text} ${person}`);
  if (!terms.length || (text && !wordsOf(text).length)) return;
  status.textContent = status.dataset.looking;
  try {
    const [, { search, years }] = await Promise.all([
      engine(), engine().then(() => indexFor(terms, form.dataset.version))]);
    if (mine !== asked) return;
    const question = questionIn(text);
    rest = [...find(search, question, person)];
    await show(years, question, mine);
  } catch {
    if (mine === asked) fail();
  }
}

let pause = 0;
field.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(run, 250);
});
who?.addEventListener("change", run);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(pause);
  run();
});
if (field.value.trim() || who?.value) run();
