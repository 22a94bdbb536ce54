/* Words as vocabulary of a search: search/search_words.py folds them in the same way. */
const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+/g;
const LETTERS = {
  ς: "σ", ø: "o", đ: "d", ð: "d", ł: "l", ħ: "h", ŧ: "t", ı: "i", ß: "ss", æ: "ae", œ: "oe", þ: "th",
  "\u0640": "", ى: "ي", ة: "ه", ٱ: "ا",
};
const OTHER_LETTERS = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "gu");
/* The Arabic article, alone or after "and", "so", "with", "like", "for"; but not in the name of God. */
const ARTICLE = /^(?:[وفبك]?ال|و?لل)(?=[\p{L}\p{N}]{2})(?!له$)/u;

function fold(text) {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(OTHER_LETTERS, (letter) => LETTERS[letter]);
}

function wordsOf(text) {
  const words = [];
  for (const [run] of fold(text).matchAll(/[\p{L}\p{N}]{1,40}/gu)) {
    let at = 0;
    for (const stretch of run.matchAll(UNSPACED)) {
      if (stretch.index > at) words.push(run.slice(at, stretch.index));
      const letters = [...stretch[0]];
      if (letters.length === 1) words.push(letters[0]);
      for (let n = 1; n < letters.length; n += 1) words.push(letters[n - 1] + letters[n]);
      at = stretch.index + stretch[0].length;
    }
    if (at < run.length) words.push(at ? run.slice(at) : run.replace(ARTICLE, ""));
  }
  return words;
}

/* A text folded letter by letter, so that what is found in it can be marked in the original. */
function foldedText(original) {
  let text = "";
  const places = [];
  let at = 0;
  for (const letter of original) {
    const folded = /\s/.test(letter) ? " " : fold(letter).replace(/[’‘]/g, "'").replace(/[“”„«»]/g, '"');
    if (folded !== " " || !text.endsWith(" ")) {
      for (let n = 0; n < folded.length; n += 1) places.push(at);
      text += folded;
    }
    at += letter.length;
  }
  places.push(original.length);
  return {
    text,
    find(wanted) {
      const parts = [];
      for (let from = text.indexOf(wanted); from >= 0; from = text.indexOf(wanted, from + wanted.length)) {
        parts.push([places[from], places[from + wanted.length]]);
      }
      return parts;
    },
  };
}
