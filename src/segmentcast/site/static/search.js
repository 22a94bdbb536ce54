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

function find(search, text, person) {
  const boost = { title: 4, people: 3 };
  const named = { queries: [person], combineWith: "AND", fields: ["people"], prefix: false };
  const ask = (options) => {
    const said = { queries: [text], ...options };
    const parts = [...(text ? [said] : []), ...(person ? [named] : [])];
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

function item(hit, [href, title, date, clock, people, summary, language]) {
  const said = Object.entries(hit.match).filter(([, where]) => where.includes("said")).map(([word]) => word);
  const moment = clock && said.length && field.value.trim() ? `#said=${encodeURIComponent(said.join(" "))}` : "";
  const article = put(document.createElement("li"), "article");
  const line = put(article, "p", date, { class: "dateline" });
  if (clock) line.append(` · ${clock}`);
  for (const name of people) {
    line.append(" · ");
    put(line, "bdi", name);
  }
  put(put(article, "h3", "", { lang: language, dir: "auto" }), "a", title, { href: href + moment });
  if (summary) put(article, "p", summary, { lang: language, dir: "auto" });
  return article.parentNode;
}

let asked = 0;
let rest = [];
async function show(years, mine) {
  const next = rest.slice(0, SHOWN);
  const shelves = await Promise.all(next.map((hit) => {
    const [place, number] = hit.id.split(":").map(Number);
    const [year, , version] = years[place];
    const chunk = `d${Math.floor(number / HELD_IN_A_FILE)}`;
    return file(`${year}/${chunk}`, `${year}/${chunk}.js?v=${version}`);
  }));
  if (mine !== asked) return;
  const from = list.children.length;
  next.forEach((hit, n) => list.append(item(hit, shelves[n][Number(hit.id.split(":")[1]) % HELD_IN_A_FILE])));
  rest = rest.slice(SHOWN);
  more.hidden = !rest.length;
  more.onclick = async () => {
    await show(years, mine).catch(fail);
    list.children[from + next.length]?.querySelector("a")?.focus();
  };
}

function fail() {
  status.textContent = status.dataset.failed;
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
    rest = find(search, text, person);
    const count = rest.length;
    await show(years, mine);
    if (mine !== asked) return;
    status.textContent = count ? status.dataset.found.replace("{count}", count) : status.dataset.none;
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
