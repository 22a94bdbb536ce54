/* The sound: what plays, where it is, how fast and how loud, and what is said when it does not come.
   The other parts listen with `sound.on`: "time" (seconds), "chapter" (its number), "from" (somebody
   chose a place to listen from), "start" (Play was pressed). */
function makeSound(player) {
  const audio = player.querySelector("audio");
  const controls = player.querySelector(".controls");
  const tool = (name) => controls.querySelector(`[data-do="${name}"]`);
  const slider = controls.querySelector("input[type=range]:not([data-do])");
  const now = controls.querySelector("[data-now]");
  const status = controls.querySelector("[data-status]");
  const label = controls.querySelector("[data-label]");
  const chapters = all(".chapters [data-seek]");
  const chapterStarts = chapters.map((chapter) => Number(chapter.dataset.seek));
  const titles = chapters.map((link) => (link.querySelector("[dir]") || link).textContent.trim());
  const heard = {};
  const watched = [chapterStarts];
  const heardTo = all("[data-heard-to]", player);
  const title = controls.querySelector("[data-heard]");
  const direct = document.querySelector("[data-direct]")?.dataset.direct;
  let triedDirect = false;
  let uncovered = -1;
  let chapter = -1;
  let wanted = null;
  let insists = false;
  let until = null;
  let last = 0;
  let timer = 0;

  const on = (name, run) => (heard[name] ||= []).push(run);
  const tell = (name, value) => { for (const run of heard[name] || []) run(value); };
  const total = () => (Number.isFinite(audio.duration) ? audio.duration : Number(player.dataset.total));
  const position = () => (wanted === null ? audio.currentTime : wanted);
  const failed = () => player.dataset.state === "error";
  const state = (name) => put(player, "data-state", name);

  function say(text, ...more) {
    if (status.textContent !== text || more.length) status.replaceChildren(text, ...more);
  }

  /* Four times a second, and when a sentence or a chapter begins. Writes only what has changed. */
  function show() {
    const time = last = position();
    if (until !== null && time >= until && !audio.paused) {
      until = null;
      audio.pause();
    }
    const second = clock(time);
    if (now.textContent !== second) now.textContent = second;
    if (!slider.matches(":active") && Number(slider.value) !== Math.round(time)) slider.value = time;
    uncover(time);
    const at = lastAt(chapterStarts, time);
    if (at !== chapter) {
      chapters[chapter]?.removeAttribute("aria-current");
      chapters[at]?.setAttribute("aria-current", "true");
      chapter = at;
      describe();
      tell("chapter", at);
    }
    tell("time", time);
    clearTimeout(timer);
    if (!audio.paused) timer = setTimeout(show, Math.max(15, ((next(time) - time) / audio.playbackRate) * 1000 + 5));
  }

  /* The played part of the strip: rectangles that are as wide as what was heard, once a second. */
  function uncover(time) {
    const second = Math.floor(time);
    if (second === uncovered && !audio.paused) return;
    uncovered = second;
    const width = String(Math.round((time / total()) * 1000) || 0);
    for (const rectangle of heardTo) put(rectangle, "width", width);
  }

  function next(time) {
    const ahead = watched.map((starts) => starts[lastAt(starts, time) + 1]).filter((start) => start > time);
    return Math.min(time + 1, until ?? Infinity, ...ahead);
  }

  /* What the slider is called where it stands: on focus, on a key, and at a chapter, not each second. */
  function describe() {
    const place = slider.dataset.of.replace("{time}", clock(position())).replace("{total}", clock(total()));
    put(slider, "aria-valuetext", titles[chapter] ? `${place}, ${titles[chapter]}` : place);
    if (title && titles[chapter] && player.classList.contains("started")) title.textContent = titles[chapter];
  }

  function onlyFromTheStart() {
    put(player, "data-seekable", "no");
    slider.disabled = true;
    arrived(); // the end of a wait takes back what was said last
    const file = direct || audio.currentSrc;
    say(`${WORDS.no_seeking} `, make("a", { href: file, download: true }, WORDS.no_seeking_way));
  }

  /* `chosen` is false where the place was only remembered: then it plays from the start instead. */
  function seek(time, chosen = true) {
    until = null;
    const target = Math.min(Math.max(0, time), Math.max(0, total() - 0.05));
    if (audio.readyState > 0 && !reachable(audio, target)) {
      onlyFromTheStart();
      return false;
    }
    /* Nothing is loaded before somebody presses Play, and some browsers forget a place that was set
       before: it is set again when there is something to set it in. */
    wanted = audio.readyState > 0 ? null : target;
    insists = chosen;
    audio.currentTime = target;
    show();
    return true;
  }

  function arrive() {
    put(slider, "max", String(Math.floor(total())));
    if (wanted === null) return;
    const target = wanted;
    if (target > 1 && !reachable(audio, target)) {
      wanted = null;
      if (insists) audio.pause();
      onlyFromTheStart();
      show();
    } else if (Math.abs(audio.currentTime - target) > 0.05) {
      audio.currentTime = target;
    } else {
      wanted = null;
    }
  }

  const patience = makePatience(() => {
    state("waiting");
    say(WORDS.waiting);
  }, () => say(WORDS.waiting_long));
  function wait() {
    if (!failed()) patience.begin();
  }
  function arrived() {
    patience.end();
    if (failed()) return;
    if (player.dataset.state === "waiting") say("");
    state(audio.paused ? "paused" : "playing");
  }

  const movers = () => [slider, tool("back"), tool("forward"), tool("speed")].filter(Boolean);

  /* An event of a source that was given up meanwhile comes without an error. */
  function fail() {
    if (failed() || !audio.error) return;
    arrived();
    if (direct && !triedDirect) {
      /* The service that counts, or who blocks it, must not silence the sound. */
      triedDirect = true;
      const place = last;
      audio.src = direct;
      seek(place);
      begin();
      return;
    }
    audio.pause();
    state("error");
    player.classList.remove("playing");
    label.textContent = WORDS.try_again;
    for (const mover of movers()) mover.disabled = true;
    say(document.querySelector("[data-transcript]") ? WORDS.audio_failed : WORDS.audio_failed_alone);
  }

  function retry() {
    const place = last;
    state("paused");
    for (const mover of movers()) mover.disabled = false;
    audio.load();
    seek(place);
    begin();
  }

  function begin() {
    if (failed()) {
      retry();
      return;
    }
    if (player.dataset.seekable !== "no") say("");
    audio.play().catch(fail);
  }

  function play() {
    tell("start");
    begin();
  }

  function toggle() {
    if (audio.paused) play();
    else audio.pause();
  }

  function playFrom(time, end = null) {
    if (!seek(time)) return;
    until = end;
    tell("from", time);
    begin();
  }

  function setSpeed(rate) {
    audio.preservesPitch = true;
    audio.defaultPlaybackRate = rate;
    audio.playbackRate = rate;
    if (tool("speed")) tool("speed").value = String(rate);
  }

  function setVolume(volume, muted) {
    audio.volume = Math.min(1, Math.max(0, volume));
    audio.muted = muted;
    store.set("volume", String(audio.volume));
  }

  audio.addEventListener("play", () => {
    player.classList.add("playing", "started");
    label.textContent = tool("toggle").dataset.pause;
    describe();
    if (audio.readyState < 3) wait();
    show();
  });
  audio.addEventListener("pause", () => {
    arrived();
    player.classList.remove("playing");
    if (!failed()) label.textContent = tool("toggle").dataset.play;
    show();
  });
  audio.addEventListener("loadedmetadata", arrive);
  audio.addEventListener("canplay", arrive);
  audio.addEventListener("waiting", wait);
  audio.addEventListener("playing", arrived);
  audio.addEventListener("timeupdate", show);
  audio.addEventListener("seeked", () => {
    wanted = null;
    show();
  });
  audio.addEventListener("ratechange", show);
  audio.addEventListener("error", fail);
  describe();

  return {
    audio, player, controls, slider, chapters, chapterStarts, titles, tool, on, say, show, seek, play,
    toggle, playFrom, setSpeed, setVolume, describe, position, total, failed,
    status: () => status.textContent,
    chapter: () => chapter,
    playUntil: (end) => { until = end; },
    watch: (starts) => watched.push(starts),
  };
}
