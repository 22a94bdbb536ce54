/* The words: the one that is being said is marked, the page follows it as long as the reader lets
   it, and one sentence is a stop of the Tab key, from which the arrow keys go on. */
function startReading(sound) {
  const { audio, player } = sound;
  const text = document.querySelector("[data-transcript]");
  if (!text) return null;
  const sentences = all(".s[data-start]", text);
  const starts = sentences.map((sentence) => Number(sentence.dataset.start));
  let current = -1;

  text.classList.add("scripted-text");
  sound.watch(starts);
  const following = startFollowing(sound, text, () => sentences[current]);

  sound.on("time", (time) => {
    const index = lastAt(starts, time);
    if (index === current) return;
    sentences[current]?.classList.remove("now");
    sentences[current]?.removeAttribute("aria-current");
    current = index;
    const sentence = sentences[index];
    if (!sentence) return;
    sentence.classList.add("now");
    sentence.setAttribute("aria-current", "true");
    following.bring(sentence);
  });

  const stops = startStops(sound, text, sentences, () => sentences[current]);
  const reading = {
    sound, text, sentences, starts, following,
    startOf: (sentence) => Number(sentence.dataset.start),
    /* Where the words after this sentence begin. */
    endOf: (sentence) => starts[sentences.indexOf(sentence) + 1] ?? sound.total(),
    current: () => sentences[current],
    stopAt: stops.stopAt,
  };
  /* In a long talk the times beside the turns are no stops: each first sentence plays from there. */
  const times = all(".turn [data-seek]", text);
  if (times.length > 12) for (const link of times) link.tabIndex = -1;
  return reading;
}

function startStops(sound, text, sentences, current) {
  let stop = null;
  /* A screen reader would say "button" at each sentence, so only this one has the role. */
  function stopAt(sentence) {
    if (!sentence || sentence === stop) return;
    if (stop) for (const name of ["tabindex", "role"]) stop.removeAttribute(name);
    stop = sentence;
    stop.setAttribute("tabindex", "0");
    stop.setAttribute("role", "button");
  }
  stopAt(sentences[0]);
  addEventListener("keydown", (event) => {
    if (event.key === "Tab" && !text.contains(document.activeElement)) stopAt(current());
  }, true);
  text.addEventListener("keydown", (event) => {
    const sentence = event.target.closest(".s[data-start]");
    if (!sentence || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const forwards = getComputedStyle(text).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const backwards = forwards === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const step = { ArrowDown: 1, ArrowUp: -1, [forwards]: 1, [backwards]: -1 }[event.key];
    if (step) {
      const next = sentences[sentences.indexOf(sentence) + step];
      stopAt(next);
      next?.focus();
    } else if (event.key === "Enter") {
      sound.playFrom(Number(sentence.dataset.start));
    } else if (event.key === " ") {
      sound.toggle();
    } else {
      return;
    }
    event.preventDefault();
  });
  return { stopAt };
}

/* Follows the words that are said until the page is scrolled by anybody else: by wheel or finger,
   the scrollbar, Space, a jump to a word, the Tab key. Our own scrolling is known by where it leads:
   words that are elsewhere in the window than it put them were moved by another. (Neither the
   window's position would do nor that of the whole text: both change when turns above, which the
   browser had left out, are laid out and have another height than it took for them.) */
function startFollowing(sound, text, current) {
  const { audio, player, tool } = sound;
  const setting = tool("following");
  const pill = document.querySelector("[data-do=follow]")
    || document.body.appendChild(make("button", { type: "button", class: "follow", "data-do": "follow", hidden: true }));
  let wants = store.get("follow") !== "no";
  let following = true;
  let watched = text;
  let expected = 0;
  let gliding = 0;
  let quietUntil = 0;
  pill.textContent = WORDS.follow_back;

  const showPill = () => {
    const hidden = !wants || following || audio.paused;
    if (pill.hidden !== hidden) pill.hidden = hidden;
  };

  function release() {
    if (!following || !sound.player.classList.contains("started")) return;
    cancelAnimationFrame(gliding);
    gliding = 0;
    following = false;
    showPill();
  }

  /* The part of the window that the player does not cover. */
  function clear() {
    const { position } = getComputedStyle(player);
    const box = player.getBoundingClientRect();
    if (position !== "sticky" && position !== "fixed") return [0, innerHeight];
    return box.top < innerHeight / 2 ? [Math.max(0, box.bottom), innerHeight] : [0, box.top];
  }

  const topOf = (element) => element.getBoundingClientRect().top;
  function watch(element) {
    watched = element || text;
    expected = topOf(watched);
  }

  /* Turns on the way get another height when they come into sight: it ends when the sentence keeps
     still. What a person does meanwhile with wheel, finger, mouse or keys is told by these. */
  function glideTo(sentence, place) {
    cancelAnimationFrame(gliding);
    const distance = topOf(sentence) - place;
    const began = performance.now();
    let frames = 30;
    const step = (time) => {
      const part = still.matches ? 1 : Math.min(1, Math.max(0, (time - began) / 350));
      const wanted = place + distance * (1 - part) ** 3;
      const moved = Math.abs(topOf(sentence) - wanted) > 1;
      scrollTo({ top: scrollY + topOf(sentence) - wanted, behavior: "instant" });
      watch(sentence);
      if (part === 1) frames -= moved ? 1 : 10;
      gliding = frames > 0 ? requestAnimationFrame(step) : 0;
    };
    gliding = requestAnimationFrame(step);
  }
  const SCROLLS = [" ", "PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown", "Tab"];
  function interrupt({ target, key }) {
    if (gliding && !player.contains(target) && (!key || SCROLLS.includes(key))) release();
  }
  for (const kind of ["wheel", "touchmove", "mousedown", "keydown"]) addEventListener(kind, interrupt, { passive: true });

  function bring(sentence) {
    if (!sentence || !wants || !following || audio.paused) return;
    const box = sentence.getBoundingClientRect();
    const [first, last] = clear();
    if (box.top > first + 8 && box.bottom < last - innerHeight * 0.15) watch(sentence);
    else glideTo(sentence, first + Math.max(8, (last - first - box.height) / 2));
  }

  function follow() {
    following = true;
    watch(current());
    showPill();
    bring(current());
  }

  pill.addEventListener("click", () => {
    follow();
    tool("toggle").focus({ preventScroll: true });
  });
  if (setting) {
    setting.checked = wants;
    setting.addEventListener("change", () => {
      wants = setting.checked;
      store.set("follow", wants ? "yes" : "no");
      if (wants) follow();
      showPill();
    });
  }
  sound.on("from", follow);
  /* Who presses Play far from the words that come stays there, and is offered the way. */
  sound.on("start", () => {
    const box = current()?.getBoundingClientRect();
    following = !box || (box.bottom > 0 && box.top < innerHeight);
    watch(current());
  });
  audio.addEventListener("play", () => {
    showPill();
    bring(current());
  });
  audio.addEventListener("pause", showPill);

  addEventListener("scroll", () => {
    if (performance.now() < quietUntil) return;
    if (following && !gliding && Math.abs(topOf(watched) - expected) > 1.5) release();
  }, { passive: true });
  addEventListener("resize", () => { quietUntil = performance.now() + 400; });
  addEventListener("focusin", ({ target }) => {
    if (!player.contains(target) && target !== pill && target.matches(":focus-visible")) release();
  });
  /* The browser's own search may find a word in sight, and then scrolls nothing. */
  addEventListener("keydown", (event) => {
    const finds = (event.ctrlKey || event.metaKey) && "fg".includes(event.key.toLowerCase());
    if (finds || event.key === "F3") release();
  });
  return { bring, release };
}

/* Once the big player has left the window, the same player is a slim one at its edge. */
function startSlim(sound) {
  const { player, audio } = sound;
  if (EMBEDDED || !("IntersectionObserver" in window)) return;
  const place = player.closest("[data-player-place]");
  if (!place) return;
  let inSight = true;
  const show = () => {
    const slim = !inSight && player.classList.contains("started");
    if (slim === player.classList.contains("slim")) return;
    /* The place stays as high as it was, so that the page does not jump. */
    place.style.minBlockSize = slim ? `${place.getBoundingClientRect().height}px` : "";
    player.classList.toggle("slim", slim);
    const away = slim && document.activeElement?.closest(".player") === player;
    if (away && !document.activeElement.getClientRects().length) sound.tool("toggle").focus({ preventScroll: true });
  };
  new IntersectionObserver(([entry]) => {
    inSight = entry.isIntersecting;
    show();
  }).observe(place);
  audio.addEventListener("play", show);
}
