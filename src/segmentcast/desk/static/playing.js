// Hears what a link with data-say leads to. A turn is heard from its first sentence on, while the next
// ones are being spoken.
"use strict";
(() => {
  const player = new Audio();
  const line = document.getElementById("message");
  let playing = null;

  const fail = (text) => {
    line.textContent = text || "The sound did not arrive. Try again.";
    line.classList.add("bad");
  };
  const ended = () =>
    new Promise((done) => {
      if (player.ended) done(true);
      player.onended = () => done(true);
      player.onpause = () => done(player.ended);
    });
  const load = async (address) => {
    const answer = await fetch(address);
    if (answer.ok) {
      const sound = URL.createObjectURL(await answer.blob());
      return { sound, count: Number(answer.headers.get("Sentences") || 1) };
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    throw new Error(page.querySelector(".problems p:not(.where)")?.textContent || "");
  };
  const sentence = (link, at) => {
    const address = new URL(link.href);
    if (address.pathname.endsWith("/say.wav") || address.searchParams.has("sentence")) {
      return address.href;
    }
    address.searchParams.set("sentence", at);
    return address.href;
  };

  window.hear = async (link, heard) => {
    const again = playing === link && !player.paused;
    player.pause();
    if (again) return;
    playing = link;
    link.setAttribute("aria-busy", "true");
    try {
      let next = load(sentence(link, 0));
      const whole = !new URL(link.href).searchParams.has("sentence");
      for (let at = 0, count = 1; at < count; at += 1) {
        const { sound, count: all } = await next;
        if (playing !== link) return;
        count = whole ? all : 1;
        player.src = sound;
        await player.play();
        link.removeAttribute("aria-busy");
        link.dataset.heard = "yes";
        document.body.dataset.heard = link.href;
        if (heard && at === 0) heard();
        if (at + 1 < count) next = load(sentence(link, at + 1));
        if (!(await ended())) break;
        URL.revokeObjectURL(sound);
      }
    } catch (problem) {
      // An AbortError: it was paused before it had arrived.
      if (playing === link && problem.name !== "AbortError") fail(problem.message);
    } finally {
      link.removeAttribute("aria-busy");
      if (playing === link) playing = null;
    }
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-say]");
    if (!link) return;
    event.preventDefault();
    window.hear(link);
  });
})();
