// While the show is still being looked over, asks for the end of it, and then shows the new list.
"use strict";
(() => {
  const box = document.getElementById("overview");
  const line = document.getElementById("changed");
  if (!box || !box.dataset.looking) return;
  const ask = async () => {
    const answer = await fetch("/overview.json").catch(() => null);
    if (!answer || !answer.ok) return;
    const known = await answer.json();
    if (known.looking) {
      setTimeout(ask, 1000);
    } else if (known.digest !== box.dataset.digest) {
      if (!box.dataset.digest || !box.contains(document.activeElement)) {
        location.reload();
      } else {
        const link = document.createElement("a");
        link.href = location.href;
        link.textContent = "Show it";
        line.replaceChildren("The list has changed. ", link);
      }
    }
  };
  setTimeout(ask, 300);
})();
