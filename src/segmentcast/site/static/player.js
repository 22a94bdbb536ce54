/* The player of the episode page, and the buttons of the show page. Without it the pages work
   with the browser's own player. No address but our own is ever asked. */
(() => {
  "use strict";

  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

  const store = {
    get(key) {
      try { return localStorage.getItem("segmentcast:" + key); } catch { return null; }
    },
    set(key, value) {
      try { localStorage.setItem("segmentcast:" + key, value); } catch { /* storage is switched off */ }
    },
    drop(key) {
      try { localStorage.removeItem("segmentcast:" + key); } catch { /* storage is switched off */ }
    },
  };

  async function copyText(text) {
    if (navigator.clipboard) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch { /* not allowed here: try the older way */ }
    }
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("readonly", "");
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }

  function decoded(text) {
    try { return decodeURIComponent(text); } catch { return text; }
  }

  for (const button of all("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      const done = await copyText(field.value);
      field.focus();
      field.select();
      if (done) document.querySelector("[data-copy-status]").textContent = button.dataset.copied;
    });
  }

  /* The search is loaded by whoever uses it; `#q=words` in the address uses it too. */
  const search = document.querySelector("[data-search]");
  for (const hidden of all("[data-script-only]")) hidden.hidden = false;
  if (search) {
    const load = () => {
      const script = document.createElement("script");
      script.src = search.dataset.code;
      document.head.append(script);
    };
    search.addEventListener("focusin", load, { once: true });
    search.addEventListener("submit", (event) => event.preventDefault());
    const asked = /^#q=(.+)$/.exec(location.hash);
    if (asked) {
      search.querySelector("input").value = decoded(asked[1]);
      search.removeEventListener("focusin", load);
      load();
    }
  }

  /* A frame tells the page around it how tall it would like to be; segment-player.js listens. */
  if (document.documentElement.classList.contains("embed") && window.parent !== window) {
    new ResizeObserver(() => {
      const height = Math.ceil(document.body.getBoundingClientRect().height);
      window.parent.postMessage({ segmentcast: "height", height }, "*");
    }).observe(document.body);
  }

  const player = document.querySelector("[data-player]");
  if (!player) return;

  const audio = player.querySelector("audio");
  const controls = player.querySelector(".controls");
  const tool = (name) => document.querySelector(`[data-do="${name}"]`);
  const slider = controls.querySelector("input[type=range]");
  const now = controls.querySelector("[data-now]");
  const status = controls.querySelector("[data-status]");
  const label = controls.querySelector("[data-label]");
  const place = document.querySelector("[data-player-place]");
  const heardTo = all("[data-heard-to]", player);
  const text = document.querySelector("[data-transcript]");
  const sentences = all(".s[data-start]", text || document.createElement("div"));
  const starts = sentences.map((sentence) => Number(sentence.dataset.start));
  const chapters = all(".chapters [data-seek]");
  const chapterStarts = chapters.map((chapter) => Number(chapter.dataset.seek));
  const key = player.dataset.player;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let current = -1;
  let chapter = -1;
  let following = true;
  let wanted = null;
  let scrolled = 0;

  const total = () => (Number.isFinite(audio.duration) ? audio.duration : Number(player.dataset.total));

  function clock(seconds) {
    const whole = Math.floor(seconds);
    const two = (n) => String(n).padStart(2, "0");
    const hours = Math.floor(whole / 3600);
    const minutes = Math.floor(whole / 60) % 60;
    return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
  }

  /* The last of the sorted `times` that is not after `time`, or -1. */
  function lastAt(times, time) {
    let low = 0;
    let high = times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle] <= time + 0.001) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  function position() {
    return wanted === null ? audio.currentTime : wanted;
  }

  function show() {
    const time = position();
    now.textContent = clock(time);
    if (document.activeElement !== slider || !slider.matches(":active")) slider.value = time;
    const heard = String(Math.round((time / total()) * 1000) || 0);
    if (heardTo[0]?.getAttribute("width") !== heard) {
      for (const rect of heardTo) rect.setAttribute("width", heard);
    }
    slider.setAttribute("aria-valuetext",
      slider.dataset.of.replace("{time}", clock(time)).replace("{total}", clock(total())));
    mark(lastAt(starts, time));
    const at = lastAt(chapterStarts, time);
    if (at !== chapter) {
      chapters[chapter]?.removeAttribute("aria-current");
      chapters[at]?.setAttribute("aria-current", "true");
      chapter = at;
    }
  }

  function mark(index) {
    if (index === current) return;
    sentences[current]?.classList.remove("now");
    sentences[current]?.removeAttribute("aria-current");
    current = index;
    const sentence = sentences[index];
    if (!sentence) return;
    sentence.classList.add("now");
    sentence.setAttribute("aria-current", "true");
    if (!text.contains(document.activeElement)) makeTabStop(sentence);
    if (following && !audio.paused) bring(sentence);
  }

  function bring(sentence) {
    const box = sentence.getBoundingClientRect();
    const bar = player.classList.contains("slim") ? player.getBoundingClientRect() : null;
    const top = bar && bar.top <= 0 ? bar.bottom : 0;
    const end = bar && bar.top > 0 ? bar.top : innerHeight;
    if (box.top > top + 8 && box.bottom < end - innerHeight * 0.15) return;
    scrolled = performance.now();
    sentence.scrollIntoView({ block: "center", behavior: still.matches ? "auto" : "smooth" });
  }

  function seek(time) {
    const target = Math.min(Math.max(0, time), Math.max(0, total() - 0.05));
    /* Nothing is loaded before somebody presses Play; some browsers then forget where to begin. */
    wanted = audio.readyState > 0 ? null : target;
    audio.currentTime = target;
    show();
  }

  function play() {
    status.textContent = "";
    audio.play().catch((problem) => {
      if (problem.name !== "AbortError" && problem.name !== "NotAllowedError") fail();
    });
  }

  function toggle() {
    if (audio.paused) play();
    else audio.pause();
  }

  function fail() {
    status.textContent = status.dataset.error;
  }

  function follow(on) {
    following = on;
    tool("follow").hidden = on || audio.paused;
    if (on && sentences[current]) bring(sentences[current]);
  }

  function playFrom(time) {
    following = true;
    tool("follow").hidden = true;
    seek(time);
    play();
  }

  /* Where most of these words are said together first: what a search leads to. */
  function momentOf(asked) {
    const fold = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    const words = fold(asked).split(/[^\p{L}\p{N}]+/u).filter(Boolean).slice(0, 20);
    let best = null;
    let most = 0;
    sentences.forEach((sentence, n) => {
      const text = fold(sentence.textContent);
      const said = new Set(text.split(/[^\p{L}\p{N}]+/u));
      /* Pairs of letters come from scripts that put no space between words. */
      const within = (word) => word.length === 2 && word > "\u0e00" && text.includes(word);
      const count = words.filter((word) => said.has(word) || within(word)).length;
      if (count > most) [best, most] = [starts[n], count];
    });
    return best;
  }

  /* `#t=83`, `#t=1:23`, `#turn-4` or `#said=words`: the moment that the address names, or null. */
  function momentInAddress() {
    const hash = decoded(location.hash.slice(1));
    if (hash.startsWith("said=")) return momentOf(hash.slice(5));
    const time = /^t=(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6}(?:\.\d{1,3})?)$/.exec(hash);
    if (time) return Number(time[1] || 0) * 3600 + Number(time[2] || 0) * 60 + Number(time[3]);
    const turn = /^turn-[\d-]+$/.test(hash) ? document.getElementById(hash) : null;
    const first = turn?.querySelector("[data-start]");
    return first ? Number(first.dataset.start) : null;
  }

  function goToAddress() {
    const time = momentInAddress();
    if (time === null) return false;
    seek(time);
    if (!location.hash.startsWith("#turn-")) sentences[current]?.scrollIntoView({ block: "center" });
    return true;
  }

  function remember() {
    const time = position();
    if (time > 5 && time < total() - 10) store.set(key, time.toFixed(1));
    else store.drop(key);
  }

  /* The browser's own player stays in the page as the thing that plays; ours is in front of it. */
  audio.controls = false;
  player.classList.add("scripted");
  controls.hidden = false;
  text?.classList.add("scripted-text");
  for (const link of all("[data-seek]")) link.setAttribute("href", `#t=${link.dataset.seek}`);

  /* A long talk has hundreds of turns: their times are reached through the sentences. */
  for (const link of all(".who .clock")) link.tabIndex = -1;

  /* Out of sight and started, the player is a slim bar at the edge; its place stays as high. */
  if (place && "IntersectionObserver" in window) {
    const slim = (on) => {
      if (on === player.classList.contains("slim")) return;
      if (on) place.style.minHeight = `${place.offsetHeight}px`;
      player.classList.toggle("slim", on);
      if (!on) place.style.minHeight = "";
    };
    let inSight = true;
    new IntersectionObserver((entries) => {
      inSight = entries.at(-1).isIntersecting;
      slim(!inSight && player.classList.contains("started"));
    }).observe(place);
    audio.addEventListener("play", () => slim(!inSight));
  }

  tool("toggle").addEventListener("click", toggle);
  tool("back").addEventListener("click", () => seek(position() - 15));
  tool("forward").addEventListener("click", () => seek(position() + 30));
  tool("follow").addEventListener("click", () => follow(true));
  slider.addEventListener("input", () => seek(Number(slider.value)));
  slider.addEventListener("keydown", (event) => {
    const step = { PageUp: 30, PageDown: -30 }[event.key];
    if (!step) return;
    event.preventDefault();
    seek(position() + step);
  });

  const speed = tool("speed");
  function setSpeed(rate) {
    audio.preservesPitch = true;
    audio.defaultPlaybackRate = rate;
    audio.playbackRate = rate;
    speed.value = String(rate);
  }
  speed.addEventListener("change", () => {
    setSpeed(Number(speed.value));
    store.set("speed", speed.value);
  });
  const usual = store.get("speed");
  if (usual && all("option", speed).some((option) => option.value === usual)) setSpeed(Number(usual));

  const copy = tool("copy");
  copy.addEventListener("click", async () => {
    /* What is shared from a frame is the page, not the frame. */
    const frame = document.documentElement.classList.contains("embed");
    const page = frame ? document.querySelector("link[rel=canonical]").href : location.href;
    const address = `${page.split("#")[0]}#t=${Math.floor(position())}`;
    const done = await copyText(address);
    status.textContent = done ? `${copy.dataset.copied}: ${address}` : `${copy.dataset.failed} ${address}`;
    copy.focus();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-seek]");
    if (link) {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      playFrom(Number(link.dataset.seek));
      return;
    }
    const sentence = event.target.closest(".s[data-start]");
    /* A reader who selects words to copy does not want to hear them. */
    if (sentence && getSelection().isCollapsed) playFrom(Number(sentence.dataset.start));
  });

  /* One sentence is a stop of the Tab key; the arrow keys go on from it. */
  let stop = null;
  function makeTabStop(sentence) {
    for (const name of ["tabindex", "role"]) stop?.removeAttribute(name);
    stop = sentence;
    stop.setAttribute("tabindex", "0");
    stop.setAttribute("role", "button");
  }
  if (sentences.length) makeTabStop(sentences[0]);
  text?.addEventListener("keydown", (event) => {
    const sentence = event.target.closest(".s[data-start]");
    if (!sentence || event.ctrlKey || event.metaKey || event.altKey) return;
    const forwards = getComputedStyle(text).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const backwards = forwards === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const step = { ArrowDown: 1, ArrowUp: -1, [forwards]: 1, [backwards]: -1 }[event.key];
    if (step) {
      const next = sentences[sentences.indexOf(sentence) + step];
      if (next) {
        makeTabStop(next);
        next.focus();
      }
      event.preventDefault();
    } else if (event.key === "Enter") {
      playFrom(Number(sentence.dataset.start));
      event.preventDefault();
    } else if (event.key === " ") {
      toggle();
      event.preventDefault();
    }
  });

  /* Whoever scrolls is reading somewhere else: leave the page where it is. */
  for (const kind of ["wheel", "touchmove"]) {
    addEventListener(kind, () => { if (!audio.paused) follow(false); }, { passive: true });
  }
  addEventListener("keydown", (event) => {
    const scrolls = ["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown"].includes(event.key);
    if (scrolls && !audio.paused && !player.contains(event.target) && performance.now() - scrolled > 200) {
      follow(false);
    }
  });

  function tick() {
    show();
    if (!audio.paused) requestAnimationFrame(tick);
  }
  audio.addEventListener("play", () => {
    player.classList.add("playing", "started");
    label.textContent = tool("toggle").dataset.pause;
    tool("follow").hidden = following;
    requestAnimationFrame(tick);
  });
  audio.addEventListener("pause", () => {
    player.classList.remove("playing");
    label.textContent = tool("toggle").dataset.play;
    tool("follow").hidden = true;
    remember();
    show();
  });
  audio.addEventListener("loadedmetadata", () => {
    slider.max = Math.floor(total());
    if (wanted !== null) seek(wanted);
  });
  audio.addEventListener("timeupdate", show);
  audio.addEventListener("seeked", show);
  audio.addEventListener("ended", () => store.drop(key));
  audio.addEventListener("error", fail);
  addEventListener("hashchange", goToAddress);
  addEventListener("pagehide", remember);
  setInterval(() => { if (!audio.paused) remember(); }, 5000);

  if ("mediaSession" in navigator) {
    const art = player.dataset.artwork;
    navigator.mediaSession.metadata = new MediaMetadata({
      title: player.dataset.title,
      artist: player.dataset.show,
      album: player.dataset.show,
      artwork: art && location.protocol.startsWith("http") ? [{ src: new URL(art, location.href).href }] : [],
    });
    const turnTo = (step) => {
      const target = chapterStarts[Math.max(0, chapter + step)];
      if (target !== undefined) seek(target);
    };
    const actions = {
      play,
      pause: () => audio.pause(),
      seekbackward: (detail) => seek(position() - (detail.seekOffset || 15)),
      seekforward: (detail) => seek(position() + (detail.seekOffset || 30)),
      seekto: (detail) => seek(detail.seekTime),
      previoustrack: () => turnTo(-1),
      nexttrack: () => turnTo(1),
    };
    for (const [name, run] of Object.entries(actions)) {
      try { navigator.mediaSession.setActionHandler(name, run); } catch { /* not known to this browser */ }
    }
  }

  if (!goToAddress()) {
    const left = Number(store.get(key));
    if (left > 5 && left < total() - 10) {
      seek(left);
      status.textContent = status.dataset.resumed.replace("{time}", clock(left));
    } else {
      show();
    }
  }
})();
