/* The player in an article: a line that unfolds, in the look that the article asks for.

   The address says how it looks, behind `#` or `?`: theme=light|dark|auto, form=full, and the
   colours and the font of LOOKS. Nothing else of the address reaches the page. */
const LOOKS = ["accent", "on-accent", "ground", "text"];
const FONT = /^[\p{L}\p{N} ,'"-]{1,120}$/u;

function dress() {
  const asked = parameters();
  const root = document.documentElement;
  const theme = asked.get("theme");
  if (theme === "dark" || theme === "auto") root.classList.add(`theme-${theme}`);
  for (const name of LOOKS) {
    const digits = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(asked.get(name) || "");
    if (digits) root.style.setProperty(`--segment-${name}`, `#${digits[1]}`);
  }
  if (FONT.test(asked.get("font") || "")) root.style.setProperty("--segment-font", asked.get("font"));
}
if (EMBEDDED) dress();

function startEmbed(sound) {
  const { player, audio, tool } = sound;
  const pill = player.querySelector("[data-unfold]");
  if (!EMBEDDED || !pill) return;
  const unfold = () => {
    player.classList.add("unfolded");
    pill.setAttribute("aria-expanded", "true");
  };
  pill.hidden = false;
  pill.addEventListener("click", () => {
    unfold();
    tool("toggle").focus({ preventScroll: true });
    sound.play();
  });
  audio.addEventListener("play", unfold);
  if (parameters().get("form") === "full") unfold();

  const fold = player.querySelector("[data-chapters]");
  fold?.addEventListener("click", () => {
    const list = player.querySelector(".chapters");
    list.hidden = !list.hidden;
    put(fold, "aria-expanded", String(!list.hidden));
  });
  startSentences(sound);
  const part = spanOf(parameters().get("t") || "");
  if (part && part[0] < sound.total() && part[1] !== null && player.dataset.sentences) showQuoteInFrame(sound, ...part);
}

/* The words and when they are said, for a page that marks them in its own article. They are sent to
   who asks; from then on the frame says which sentence is heard. */
function startSentences(sound) {
  const address = sound.player.dataset.sentences;
  const send = (more) => window.parent.postMessage({ episode: sound.player.dataset.player, ...more }, "*");
  let starts = null;
  let current = -1;
  addEventListener("message", async ({ data, source }) => {
    if (source !== window.parent || data?.segmentcast !== "transcript" || !address) return;
    try {
      const { segments } = await (await fetch(address)).json();
      const sentences = segments.map(({ startTime, endTime, speaker, body }) => (
        { start: startTime, end: endTime, speaker: speaker || "", text: body }));
      send({ segmentcast: "transcript", sentences, play: WORDS.offer_play, language: document.documentElement.lang });
      if (starts) return;
      starts = sentences.map(({ start }) => start);
      sound.watch(starts);
      sound.on("time", (time) => {
        const index = lastAt(starts, time);
        if (index === current) return;
        current = index;
        send({ segmentcast: "sentence", index, time });
      });
    } catch { /* without the words the article stays as it is */ }
  });
}
