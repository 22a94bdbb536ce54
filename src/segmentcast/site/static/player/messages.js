/* A player in a frame and the page around it; base.js has the list of messages. */
function startMessages(sound) {
  if (!EMBEDDED || window.parent === window) return;
  const { audio, player } = sound;
  const episode = player.dataset.player;
  const send = (kind, more = {}) => window.parent.postMessage({ segmentcast: kind, episode, ...more }, "*");
  let second = -1;
  let playing = false;
  let begun = false;
  let toldChapter = -1;
  /* Nothing is told of a sound before it begins: a script outside may count on that order. */
  const tellChapter = () => {
    const at = sound.chapter();
    if (!begun || at < 0 || at === toldChapter) return;
    toldChapter = at;
    send("chapter", { time: sound.chapterStarts[at], title: sound.titles[at] });
  };
  audio.addEventListener("play", () => {
    playing = begun = true;
    send("play", { time: sound.position() });
    tellChapter();
  });
  audio.addEventListener("pause", () => {
    playing = false;
    send("pause", { time: sound.position() });
  });
  audio.addEventListener("ended", () => send("ended"));
  sound.on("time", (time) => {
    if (!playing || Math.floor(time) === second) return;
    second = Math.floor(time);
    send("time", { time, total: sound.total() });
  });
  sound.on("chapter", tellChapter);
  addEventListener("message", ({ data, source }) => {
    if (source !== window.parent || !data) return;
    const time = Number.isFinite(data.time) ? data.time : null;
    if (data.segmentcast === "pause") audio.pause();
    else if (data.segmentcast === "seek" && time !== null) sound.seek(time);
    else if (data.segmentcast === "play" && time !== null) sound.playFrom(time);
    else if (data.segmentcast === "play") sound.play();
  });
}
