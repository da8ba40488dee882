/* The conversation scrolls to a new question and follows its answer until the question stands at the top; a reader who
   scrolls meanwhile is left alone. An address with #answer-2 leads to the second answer. */

import { calm } from "./parts.js";

const gap = () => (matchMedia("(max-width: 899px)").matches ? 52 : 8); // beside the button of the conversations kept
let questions = 0;
let following = false;
let wanted = Number(location.hash.match(/^#answer-(\d+)$/)?.[1] ?? 0);

const chat = () => document.getElementById("cw-chat");

/* What scrolls: the conversation on a wide screen, the page on a narrow one. */
function scroller() {
  const inner = chat().querySelector(".bubble-wrap, .panel-wrap");
  return inner && getComputedStyle(inner).overflowY !== "visible" ? inner : document.scrollingElement;
}

function place(element) {
  const box = scroller();
  const top = box === document.scrollingElement ? 0 : box.getBoundingClientRect().top;
  return box.scrollTop + element.getBoundingClientRect().top - top - gap();
}

/* Brings a question to the top as far as what follows it reaches; never back down. */
function follow(element) {
  const box = scroller();
  const to = Math.min(place(element), box.scrollHeight - box.clientHeight);
  if (Math.abs(to - box.scrollTop) > 1) box.scrollTo({ top: to, behavior: "instant" });
}

function answered(number) {
  const answers = chat().querySelectorAll(".cw-doings");
  return answers[number - 1]?.closest(".message-row") ?? null;
}

function goToAnswer(number) {
  const row = answered(number);
  if (!row) return false;
  follow(row.querySelector(".cw-answer") ?? row);
  const answer = row.querySelector(".cw-answer");
  if (!calm.matches) answer?.classList.add("cw-arrived");
  return true;
}

function followLast() {
  const all = chat()?.querySelectorAll(".cw-question") ?? [];
  if (following && all.length) follow(all[all.length - 1]);
}

let watched = null;
const sizes = new ResizeObserver(followLast); // suggestions below the answer take room from it

new MutationObserver(() => {
  if (!chat()) return;
  const all = chat().querySelectorAll(".cw-question");
  if (wanted && goToAnswer(wanted)) {
    wanted = 0;
    following = false;
  } else if (all.length > questions) {
    following = true;
  }
  questions = all.length;
  followLast();
  if (scroller() !== watched) {
    if (watched) sizes.unobserve(watched);
    watched = scroller();
    sizes.observe(watched);
  }
}).observe(document.documentElement, { subtree: true, childList: true, characterData: true });

for (const kind of ["wheel", "touchmove", "pointerdown", "focusin"]) {
  document.addEventListener(kind, (event) => {
    const reads = ["wheel", "touchmove"].includes(kind) || event.target.closest?.("#cw-chat, #cw-sources");
    if (reads) following = false;
  }, { passive: true });
}
document.addEventListener("keydown", (event) => {
  if (["Tab", "PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown"].includes(event.key)) following = false;
});

addEventListener("hashchange", () => {
  const number = Number(location.hash.match(/^#answer-(\d+)$/)?.[1] ?? 0);
  if (number) goToAnswer(number);
});
