/* The evidence by date and outlet: a dot leads to its card, an outlet or a stretch of time chooses among the cards. */

import { button, calm, element, texts } from "./parts.js";

const pressed = (plot) => [...plot.querySelectorAll('.cw-choose[aria-pressed="true"]')];

/* Shows the cards that fit the outlet and the stretch chosen; their numbers stay as they are. */
function apply(plot) {
  const wanted = pressed(plot).map((choice) => choice.value);
  const cards = [...plot.parentElement.querySelectorAll(".cw-card")];
  for (const card of cards) card.hidden = !wanted.every((name) => card.classList.contains(name));
  for (const dot of plot.querySelectorAll("a.cw-dot")) dot.classList.toggle("cw-dot--out", cardOf(dot)?.hidden ?? false);
  const told = plot.querySelector(".cw-timeline__chosen");
  if (!wanted.length) {
    told.replaceChildren();
    return;
  }
  const count = cards.filter((card) => !card.hidden).length;
  const words = texts.chosen.replace("{count}", count).replace("{all}", cards.length);
  told.replaceChildren(element("span", "", words), " ", button(texts.showAll, texts.showAll, () => {
    const [first] = pressed(plot);
    clear(plot);
    first?.focus();
  }));
}

function clear(plot) {
  for (const choice of pressed(plot)) choice.setAttribute("aria-pressed", "false");
  apply(plot);
}

function choose(choice, plot) {
  const on = choice.getAttribute("aria-pressed") !== "true";
  const alike = choice.classList.contains("cw-stretch") ? ".cw-stretch.cw-choose" : ".cw-choose:not(.cw-stretch)";
  for (const other of plot.querySelectorAll(alike)) other.setAttribute("aria-pressed", "false");
  choice.setAttribute("aria-pressed", String(on));
  apply(plot);
}

const cardOf = (dot) => dot.closest(".cw-sources")?.querySelector(`[id="${dot.getAttribute("href").slice(1)}"]`);

function lead(dot, plot) {
  const card = cardOf(dot);
  if (!card) return;
  const jumps = card.hidden || calm.matches; // a smooth scroll does not outlive cards coming back above it
  if (card.hidden) clear(plot);
  card.scrollIntoView({ block: "start", behavior: jumps ? "instant" : "smooth" });
  card.focus({ preventScroll: true });
  card.classList.remove("cw-flash");
  void card.offsetWidth; // lets the flash begin anew
  card.classList.add("cw-flash");
}

document.addEventListener("click", (event) => {
  const plot = event.target.closest?.(".cw-timeline");
  if (!plot) return;
  const choice = event.target.closest(".cw-choose");
  if (choice) choose(choice, plot);
  const dot = event.target.closest("a.cw-dot");
  if (!dot) return;
  event.preventDefault(); // the address of the page is that of the conversation
  lead(dot, plot);
}, true);

// Gradio takes aria attributes out of what the server sends.
new MutationObserver(() => {
  for (const choice of document.querySelectorAll(".cw-choose:not([aria-pressed])")) choice.setAttribute("aria-pressed", "false");
}).observe(document.documentElement, { subtree: true, childList: true });
