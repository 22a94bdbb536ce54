// Keys for the list of turns; each of them has a button.
"use strict";
(() => {
  const list = document.getElementById("turns");
  const selected = list.querySelector(".sel");
  const box = document.getElementById("keys-on");
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
    const next = Number(list.dataset.at) + step;
    if (next >= 1 && next <= Number(list.dataset.count)) location.assign(`?turn=${next}`);
  };
  list.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("#choose")) return; // fields have arrows of their own
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

  // Beside the list where there is room; else under the turn that it is about.
  const choices = document.getElementById("choose");
  const beside = window.matchMedia("(min-width: 64rem)");
  const place = () => {
    if (beside.matches) list.closest(".review").append(choices);
    else selected.append(choices);
  };
  beside.addEventListener("change", place);
  place();

  (document.getElementById("keep-words") || list).focus({ preventScroll: true });
  selected.scrollIntoView({ block: beside.matches ? "center" : "start" });
})();
