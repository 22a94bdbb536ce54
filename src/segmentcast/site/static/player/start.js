/* The moment that the address names: [seconds, until or null, sentence or null], or null. A moment
   behind the end is none. */
function momentInAddress(reading, total, hashAlone) {
  const asked = parameters(hashAlone);
  const span = asked.has("t") ? spanOf(asked.get("t")) : null;
  if (span && span[0] < total) return [...span, null];
  let sentence = asked.get("said") && reading ? sentenceWith(reading, asked.get("said")) : null;
  const anchor = location.hash.slice(1);
  if (!sentence && /^turn-[\d-]+$/.test(anchor)) {
    sentence = document.getElementById(anchor)?.querySelector("[data-start]");
  }
  return sentence ? [Number(sentence.dataset.start), null, sentence] : null;
}

function startPlayer(player) {
  const sound = makeSound(player);
  const { audio } = sound;
  /* The browser's own player stays in the page as the thing that plays; ours is in front of it. */
  audio.controls = false;
  player.classList.add("scripted");
  sound.controls.hidden = false;
  for (const link of all("[data-seek]")) link.setAttribute("href", `#t=${link.dataset.seek}`);
  startTools(sound);
  startMessages(sound);
  startSlim(sound);
  startKeys(sound);
  startEmbed(sound);
  startMediaSession(sound);
  const reading = startReading(sound);
  const find = reading && startFind(reading);
  if (reading) startSelection(reading);

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-seek]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    sound.playFrom(Number(link.dataset.seek));
  });

  function goToAddress(hashAlone) {
    const moment = momentInAddress(reading, sound.total(), hashAlone);
    if (!moment) return false;
    const [time, until] = moment;
    sound.seek(time);
    sound.playUntil(until);
    const words = parameters(hashAlone).get("q");
    const card = showQuote(reading, time, until);
    if (words && find) find.show(words, reading.current());
    else if (card) card.scrollIntoView({ block: "center" });
    else if (!location.hash.startsWith("#turn-")) reading?.current()?.scrollIntoView({ block: "center" });
    return true;
  }
  addEventListener("hashchange", () => goToAddress(true));
  if (!goToAddress(false)) resume(sound);
  sound.show();
}

startPage();
const playerOfPage = document.querySelector("[data-player]");
if (playerOfPage) startPlayer(playerOfPage);
