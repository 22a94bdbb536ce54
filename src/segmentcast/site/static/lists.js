/* Lists of episodes: the button of each plays it in place. Without this script the button leads to
   the episode's page. Nothing is asked for before somebody presses Play. */
(() => {
  "use strict";

  const buttons = Array.from(document.querySelectorAll("[data-play]"));
  if (!buttons.length) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const SVG = "http://www.w3.org/2000/svg";
  const audio = new Audio();
  audio.preload = "none";
  /* In the page, so that player.js hears it begin and lets only one sound play. */
  document.body.append(audio);
  let current = null;

  function write(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  /* What a button starts: its texts, and the bar that takes the people's place. */
  class Card {
    constructor(link) {
      this.total = Math.round(Number(link.dataset.total));
      this.data = link.dataset;
      this.wanted = null;
      this.button = document.createElement("button");
      this.button.type = "button";
      this.button.className = link.className;
      this.button.append(...link.childNodes);
      this.text = this.button.querySelector("[data-text]");
      this.idle = this.text.textContent;
      this.foot = link.parentElement;
      this.named = link.getAttribute("aria-label");
      link.replaceWith(this.button);
      this.button.setAttribute("aria-label", this.named);
      this.button.addEventListener("click", () => this.press());
    }

    press() {
      if (current === this && !audio.paused) {
        audio.pause();
        return;
      }
      if (current !== this) {
        current?.close();
        current = this;
        audio.src = this.data.play;
        this.open();
      }
      this.say("");
      /* A sound that failed once is asked for again, not only played. */
      if (audio.error) audio.load();
      const tried = !this.data.direct || audio.getAttribute("src") === this.data.direct;
      audio.play().catch((problem) => {
        if (problem.name !== "AbortError" && tried) this.say(this.data.failed);
      });
    }

    open() {
      this.button.classList.add("open");
      this.bar = document.createElement("div");
      this.bar.className = "bar";
      this.slider = document.createElement("input");
      this.slider.type = "range";
      this.slider.max = String(Math.floor(this.total));
      this.slider.value = "0";
      this.slider.setAttribute("aria-label", this.data.position);
      this.slider.addEventListener("input", () => this.go(Number(this.slider.value)));
      this.status = document.createElement("p");
      this.status.className = "status";
      this.status.setAttribute("role", "status");
      this.drawing = drawing(this.data);
      this.bar.append(this.drawing, this.slider);
      this.foot.append(this.bar, this.status);
      this.foot.classList.add("open");
      this.show();
      this.speak();
    }

    say(...words) {
      if (words.length > 1 || this.status.textContent !== words[0]) this.status.replaceChildren(...words);
    }

    /* Before the sound has begun to arrive nobody knows which parts of it the host can send. */
    go(time) {
      this.wanted = audio.readyState > 0 ? null : time;
      if (audio.readyState > 0 && !reachable(audio, time)) {
        const link = document.createElement("a");
        link.href = this.data.direct || audio.currentSrc;
        link.download = "";
        link.textContent = this.data.noSeekingWay;
        this.slider.disabled = true;
        arrived(); // the end of a wait takes back what was said last
        this.say(`${this.data.noSeeking} `, link);
      } else {
        audio.currentTime = time;
      }
      this.show();
    }

    wait(words) {
      this.button.classList.add("waiting");
      this.say(words);
    }

    arrived() {
      if (!this.button.classList.contains("waiting")) return;
      this.button.classList.remove("waiting");
      this.say("");
    }

    close() {
      this.button.classList.remove("open", "playing", "waiting");
      this.foot.classList.remove("open");
      this.bar.remove();
      this.status.remove();
      write(this.text, this.idle);
      this.button.setAttribute("aria-label", this.named);
    }

    /* Writes what changed, and only that. */
    show() {
      const time = audio.currentTime;
      write(this.text, `${clock(time)} / ${clock(this.total)}`);
      const playing = !audio.paused;
      this.button.classList.toggle("playing", playing);
      const name = playing ? this.data.pause : this.named;
      if (this.button.getAttribute("aria-label") !== name) this.button.setAttribute("aria-label", name);
      const width = String(Math.round((time / this.total) * 1000));
      for (const rect of this.drawing.querySelectorAll("[data-heard-to]")) {
        if (rect.getAttribute("width") !== width) rect.setAttribute("width", width);
      }
      if (!this.slider.matches(":active")) this.slider.value = String(time);
    }

    speak() {
      this.slider.setAttribute("aria-valuetext", this.data.of
        .replace("{time}", clock(audio.currentTime)).replace("{total}", clock(this.total)));
    }
  }

  let made = 0;

  /* The strip of the card's picture, drawn as a bar; a line alone until it is there. */
  function drawing({ shape, mirrored }) {
    const svg = document.createElementNS(SVG, "svg");
    const set = (element, values) => {
      for (const [name, value] of Object.entries(values)) element.setAttribute(name, value);
      return element;
    };
    const make = (name, values = {}) => set(document.createElementNS(SVG, name), values);
    set(svg, { class: "strip", viewBox: "0 0 1000 48", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" });
    const id = `heard-${made += 1}`;
    const clip = make("clipPath", { id });
    clip.append(set(make("rect", { width: "0", height: "48" }), { "data-heard-to": "" }));
    const whole = mirrored ? make("g", { transform: "matrix(-1 0 0 1 1000 0)" }) : make("g");
    const played = make("g", { "clip-path": `url(#${id})` });
    played.append(make("path", { class: "rp", d: "M0 43h1000v5h-1000z" }));
    whole.append(make("path", { class: "ru", d: "M0 46h1000v2h-1000z" }), played);
    svg.append(clip, whole);
    if (shape && location.protocol.startsWith("http")) {
      fetch(shape).then((answer) => (answer.ok ? answer.text() : "")).then((text) => {
        /* Not parsed as a document: its style for the dark is inline, which this page forbids. */
        const paths = Array.from(text.matchAll(/ d="([\d.MhvVHz -]+)"/g), (match) => match[1]);
        for (const [parent, name] of [[whole, "u"], [played, "p"]]) {
          /* The picture's blocks stand on its lower edge, 81 of 100 high; the bar's are 40 of 48. */
          const blocks = make("g", { class: name, transform: "matrix(10 0 0 .4938 0 -9.38)" });
          for (const path of paths) blocks.append(make("path", { d: path }));
          parent.prepend(blocks);
        }
      }).catch(() => { /* the line is enough */ });
    }
    return svg;
  }

  for (const link of buttons) new Card(link);

  const patience = makePatience(() => current?.wait(current.data.waiting), () => current?.wait(current.data.waitingLong));
  const arrived = () => {
    patience.end();
    current?.arrived();
  };
  audio.addEventListener("waiting", () => patience.begin());
  for (const kind of ["playing", "pause", "emptied"]) audio.addEventListener(kind, arrived);
  audio.addEventListener("loadedmetadata", () => {
    if (current && current.wanted !== null) current.go(current.wanted);
  });

  let frame = 0;
  function tick() {
    current?.show();
    frame = audio.paused || still.matches ? 0 : setTimeout(tick, 250);
  }
  audio.addEventListener("play", () => {
    if (audio.readyState < 3) patience.begin();
    clearTimeout(frame);
    tick();
    current?.speak();
  });
  for (const kind of ["pause", "seeked", "ended"]) {
    audio.addEventListener(kind, () => {
      current?.show();
      current?.speak();
    });
  }
  audio.addEventListener("timeupdate", () => { if (still.matches) current?.show(); });
  audio.addEventListener("error", () => {
    const direct = current?.data.direct;
    arrived();
    if (direct && audio.getAttribute("src") !== direct) {
      /* The service that counts gives nothing, or is blocked: the file itself. */
      audio.src = direct;
      audio.play().catch(() => { /* the next error says so */ });
    } else if (current) {
      audio.pause();
      current.show();
      current.say(current.data.failed);
    }
  });
})();
