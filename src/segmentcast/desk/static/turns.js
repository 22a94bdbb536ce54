// Keys for the list of turns, and the sound of a turn. All of it has a button.
"use strict";
(() => {
  const list = document.getElementById("turns");
  const selected = list.querySelector(".sel");
  const rows = [...list.querySelectorAll(".rt")];
  const box = document.getElementById("keys-on");
  const player = new Audio();
  let playing = null;

  const show = (text, bad) => {
    const line = document.getElementById("message");
    line.textContent = text;
    line.classList.toggle("bad", bad);
  };
  window.hear = async (link) => {
    if (playing === link && !player.paused) {
      player.pause();
      return;
    }
    playing = link;
    link.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(link.href);
      if (!answer.ok) throw new Error("no sound");
      player.src = URL.createObjectURL(await answer.blob());
      await player.play();
      link.dataset.heard = "yes";
    } catch {
      show("The sound did not arrive. Open it in a page of its own to see why.", true);
    } finally {
      link.removeAttribute("aria-busy");
    }
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-say]");
    if (!link) return;
    event.preventDefault();
    window.hear(link);
  });

  try {
    box.checked = localStorage.getItem("keys") !== "off";
  } catch {
    // no memory in this browser
  }
  box.addEventListener("change", () => {
    try {
      localStorage.setItem("keys", box.checked ? "on" : "off");
    } catch {
      // no memory in this browser
    }
  });

  const go = (step) => {
    const next = rows[rows.indexOf(selected) + step];
    if (next) location.assign(`?turn=${next.dataset.turn}`);
  };
  list.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      go(event.key === "ArrowDown" ? 1 : -1);
      return;
    }
    if (event.target !== list || !box.checked) return;
    if (event.key === " ") {
      event.preventDefault();
      window.hear(selected.querySelector("[data-say]"));
      return;
    }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const button = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (button) {
      event.preventDefault();
      button.click();
      const field = button.closest("details")?.querySelector("input:not([type=hidden]), textarea");
      if (field) field.focus();
    }
  });

  const words = document.getElementById("words");
  const spoken = document.getElementById("text").value.split(/\s+/u).filter(Boolean);
  const cut = () => {
    const at = Number(words.value);
    document.getElementById("cut").textContent =
      `… ${spoken.slice(Math.max(0, at - 4), at).join(" ")} | ${spoken.slice(at, at + 4).join(" ")} …`;
  };
  words.addEventListener("input", cut);
  cut();

  (document.getElementById("keep-words") || list).focus({ preventScroll: true });
  selected.scrollIntoView({ block: "center" });
})();
