// Shared by all views. Pages work without it; views add what needs a script.
"use strict";
(() => {
  const say = (text) => {
    const line = document.getElementById("message");
    if (line) line.textContent = text;
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
