/* What screen readers are told: a stage that lasts, the answer once it is complete, and what other parts report.
   One voice for all of it, as reports that are drawn anew would be told twice, or not at all. */

import { element, texts, watch } from "./parts.js";

const LASTING_MS = 700; // a stage or a count that is over sooner is not worth a word
const AT_MOST_MS = 6000; // between two reports of the same work

const voice = element("div", "cw-said");
voice.setAttribute("role", "status");
document.body.append(voice);

let stage = null; // what was last seen of an answer under way; null if none is
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
  for (const silent of copy.querySelectorAll(".cw-marker, .cw-tick, .cw-jump, .cw-meta")) silent.remove();
  const parts = [...copy.querySelectorAll("p, li")].map((part) => part.textContent.replace(/\s+/g, " ").trim());
  return `${texts.answer}: ${parts.filter(Boolean).join(" ")}`;
}

function listen() {
  const now = document.querySelector("#cw-chat .cw-stage")?.textContent ?? null;
  if (now !== null && now !== stage) sayIfItLasts(now);
  if (now === null && stage !== null) {
    const answers = document.querySelectorAll("#cw-chat .cw-answer");
    if (answers.length) say(spoken(answers[answers.length - 1]));
  }
  stage = now;
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

watch(listen);
