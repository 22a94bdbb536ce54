/* A quote card: an address that names a part, `#t=83,95`, unfolds with its sentences and speakers. */

/* Which sentences are meant by a part. A part may begin a little before its first word. */
function sentencesOf(starts, from, until) {
  const meant = [];
  starts.forEach((start, n) => { if (start >= from - 0.3 && start < until - 0.05) meant.push(n); });
  const at = lastAt(starts, from);
  return meant.length || at < 0 ? meant : [at];
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
  const spoken = sentencesOf(starts, from, until).map((n) => [speakerOf(sentences[n]), sentences[n].textContent.trim()]);
  if (!spoken.length) return null;
  const card = quoteCard(spoken, from, until, () => sound.playFrom(from, until));
  sound.player.closest("[data-player-place]")?.before(card);
  return card;
}

/* In a frame: the words are asked for, since the frame has no transcript. */
async function showQuoteInFrame(sound, from, until) {
  const { player } = sound;
  try {
    const { segments } = await (await fetch(player.dataset.sentences)).json();
    const meant = sentencesOf(segments.map(({ startTime }) => startTime), from, until);
    if (!meant.length) return;
    player.before(quoteCard(meant.map((n) => [segments[n].speaker || "", segments[n].body]), from, until,
      () => sound.playFrom(from, until)));
  } catch { /* without the words there is only the player */ }
}
