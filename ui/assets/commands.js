/* Links "#cw-do=..." and those to a kept conversation are commands to the page: a hidden field and button take them. */

import { leftToBrowser } from "./parts.js";

export function command(text, to = "cw") {
  const field = document.querySelector(`#${to}-command textarea, #${to}-command input`);
  const set = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set;
  set.call(field, text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  document.querySelector(`#${to}-do`).click();
}

document.addEventListener("click", (event) => {
  if (leftToBrowser(event)) return;
  const link = event.target.closest?.("a.cw-doing, a.cw-reopen");
  if (!link) return;
  const url = new URL(link.href, location.href);
  event.preventDefault();
  if (link.classList.contains("cw-reopen")) {
    command(`open:${url.searchParams.get("c")}`);
    return;
  }
  const wanted = decodeURIComponent(url.hash.slice("#cw-do=".length));
  command(wanted);
  if (/^(edit|understood):/.test(wanted)) document.querySelector("#cw-question textarea")?.focus();
}, true);

// The address of the page is that of the conversation shown, so that it can be reloaded and sent on.
let addressed = false; // not before the page has read the address it was opened with
new MutationObserver(() => {
  const link = document.querySelector("#cw-address a.cw-address");
  if (link && link.href !== location.href) history.replaceState(null, "", link.href);
  else if (!link && addressed) history.replaceState(null, "", location.pathname);
  addressed = Boolean(link);
}).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["href"] });
