/* Which markers of an answer cite which passage: the way from an article back to the sentence that rests on it.
   A link to a passage is /article/ID?s=...&at=NUMBER; the links of one answer to one article number alike. */

import { calm } from "./parts.js";

const pathOf = (link) => new URL(link.href).pathname;
const numberOf = (link) => Number(new URL(link.href).searchParams.get("at"));
const markersOf = (answer) => [...answer.querySelectorAll("a.cw-marker[href]")];

/* The answer a link belongs to: the one it stands in; for a link of the Sources column, the latest that cites as it does. */
function answerOf(link) {
  const own = link.closest("#cw-chat .cw-answer");
  if (own) return own;
  const href = link.getAttribute("href");
  if (link.isConnected && !link.closest("#cw-sources")) return null;
  return [...document.querySelectorAll("#cw-chat .cw-answer")].reverse()
    .find((answer) => markersOf(answer).some((marker) => marker.getAttribute("href") === href)) ?? null;
}

/* The marker that cites a passage of the article a link leads to: the link itself if it is that one, else the first. */
export function markerFor(link, number) {
  const answer = link && answerOf(link);
  if (!answer) return null;
  const citing = markersOf(answer).filter((marker) => pathOf(marker) === pathOf(link) && numberOf(marker) === number);
  return citing.includes(link) ? link : citing.find(sentenceNumber) ?? citing[0] ?? null;
}

/* A marker of each article that the answer of a link cites, in the order it cites them. */
export function articlesOf(link) {
  const answer = link && answerOf(link);
  const found = new Map();
  for (const marker of answer ? markersOf(answer) : []) {
    if (!found.has(pathOf(marker))) found.set(pathOf(marker), marker);
  }
  return [...found.values()];
}

const sentenceOf = (marker) => {
  const before = marker.closest(".cw-refs")?.previousElementSibling;
  return before?.classList.contains("cw-sentence") ? before : null;
};

/* The number of the sentence a marker stands behind, from 1; 0 for the marker of a notice. */
export function sentenceNumber(marker) {
  const sentence = sentenceOf(marker);
  return sentence ? [...marker.closest(".cw-answer").querySelectorAll(".cw-sentence")].indexOf(sentence) + 1 : 0;
}

/* Scrolls to a marker, gives it the focus and shows for a moment what it stands behind. */
export function flash(marker) {
  const shown = [sentenceOf(marker) ?? marker.closest(".cw-notice"), marker].filter(Boolean);
  marker.closest("details")?.setAttribute("open", "");
  marker.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  marker.focus({ preventScroll: true });
  for (const part of shown) {
    part.classList.remove("cw-flash");
    void part.offsetWidth; // lets the flash begin anew
    part.classList.add("cw-flash");
    setTimeout(() => part.classList.remove("cw-flash"), 1600);
  }
}
