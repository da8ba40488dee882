/* The Settings page: colours are kept in this browser, and another language loads every open page anew. */

import { element, texts } from "./parts.js";

const themes = () => [...document.querySelectorAll("#cw-theme input[type=radio]")];
const pages = new BroadcastChannel("cw-language");

function kept() {
  try {
    return localStorage.getItem("cw-theme") ?? "system";
  } catch {
    return "system";
  }
}

document.addEventListener("change", (event) => {
  if (!event.isTrusted || !event.target.closest?.("#cw-theme")) return;
  try {
    localStorage.setItem("cw-theme", event.target.value);
  } catch {
    return; // nothing can be kept here; the page stays as the system is
  }
  dispatchEvent(new Event("cw-theme"));
});

// The field is made when its tab is first opened, and Gradio fills it with what the server thinks.
new MutationObserver(() => {
  const fields = themes();
  const wanted = fields.find((field) => field.value === kept());
  if (wanted && !wanted.checked && fields.some((field) => field.checked)) wanted.click();
  showWrong();
  const reload = document.querySelector("#cw-settings-status .cw-reload");
  if (reload) {
    reload.classList.remove("cw-reload");
    pages.postMessage("reload");
    location.reload();
  }
}).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-checked", "class"] });

pages.addEventListener("message", () => location.reload());

/* A save that was refused leads to the first value that is wrong, in a section that is closed too. */
let refused = null;

function showWrong() {
  const alert = document.querySelector("#cw-settings-status [role='alert']");
  const wrong = alert && document.querySelector("#cw-settings .cw-wrong"); // comes a moment after the alert
  if (alert === refused || !wrong) return;
  refused = alert;
  const section = wrong.closest(".gr-accordion")?.querySelector(".label-wrap:not(.open)");
  section?.click();
  setTimeout(() => {
    wrong.scrollIntoView({ block: "center" });
    wrong.querySelector("input:not([type='radio']), input:checked, textarea")?.focus({ preventScroll: true });
  }, section ? 200 : 0);
}

/* --- what was changed and is not saved yet ------------------------------------------------------ */

const FIELDS = "#cw-settings :is(input, textarea)";
const unsaved = element("p", "cw-unsaved", texts.unsaved);
unsaved.setAttribute("role", "status");

function note(event) {
  if (!event.isTrusted || !event.target.matches?.(FIELDS) || event.target.closest("#cw-theme")) return;
  const bar = document.querySelector("#cw-settings-bar");
  if (bar && unsaved.parentElement !== bar) bar.append(unsaved);
}

for (const kind of ["input", "change"]) document.addEventListener(kind, note);
document.addEventListener("click", (event) => {
  if (event.target.closest?.("#cw-set-provider [role='option'], #cw-set-provider li")) note({ isTrusted: true, target: document.querySelector("#cw-set-provider input") });
  if (event.target.closest?.("#cw-save")) unsaved.remove(); // what became of it is told beside the button
}, true);

// Enter in a field saves, as in other forms.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.defaultPrevented) return;
  if (!event.target.matches?.(FIELDS) || event.target.matches("[role='combobox'], [type='radio'], [type='checkbox']")) return;
  const save = document.querySelector("#cw-save");
  if (!save) return;
  event.preventDefault();
  event.target.dispatchEvent(new Event("change", { bubbles: true })); // what is typed counts before the field is left
  save.click();
});
