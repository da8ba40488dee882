/* Where the focus goes: past the head of the page on wish, and never lost when a part of the page is drawn anew. */

import { element, texts, watch } from "./parts.js";

const FOCUSABLE = "a[href], button, input, textarea, select, summary, [tabindex]";

let left = null; // the element with the focus, and what stood around it

const usable = (one) =>
  one.isConnected && !one.disabled && one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true }) && !one.closest("[inert]");
const inside = (part) => [...part.querySelectorAll(FOCUSABLE)].filter(usable);
const name = (one) => one.getAttribute("href") ?? (one.id || one.textContent.trim() || one.ariaLabel);

function remember(one) {
  const around = [];
  for (let part = one.parentElement; part && part !== document.body; part = part.parentElement) around.push(part);
  // Within the part that is drawn anew as a whole: far smaller than the page.
  const drawn = one.closest(".md, .row, .form, .block") ?? one.parentElement;
  const names = inside(drawn).map(name);
  left = { one, around, names, at: names.indexOf(name(one)) };
}

/* Returns what stands where the lost element stood: the same again, what can be done about its going (Undo), or
   what was nearest to it; the question field if nothing of it is left. */
function heir() {
  const part = left.around.find((one) => one.isConnected && one.checkVisibility() && inside(one).length);
  const offered = part ? inside(part) : [];
  const same = offered.find((one) => name(one) === left.names[left.at]);
  const undo = offered.find((one) => one.closest('[role="status"]') && !left.names.includes(name(one)));
  const near = (one) => {
    const at = left.names.indexOf(name(one));
    return at < 0 ? Infinity : Math.abs(at - left.at) + (at < left.at ? 0.5 : 0);
  };
  const nearest = offered.filter((one) => near(one) < Infinity).sort((a, b) => near(a) - near(b))[0];
  const question = document.querySelector("#cw-question textarea");
  const found = same ?? undo ?? nearest ?? (part?.closest("#cw-chat, #cw-conversation") ? question : offered[0] ?? question);
  return found && usable(found) ? found : offered[0] ?? document.querySelector('#cw-tabs [role="tab"][aria-selected="true"]');
}

function keep() {
  if (!left || document.activeElement !== document.body) return;
  if (left.one.disabled) return; // busy: it is given back when it can be used again
  const one = usable(left.one) ? left.one : heir();
  one?.focus({ preventScroll: true });
}

/* Takes the focus from an element for good, as the reader wished. */
export function leave(one) {
  left = null;
  one.blur();
}

document.addEventListener("focusin", (event) => remember(event.target));
document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest?.(FOCUSABLE)) left = null; // the reader has left it
});
watch(keep, ["class", "disabled", "inert", "style"]);

/* --- past the head of the page ------------------------------------------------------------------ */

const skip = element("a", "cw-skip", texts.skip);
skip.href = "#cw-question";
skip.addEventListener("click", (event) => {
  event.preventDefault();
  document.querySelector('#cw-tabs [role="tab"][data-tab-id="ask"]')?.click();
  setTimeout(() => document.querySelector("#cw-question textarea")?.focus());
});
document.body.prepend(skip);
