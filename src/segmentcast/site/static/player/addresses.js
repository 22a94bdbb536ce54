/* Moments in addresses: those that others write, and those that are handed on from here. */

/* `83`, `83s`, `1:23`, `0:01:23`, `1m23s`: seconds, or null. */
function secondsOf(text) {
  const colons = /^(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6}(?:\.\d{1,3})?)$/.exec(text);
  const units = /^(?=\d)(?:(\d{1,3})h)?(?:(\d{1,5})m)?(?:(\d{1,6}(?:\.\d{1,3})?)s)?$/i.exec(text);
  const parts = colons || units;
  return parts && Number(parts[1] || 0) * 3600 + Number(parts[2] || 0) * 60 + Number(parts[3] || 0);
}

/* A media fragment's time, `83`, `83,95`, `,95`, `npt:83-`: [from, until or null], or null. */
function spanOf(text) {
  const [from, until, ...more] = text.replace(/^npt:/i, "").split(/[,-]/);
  if (more.length || /^(?:npt:)?-/i.test(text)) return null;
  const begin = from === "" && until ? 0 : secondsOf(from);
  const end = until ? secondsOf(until) : null;
  return begin === null || (until && end === null) ? null : [begin, end !== null && end > begin ? end : null];
}

/* The parameters behind `#`, which win, and those behind `?`; decoded. */
function parameters(hashAlone = false) {
  const rows = [...(hashAlone ? [] : location.search.slice(1).split("&")), ...location.hash.slice(1).split("&")];
  return new Map(rows.map((row) => {
    const [name, ...value] = row.split("=");
    return [name, decoded(value.join("=").replaceAll("+", " "))];
  }));
}

/* What tells who followed a link from where; nobody hands that on with ours. */
const TRACKING = /^(?:utm_\w+|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|twclid|ttclid|igshid?|li_fat_id|mc_[ce]id|mkt_tok|_hs\w+|vero_id|ref_src|s_cid|cmpid|t)$/i;

/* This page's address without fragment, moment and tracking. From a frame it is that of the page
   that the frame belongs to. */
function pageAddress() {
  const address = new URL(EMBEDDED ? document.querySelector("link[rel=canonical]").href : location.href);
  address.hash = "";
  for (const name of [...address.searchParams.keys()]) {
    if (TRACKING.test(name)) address.searchParams.delete(name);
  }
  return address.href;
}

function momentAddress(from, until = null) {
  const tenth = (seconds) => String(Math.round(seconds * 10) / 10);
  return `${pageAddress()}#t=${until === null ? Math.floor(from) : `${tenth(from)},${tenth(until)}`}`;
}
