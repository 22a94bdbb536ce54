// Follows the publish, and shows what became of it when it is over.
"use strict";
(() => {
  const list = document.getElementById("account");
  const left = document.getElementById("left");
  const icon = document.querySelector(".icon.spin");
  const source = new EventSource("/publish/events");
  source.addEventListener("account", (event) => {
    const account = JSON.parse(event.data);
    left.textContent = account.left;
    list.replaceChildren(
      ...account.lines.map((line) => {
        const row = document.createElement("li");
        const sign = icon ? icon.cloneNode(true) : document.createElement("span");
        const words = document.createElement("span");
        words.textContent = line.words;
        row.append(sign, words);
        if (line.percent !== null) {
          const share = document.createElement("span");
          share.className = "num quiet";
          share.textContent = `${line.percent} %`;
          const bar = document.createElement("progress");
          bar.max = 100;
          bar.value = line.percent;
          bar.setAttribute("aria-label", line.words);
          row.append(share, bar);
        }
        return row;
      }),
    );
  });
  source.addEventListener("end", () => {
    source.close();
    location.reload();
  });
})();
