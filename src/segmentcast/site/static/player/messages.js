/* A player in a frame and the page around it; base.js has the list of messages. */
function startMessages(sound) {
  if (!EMBEDDED || window.parent === window) return;
  const { audio, player } = sound;
  const episode = player.dataset.player;
  const send = (kind, more = {}) => window.parent.postMessage({ segmentcast: kind, episode, ...more }, "*");
  let second = -1;
  audio.addEventListener("play", () => send("play", { time: sound.position() }));
  audio.addEventListener("pause", () => send("pause", { time: sound.position() }));
  audio.addEventListener("ended", () => send("ended"));
  sound.on("time", (time) => {
    if (audio.paused || Math.floor(time) === second) return;
    second = Math.floor(time);
    send("time", { time, total: sound.total() });
  });
  sound.on("chapter", (at) => {
    if (at >= 0) send("chapter", { time: sound.chapterStarts[at], title: sound.titles[at] });
  });
  addEventListener("message", ({ data, source }) => {
    if (source !== window.parent || !data) return;
    const time = Number.isFinite(data.time) ? data.time : null;
    if (data.segmentcast === "pause") audio.pause();
    else if (data.segmentcast === "seek" && time !== null) sound.seek(time);
    else if (data.segmentcast === "play" && time !== null) sound.playFrom(time);
    else if (data.segmentcast === "play") sound.play();
  });
}
