/* The buttons beside Play, the place that is remembered, the keys of phone and keyboard. */
function startTools(sound) {
  const { audio, player, slider, tool } = sound;
  tool("toggle").addEventListener("click", sound.toggle);
  tool("back")?.addEventListener("click", () => sound.seek(sound.position() - 15));
  tool("forward")?.addEventListener("click", () => sound.seek(sound.position() + 30));
  slider.addEventListener("input", () => {
    sound.seek(Number(slider.value));
    sound.describe();
  });
  slider.addEventListener("focus", sound.describe);
  slider.addEventListener("keydown", (event) => {
    const step = { PageUp: 30, PageDown: -30 }[event.key];
    if (!step) return;
    event.preventDefault();
    sound.seek(sound.position() + step);
    sound.describe();
  });
  startOptions(sound);
  startSpeed(sound);
  startVolume(sound);
  startRemote(sound);

  const copy = tool("copy");
  copy?.addEventListener("click", async () => {
    const address = momentAddress(sound.position());
    const done = await copyText(address);
    sound.say(`${done ? `${copy.dataset.copied}:` : copy.dataset.failed} ${address}`);
    copy.focus();
  });

  const key = player.dataset.player;
  const remember = () => {
    const time = sound.position();
    if (time > 5 && time < sound.total() - 10) store.set(key, time.toFixed(1));
    else store.drop(key);
  };
  audio.addEventListener("pause", remember);
  audio.addEventListener("ended", () => store.drop(key));
  addEventListener("pagehide", remember);
  let written = 0;
  sound.on("time", (time) => {
    if (audio.paused || Math.abs(time - written) < 5) return;
    written = time;
    remember();
  });
}

/* What is used less often, in the panel behind the last button. */
function startOptions({ controls }) {
  const panel = controls.querySelector("[data-options]");
  if (!panel) return;
  const button = (name, text, more = {}) => make("p", {}, make("button", { type: "button", "data-do": name, ...more }, text));
  panel.prepend(
    make("p", {}, make("label", {}, `${WORDS.volume} `,
      make("input", { type: "range", min: "0", max: "1", step: "0.05", "data-do": "volume" }))),
    button("mute", WORDS.mute, { "aria-pressed": "false" }),
    make("p", {}, make("label", {}, make("input", { type: "checkbox", "data-do": "following" }), ` ${WORDS.follow}`)),
    button("remote", WORDS.remote, { hidden: true }),
    button("help", WORDS.keys_title),
  );
  const details = panel.closest("details");
  details?.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    details.querySelector("summary").focus();
  });
}

/* Where the listener was the last time; an address that names a moment comes first. */
function resume(sound) {
  const left = Number(store.get(sound.player.dataset.player));
  if (!(left > 5 && left < sound.total() - 10)) return;
  sound.seek(left, false);
  sound.say(phrase("resumed", { time: clock(left) }));
}

function startSpeed(sound) {
  const speed = sound.tool("speed");
  if (!speed) return;
  const rates = all("option", speed).map((option) => option.value);
  speed.addEventListener("change", () => {
    sound.setSpeed(Number(speed.value));
    store.set("speed", speed.value);
  });
  const usual = store.get("speed");
  if (rates.includes(usual)) sound.setSpeed(Number(usual));
}

/* One step slower or faster in the list of speeds. */
function changeSpeed(sound, step) {
  const speed = sound.tool("speed");
  if (!speed || speed.disabled) return;
  speed.selectedIndex = Math.min(speed.options.length - 1, Math.max(0, speed.selectedIndex + step));
  speed.dispatchEvent(new Event("change"));
  sound.say(`${WORDS.speed}: ${speed.selectedOptions[0].textContent}`);
}

function startVolume(sound) {
  const { audio, tool } = sound;
  const volume = tool("volume");
  const mute = tool("mute");
  const usual = store.get("volume");
  if (usual !== null && usual >= 0 && usual <= 1) audio.volume = Number(usual);
  const show = () => {
    if (volume) volume.value = String(audio.muted ? 0 : audio.volume);
    if (mute) put(mute, "aria-pressed", String(audio.muted));
  };
  volume?.addEventListener("input", () => {
    const level = Number(volume.value);
    sound.setVolume(level, level === 0);
    /* iOS leaves the volume to its own keys: a slider that does nothing goes away. */
    if (Math.abs(audio.volume - level) > 0.01) volume.closest("label").hidden = true;
  });
  mute?.addEventListener("click", () => toggleMute(sound));
  audio.addEventListener("volumechange", show);
  show();
}

function toggleMute(sound) {
  const { audio } = sound;
  sound.setVolume(audio.volume || 0.5, !audio.muted);
  sound.say(audio.muted ? WORDS.muted : WORDS.unmuted);
}

/* The browser's own way to a loudspeaker or a television: no script of another is needed. */
function startRemote(sound) {
  const button = sound.tool("remote");
  const { remote } = sound.audio;
  if (!button || !remote?.watchAvailability) return;
  remote.watchAvailability((available) => { button.hidden = !available; }).catch(() => { /* none here */ });
  button.addEventListener("click", () => remote.prompt().catch((problem) => {
    if (problem.name !== "NotAllowedError" && problem.name !== "AbortError") sound.say(WORDS.remote_none);
  }));
}

function startMediaSession(sound) {
  if (!("mediaSession" in navigator)) return;
  const { audio, player, position, chapterStarts } = sound;
  const art = player.dataset.artwork;
  navigator.mediaSession.metadata = new MediaMetadata({
    title: player.dataset.title,
    artist: player.dataset.show,
    album: player.dataset.show,
    artwork: art && location.protocol.startsWith("http") ? [{ src: new URL(art, location.href).href }] : [],
  });
  const turnTo = (step) => {
    const target = chapterStarts[Math.max(0, sound.chapter() + step)];
    if (target !== undefined) sound.seek(target);
  };
  const actions = {
    play: sound.play,
    pause: () => audio.pause(),
    seekbackward: (detail) => sound.seek(position() - (detail.seekOffset || 15)),
    seekforward: (detail) => sound.seek(position() + (detail.seekOffset || 30)),
    seekto: (detail) => sound.seek(detail.seekTime),
    previoustrack: () => turnTo(-1),
    nexttrack: () => turnTo(1),
  };
  for (const [name, run] of Object.entries(actions)) {
    try { navigator.mediaSession.setActionHandler(name, run); } catch { /* not known to this browser */ }
  }
}
