/* A quote card: an address that names a part, `#t=83,95`, unfolds with its sentences and speakers. */

/* The sentences that are heard in a part, also where it begins or ends within one. A part may begin a
   little before its first word, and end a little behind its last. */
function sentencesOf(starts, from, until) {
  const heard = (n) => Math.min(until, starts[n + 1] ?? Infinity) - Math.max(from, starts[n]);
  const meant = starts.map((_, n) => n).filter((n) => heard(n) > 0.3);
  const at = lastAt(starts, from);
  return meant.length || at < 0 ? meant : [at];
}

/* From where to where whole sentences are heard: a quote plays the words that it shows. */
function spanOfSentences(sound, starts, meant) {
  return [starts[meant[0]], starts[meant.at(-1) + 1] ?? sound.total()];
}

/* `spoken` are pairs of speaker and words; the words of one person stand together. */
function quoteCard(spoken, from, until, play) {
  const turns = [];
  for (const [speaker, words] of spoken) {
    if (turns.at(-1)?.speaker === speaker) turns.at(-1).words.push(words);
    else turns.push({ speaker, words: [words] });
  }
  const text = document.querySelector("[data-transcript]");
  const words = { lang: text?.lang || document.querySelector("h1").lang, dir: text?.dir || "auto" };
  return make("figure", { class: "quote", "data-quote": true },
    ...turns.flatMap(({ speaker, words: said }) => [
      make("blockquote", words, make("p", {}, phrase("quote", { words: said.join(" ") }))),
      ...(speaker ? [make("figcaption", {}, make("bdi", {}, speaker))] : []),
    ]),
    make("p", {}, make("button", { type: "button", click: play }, `${WORDS.offer_play} · ${clock(from)}–${clock(until)}`)));
}

/* On the page: above the player, in place of a card that an earlier address made. */
function showQuote(reading, from, until) {
  document.querySelector("[data-quote]")?.remove();
  if (!reading || until === null) return null;
  const { sound, sentences, starts } = reading;
  const meant = sentencesOf(starts, from, until);
  if (!meant.length) return null;
  const spoken = meant.map((n) => [speakerOf(sentences[n]), sentences[n].textContent.trim()]);
  const span = spanOfSentences(sound, starts, meant);
  const card = quoteCard(spoken, ...span, () => sound.playFrom(...span));
  sound.player.closest("[data-player-place]")?.before(card);
  return card;
}

/* In a frame: the words are asked for, since the frame has no transcript. */
async function showQuoteInFrame(sound, from, until) {
  const { player } = sound;
  try {
    const { segments } = await (await fetch(player.dataset.sentences)).json();
    const starts = segments.map(({ startTime }) => startTime);
    const meant = sentencesOf(starts, from, until);
    if (!meant.length) return;
    const span = spanOfSentences(sound, starts, meant);
    player.before(quoteCard(meant.map((n) => [segments[n].speaker || "", segments[n].body]), ...span,
      () => sound.playFrom(...span)));
  } catch { /* without the words there is only the player */ }
}
