/* What screen readers are told: a stage that lasts, the answer once it is complete, and what other parts report.
   One voice for all of it, as reports that are drawn anew would be told twice, or not at all. */

import { element, texts, watch } from "./parts.js";

const LASTING_MS = 700; // a stage or a count that is over sooner is not worth a word
const AT_MOST_MS = 6000; // between two reports of the same work

const voice = element("div", "cw-said");
voice.setAttribute("role", "status");
document.body.append(voice);

let stage = null; // what was last seen of an answer under way; null if none is
let answers = 0; // in the conversation
let byReader = false; // whether the reader did anything since a conversation was opened: what it holds is no news
let waiting = 0; // the timer of the next report
let since = 0; // when the report that waits was first put off
const told = new Map(); // the latest text of each report, by the part that shows it

function say(text) {
  clearTimeout(waiting);
  waiting = since = 0;
  voice.textContent = text;
}

function sayIfItLasts(text) {
  since ||= Date.now();
  clearTimeout(waiting);
  waiting = setTimeout(() => say(text), Date.now() - since > AT_MOST_MS ? 0 : LASTING_MS);
}

function spoken(answer) {
  const copy = answer.cloneNode(true);
  const facts = ":is(.cw-answer__text:has(.cw-sentence), .cw-refusal) ~ .cw-meta"; // not those of an answer stopped
  for (const silent of copy.querySelectorAll(`.cw-marker, .cw-tick, .cw-jump, ${facts}`)) silent.remove();
  const parts = [...copy.querySelectorAll("p, li")].map((part) => part.textContent.replace(/[\s\u2060]+/g, " ").trim());
  return `${texts.answer}: ${parts.filter(Boolean).join(" ")}`;
}

function listen() {
  const now = document.querySelector("#cw-chat .cw-stage")?.textContent ?? null;
  const shown = document.querySelectorAll("#cw-chat .cw-answer");
  if (now !== null && now !== stage) sayIfItLasts(now);
  // An answer that was there at once had no stage.
  else if (now === null && shown.length && byReader && (stage !== null || shown.length === answers + 1)) {
    say(spoken(shown[shown.length - 1]));
  }
  stage = now;
  answers = shown.length;
  for (const report of document.querySelectorAll('main [role="status"]')) {
    const part = report.closest("[id^='cw-']");
    if (!part) continue; // Gradio's own
    report.setAttribute("aria-live", "off");
    const text = report.textContent.trim();
    if (told.get(part) === text) continue;
    told.set(part, text);
    if (text) sayIfItLasts(text);
  }
}

for (const deed of ["keydown", "pointerdown"]) document.addEventListener(deed, () => { byReader = true; }, true);
document.addEventListener("click", (event) => {
  if (event.target.closest?.("a.cw-reopen")) byReader = false;
}, true);
watch(listen);
