// Shared by all views. Pages work without it; views add what needs a script.
"use strict";
(() => {
  const say = (text) => {
    const line = document.getElementById("message");
    if (line) line.textContent = text;
  };
  const isChanged = (field) => {
    if (field.type === "hidden") return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (!(field instanceof HTMLSelectElement)) return field.value !== field.defaultValue;
    const first = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(0, first);
  };
  // Loads the page again, unless that would take from somebody what they write, send or hear: then
  // it offers to. `kept`: there is another such reason. Gives whether it is loaded.
  window.renew = (words, line = document.getElementById("message"), kept = false) => {
    const busy =
      document.body.dataset.sending ||
      [...document.querySelectorAll("input, select, textarea")].some(isChanged) ||
      [...document.querySelectorAll("audio")].some((sound) => !sound.paused);
    if (!busy && !kept) {
      location.reload();
      return true;
    }
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = "Show it";
    line.replaceChildren(`${words} `, link);
    return false;
  };
  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        say("Copied.");
      } catch {
        say("The browser copies nothing by itself: press Ctrl-C or ⌘-C.");
      }
    });
  }
})();
