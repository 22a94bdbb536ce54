/* For the pages of others: <segment-player src="address of an episode's page"> shows its player.
   With only an <iframe> of the player on the page, this script keeps that as tall as it needs to be.
   It asks for nothing but the player, sets no cookie, and hands nothing on. */
(() => {
  "use strict";

  const LEAST = 120;
  const MOST = 1200;
  const FIRST = 300;

  /* The player's address for that of an episode's page; empty unless it is one of the web. */
  function playerAddress(text) {
    let address;
    try { address = new URL(text, document.baseURI); } catch { return ""; }
    if (address.protocol !== "https:" && address.protocol !== "http:") return "";
    address.pathname = address.pathname.replace(/(?:[^/]*\.html)?$/, "embed.html");
    return address.href;
  }

  const frames = new Set();

  addEventListener("message", (event) => {
    if (event.data?.segmentcast !== "height") return;
    const height = Number(event.data.height);
    if (!(height >= LEAST && height <= MOST)) return;
    for (const frame of [...frames, ...document.querySelectorAll("iframe[src*='/embed.html']")]) {
      const own = frame.contentWindow === event.source && new URL(frame.src).origin === event.origin;
      if (own) frame.style.height = `${height}px`;
    }
  });

  class SegmentPlayer extends HTMLElement {
    static observedAttributes = ["src"];

    connectedCallback() {
      this.show();
    }

    disconnectedCallback() {
      frames.delete(this.frame);
    }

    attributeChangedCallback() {
      if (this.isConnected) this.show();
    }

    show() {
      const address = playerAddress(this.getAttribute("src") || "");
      /* What stands inside the element is shown where there is nothing to play. */
      if (!address) return;
      if (!this.frame) {
        this.frame = document.createElement("iframe");
        this.frame.loading = "lazy";
        this.frame.allow = "autoplay; clipboard-write";
        Object.assign(this.frame.style, { display: "block", width: "100%", height: `${FIRST}px`, border: "0" });
        this.attachShadow({ mode: "open" }).append(this.frame);
        this.style.display ||= "block";
      }
      frames.add(this.frame);
      this.frame.title = this.getAttribute("title") || this.textContent.trim() || document.title;
      if (this.frame.src !== address) this.frame.src = address;
    }
  }

  if (!customElements.get("segment-player")) customElements.define("segment-player", SegmentPlayer);
})();
