/* Names and roles where Gradio's parts lack them, have them in English only, or have the wrong ones. */

import { texts, watch } from "./parts.js";

const NARROW = matchMedia("(max-width: 768px)"); // the conversations kept then cover the page

// What an element is called; null takes a name or a role away.
const MENDED = [
  ['#cw-chat [data-testid="user"]', { role: "group", "aria-label": texts.question }],
  ['#cw-chat [data-testid="bot"]', { role: "group", "aria-label": texts.answer }],
  ["#cw-question textarea", { "aria-label": texts.question }], // its label holds the button too
  ["#cw-filters .label-wrap .icon", { "aria-hidden": "true" }],
  // Told by spoken.js once it is complete, not again with every word of it.
  ['#cw-chat [role="log"]', { "aria-label": texts.conversation, "aria-live": "off" }],
  ["#cw-chat .placeholder-content", { role: null }],
  ["#cw-chat .examples", { role: "group", "aria-label": texts.examples }],
  ["#cw-chat .examples .example", { "aria-label": null }],
  ["#cw-side", { role: "complementary", "aria-label": texts.sources }],
  ["#cw-history", { role: "navigation", "aria-label": texts.history }],
  ['#cw-tabs [role="tablist"]', { "aria-label": texts.tabs }],
  ["#cw-tabs .overflow-menu > button", { "aria-label": texts.moreTabs }],
  ["#cw-articles table", { "aria-label": texts.articles }],
  [".picker .nav-button:first-child", { "aria-label": texts.previousMonth }],
  [".picker .nav-button:last-child", { "aria-label": texts.nextMonth }],
  [".picker .month-year", { "aria-live": "polite" }],
  // The page has its first heading already.
  ["dialog.cw-reader h1", { "aria-level": "2" }],
];

function set(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

function mend() {
  set(document.documentElement, "lang", texts.language);
  for (const [selector, attributes] of MENDED) {
    for (const element of document.querySelectorAll(selector)) {
      for (const [name, value] of Object.entries(attributes)) set(element, name, value);
    }
  }
  // One stop for all tabs: arrow keys lead from one to the next, see keys.js.
  for (const tab of document.querySelectorAll('#cw-tabs [role="tab"]')) {
    set(tab, "tabindex", tab.getAttribute("aria-selected") === "true" ? "0" : "-1");
  }
  for (const panel of document.querySelectorAll('#cw-tabs [role="tabpanel"][id]')) {
    set(panel, "aria-labelledby", `${panel.id}-button`);
  }
  // Gradio's Markdown keeps a title and drops the name.
  for (const link of document.querySelectorAll("a.cw-doing[title]")) set(link, "aria-label", link.title);
  for (const field of document.querySelectorAll(".timebox")) {
    const label = field.closest(".block")?.querySelector('[data-testid="block-info"]')?.textContent.trim() ?? "";
    for (const input of field.querySelectorAll("input.time")) set(input, "aria-label", label);
    for (const open of field.querySelectorAll(".calendar")) set(open, "aria-label", `${texts.calendar}: ${label}`);
  }
  for (const panel of document.querySelectorAll("button.label-wrap")) {
    set(panel, "aria-expanded", String(panel.classList.contains("open")));
  }
  for (const title of document.querySelectorAll("#cw-history .cw-reopen--here:not([aria-current])")) {
    title.setAttribute("aria-current", "true"); // the sanitiser does not let it through
  }
  mendFields();
  mendHistory();
}

/* A field's explanation and what is wrong with it are told with it; the choices of one setting are one group. */
function mendFields() {
  for (const field of document.querySelectorAll("#cw-settings .block[id]:has(> [data-testid='block-info'], .info-text)")) {
    if (field.querySelector(".block[id]")) continue; // a section, whose fields are seen to one by one
    const info = field.querySelector(".info-text");
    if (info) set(info, "id", `${field.id}-info`);
    const label = field.querySelector("[data-testid='block-info']");
    if (field.matches("fieldset") && label) {
      set(label, "id", `${field.id}-label`);
      set(field, "role", "radiogroup");
      set(field, "aria-labelledby", label.id);
      set(field, "aria-describedby", info?.id ?? null);
      for (const choice of field.querySelectorAll("input[type='radio']")) set(choice, "name", field.id);
      continue;
    }
    for (const input of field.querySelectorAll("input, textarea")) {
      if (input.matches("[data-testid='number-input'], [data-testid='range-input']")) set(input, "aria-label", label.textContent.trim());
      set(input, "aria-describedby", info?.id ?? null);
      set(input, "aria-invalid", field.matches(".cw-wrong") ? "true" : null);
    }
  }
}

/* What is closed cannot be reached; what covers the page is left only by closing it. */
function mendHistory() {
  const history = document.querySelector("#cw-history");
  if (!history) return;
  const open = history.classList.contains("open");
  const toggle = history.querySelector(".toggle-button");
  set(toggle, "aria-label", texts.history);
  set(toggle, "title", texts.history);
  set(toggle, "aria-expanded", String(open));
  history.querySelector(".sidebar-content").inert = !open;
  const covered = open && NARROW.matches && history.checkVisibility();
  for (const behind of document.querySelectorAll("#cw-masthead, #cw-tabs > .tab-wrapper, #cw-columns")) {
    behind.inert = covered;
  }
}

watch(mend, ["aria-label", "aria-live", "aria-selected", "class", "lang", "role"]);
NARROW.addEventListener("change", mend);
