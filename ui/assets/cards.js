/* The card of a marker: its quote, outlet, date and verdict, beside the pointer or the focus.
   The article is asked for the quote, so that markers of earlier answers have cards too; a tap opens the reader as ever. */

import { element } from "./parts.js";

const WAIT_MS = 140; // before a card opens, so that none flickers up under a passing pointer
const GRACE_MS = 220; // before it closes, so that the pointer can get into it
const MOST_KEPT = 200;
const LEADING = ["Tab", "n", "p", "j", "k"]; // see keys.js

const card = element("div", "cw-hover");
card.id = "cw-hover";
card.setAttribute("role", "tooltip");
card.hidden = true;
const kept = new Map(); // what was told, by link
let marker = null; // the one shown, or about to be
let timer = 0;
let byKey = false; // only keys that lead from marker to marker open cards: giving the focus back to one does not

async function told(link) {
  if (!kept.has(link)) {
    const url = new URL(link, location.href);
    const response = await fetch(url.pathname.replace(/^\/article\//, "/quote/") + url.search, { credentials: "same-origin" });
    if (!response.ok) return null;
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value);
    kept.set(link, await response.json());
  }
  return kept.get(link);
}

/* The verdict stands beside the marker, as a mark with a name or as a mark and words whose title says what is wrong;
   that of a marker in a notice, beside the same marker behind a sentence. */
function verdictOf(link) {
  const alike = [...(link.closest(".cw-answer")?.querySelectorAll("a.cw-marker[href]") ?? [])]
    .filter((other) => other.getAttribute("href") === link.getAttribute("href"));
  for (const one of [link, ...alike]) {
    const beside = one.closest(".cw-refs");
    const tick = beside?.querySelector(".cw-tick");
    if (tick) return ["supported", `${tick.textContent} ${tick.title || tick.getAttribute("aria-label") || ""}`];
    const words = beside?.querySelector(".cw-verdict");
    if (words) return ["weak", [words.textContent, words.title].filter(Boolean).join(": ")];
  }
  return null;
}

function fill(found, verdict) {
  const origin = element("p", "cw-hover__origin");
  origin.append(element("bdi", "cw-outlet", found.outlet), " ", element("span", "cw-date", found.date));
  const title = element("p", "cw-hover__title", found.title);
  const quote = element("blockquote", "cw-hover__quote", found.quote);
  title.dir = quote.dir = "auto";
  card.replaceChildren(origin, title, quote);
  if (verdict) card.append(element("p", `cw-hover__verdict cw-hover__verdict--${verdict[0]}`, verdict[1]));
}

function place(link) {
  const gap = 6;
  const at = link.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = card;
  const below = at.bottom + gap + height <= innerHeight || at.top < height + gap;
  card.style.left = `${Math.max(gap, Math.min(at.left, document.documentElement.clientWidth - width - gap))}px`;
  card.style.top = `${Math.max(gap, Math.min(below ? at.bottom + gap : at.top - height - gap, innerHeight - height - gap))}px`;
}

async function show(link) {
  let found = null;
  try {
    found = await told(link.getAttribute("href"));
  } catch {
    // no card: a click on the marker says what is wrong
  }
  if (marker !== link || !link.isConnected || !found?.quote) return;
  fill(found, verdictOf(link));
  (document.querySelector("dialog:modal") ?? document.querySelector("main") ?? document.body).append(card);
  card.hidden = false;
  place(link);
  link.setAttribute("aria-describedby", card.id);
}

function hide() {
  clearTimeout(timer);
  marker?.removeAttribute("aria-describedby");
  marker = null;
  card.hidden = true;
}

function soon(link) {
  clearTimeout(timer);
  if (link === marker) return; // it came back out of the card
  hide();
  if (link.title) { // the browser would show a title over the card
    link.setAttribute("aria-label", link.title);
    link.removeAttribute("title");
  }
  marker = link;
  timer = setTimeout(() => show(link), WAIT_MS);
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(hide, GRACE_MS);
}

const markerAt = (event) => event.target.closest?.("#cw-chat a.cw-marker[href]");

document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  const link = markerAt(event);
  if (link) soon(link);
  else if (event.target.closest?.(".cw-hover")) clearTimeout(timer);
  else if (marker && document.activeElement !== marker) later();
});
document.addEventListener("focusin", (event) => {
  const link = markerAt(event);
  if (link && byKey) soon(link);
  else if (marker) hide();
});
document.addEventListener("pointerdown", (event) => {
  byKey = false;
  if (marker && !event.target.closest?.(".cw-hover")) hide();
}, true);
document.addEventListener("click", (event) => {
  if (marker && markerAt(event)) hide();
}, true);
document.addEventListener("keydown", (event) => {
  byKey = LEADING.includes(event.key);
  if (event.key !== "Escape" || card.hidden) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // the first Escape is for the card, the next for what lies below it
  hide();
}, true);
document.addEventListener("scroll", (event) => {
  if (card.hidden || card.contains(event.target)) return; // one on its way opens where its marker has come to
  const { top, bottom } = marker.getBoundingClientRect();
  if (document.activeElement === marker && bottom > 0 && top < innerHeight) place(marker);
  else hide();
}, true);
