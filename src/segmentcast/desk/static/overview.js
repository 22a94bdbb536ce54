// While the show is still being looked over, asks for the end of it, and then shows the new list.
"use strict";
(() => {
  const box = document.getElementById("overview");
  const line = document.getElementById("changed");
  if (!box || !box.dataset.looking) return;
  const ask = async () => {
    let known = null;
    try {
      known = await (await fetch("/overview.json")).json();
    } catch {
      // the desk is busy or gone; it may come back
    }
    if (!known || known.looking !== false) {
      setTimeout(ask, 1000);
      return;
    }
    const inList = box.dataset.digest && box.contains(document.activeElement);
    const current = known.digest === box.dataset.digest;
    if (current || !window.renew("The list has changed.", line, inList)) box.dataset.looking = "";
  };
  setTimeout(ask, 300);
})();
