/* The keyboard: single keys for what readers do most, listed under "?". They act only while no text is being
   typed and no other key is held, and can be switched off, as speech input may type them by mistake. */

import { leave } from "./focus.js";
import { button, element, texts, watch } from "./parts.js";

const KEPT = "citewire.keys"; // in the browser; "off" if single keys are not wanted
const TABS = ["ask", "check", "library", "settings"];
const LISTED = [
  ["?", texts.keyList],
  ["/", texts.keyQuestion],
  ["Enter", texts.keyAsk],
  ["Esc", texts.keyEscape],
  ["n", texts.keyNext, "j"],
  ["p", texts.keyPrevious, "k"],
  ["o", texts.keyOpen, "Enter"],
  ["b", texts.keyBack],
  ["c", texts.keyCopy],
  ["h", texts.keyHistory],
  ["1", texts.keyTabs, "2", "3", "4"],
];
const ALIKE = { j: "n", k: "p" };

let list = null; // the dialog, once it was asked for
let marker = null; // the marker visited last

const seen = (found) => found?.checkVisibility({ visibilityProperty: true }) && !found.closest("[inert]");
const first = (selector) => [...document.querySelectorAll(selector)].find(seen);
const last = (selector) => [...document.querySelectorAll(selector)].findLast(seen);
const reader = () => document.querySelector("dialog.cw-reader[open]");
let wanted = true;
try {
  wanted = localStorage.getItem(KEPT) !== "off";
} catch {
  // a browser that keeps nothing: the choice holds until the page is left
}

function want(on) {
  wanted = on;
  try {
    if (on) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, "off");
  } catch {
    // as above
  }
}

/* --- the list -------------------------------------------------------------------------------- */

function build() {
  const dialog = element("dialog", "cw-keys-list");
  const title = element("h2", "", texts.keys);
  title.id = "cw-keys-title";
  dialog.setAttribute("aria-labelledby", title.id);
  const keys = element("dl", "");
  for (const [key, text, ...others] of LISTED) {
    const row = element("div", "");
    const names = element("dt", "");
    for (const name of [key, ...others]) names.append(element("kbd", "", name), " ");
    row.append(names, element("dd", "", text));
    keys.append(row);
  }
  const label = element("label", "");
  const box = element("input", "");
  box.type = "checkbox";
  box.checked = wanted;
  box.addEventListener("change", () => want(box.checked));
  label.append(box, ` ${texts.keysOn}`);
  const shut = button(texts.close, texts.close, () => dialog.close());
  shut.autofocus = true; // and not the switch, which a further key would turn
  dialog.append(title, keys, label, shut);
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation(); // the reader beside it stays open
    event.preventDefault();
    dialog.close();
  });
  document.body.append(dialog);
  return dialog;
}

function showList() {
  list ??= build();
  if (list.open) list.close();
  else list.showModal();
}

/* --- what the keys do -------------------------------------------------------------------------- */

function step(by) {
  if (reader()) {
    reader().querySelector(by > 0 ? ".cw-reader__next" : ".cw-reader__previous").click();
    return;
  }
  const markers = citations();
  const at = markers.indexOf(markers.includes(document.activeElement) ? document.activeElement : marker);
  const start = markers.indexOf(firstOfLatest(markers)) - (by > 0 ? 1 : 0);
  marker = markers[Math.min(Math.max((at < 0 ? start : at) + by, 0), markers.length - 1)] ?? null;
  marker?.focus();
}

const citations = () =>
  [...document.querySelectorAll('#cw-chat a.cw-marker[href], #cw-checked a[href^="/article/"]')].filter(seen);

function firstOfLatest(markers) {
  const latest = markers.at(-1)?.closest('[data-testid="bot"], ol');
  return markers.find((one) => latest?.contains(one));
}

function openMarker() {
  const markers = citations();
  (markers.includes(marker) ? marker : firstOfLatest(markers))?.click();
}

function back() {
  const open = reader();
  const control = open?.querySelector(".cw-reader__back");
  if (seen(control)) control.click();
  else open?.close();
}

function copy() {
  const near = document.activeElement?.closest('[data-testid="bot"]')?.querySelector(".cw-copy");
  const control = seen(near) ? near : last(".cw-copy");
  (control?.querySelector("a, button") ?? control)?.click();
}

function goToTab(name) {
  const tab = first(`[role="tab"][data-tab-id="${name}"]`);
  tab?.click();
  tab?.focus();
}

function toQuestion() {
  first('[role="tab"][data-tab-id="ask"]')?.click();
  if (reader()?.matches(":modal")) reader().close();
  setTimeout(() => first("#cw-question textarea")?.focus());
}

function toHistory() {
  const sidebar = document.querySelector("#cw-history");
  if (!sidebar) return; // a page that keeps nothing
  if (!seen(sidebar)) goToTab("ask");
  sidebar.querySelector(".toggle-button").click();
  // Its parts can be reached only once it is open; see names.js.
  setTimeout(() => first(sidebar.matches(".open") ? "#cw-history textarea, #cw-history input" : "#cw-question textarea")?.focus(), 120);
}

function escape(event) {
  const sidebar = document.querySelector("#cw-history.open");
  const stop = first("#cw-question .stop-button");
  if (sidebar?.contains(event.target)) {
    sidebar.querySelector(".toggle-button").click();
    sidebar.querySelector(".toggle-button").focus();
  } else if (stop && !event.target.closest('[aria-expanded="true"]')) {
    stop.click();
  } else if (!reader() && event.target.closest("#cw-question")) {
    leave(event.target); // from here on a key is a key
  }
}

const DOES = {
  "?": showList, "/": toQuestion, n: () => step(1), p: () => step(-1), o: openMarker, b: back, c: copy, h: toHistory,
  ...Object.fromEntries(TABS.map((name, at) => [String(at + 1), () => goToTab(name)])),
};

const typed = (target) => target.closest?.(
  'textarea, select, [contenteditable="true"], [role="combobox"], [role="menu"], [role="listbox"], [role="slider"], '
  + 'input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"], [type="file"])');

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === "Escape") return void escape(event);
  const asks = event.key === "?" && event.target.closest("#cw-question") && !event.target.value; // no question begins so
  if (event.ctrlKey || event.metaKey || event.altKey || (typed(event.target) && !asks) || !wanted) return;
  const key = ALIKE[event.key] ?? event.key;
  if (!Object.hasOwn(DOES, key)) return;
  if (document.querySelector("dialog:modal") && !(key === "?" ? list?.open : reader()?.matches(":modal") && "npb".includes(key))) return;
  event.preventDefault();
  DOES[key]();
});

document.addEventListener("click", (event) => {
  const control = event.target.closest?.("a.cw-keys, a.cw-to-history");
  if (!control) return;
  event.preventDefault();
  if (control.matches(".cw-keys")) showList();
  else toHistory();
}, true);

/* Arrow keys lead from tab to tab, as in every other program. */
document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.('#cw-tabs [role="tab"]');
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!tab || !by) return;
  const tabs = [...tab.parentElement.querySelectorAll('[role="tab"]')];
  const other = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length];
  event.preventDefault();
  other.click();
  other.focus();
});

// Markdown parts keep no role: the control in the masthead, which looks like a link, is a button.
watch(() => {
  for (const control of document.querySelectorAll("a.cw-keys:not([role])")) {
    control.setAttribute("role", "button");
    control.setAttribute("aria-haspopup", "dialog");
    control.title = `${texts.keys} (?)`;
  }
});
