/* Links "#cw-do=..." and those to a kept conversation are commands to the page: a hidden field and button take them. */

import { element, leftToBrowser, phone, texts } from "./parts.js";

export function command(text, to = "cw", button = "do") {
  const field = document.querySelector(`#${to}-command textarea, #${to}-command input`);
  const set = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set;
  set.call(field, text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  document.querySelector(`#${to}-${button}`).click();
}

document.addEventListener("click", (event) => {
  if (leftToBrowser(event)) return;
  const link = event.target.closest?.("a.cw-doing, a.cw-reopen");
  if (!link) return;
  const url = new URL(link.href, location.href);
  event.preventDefault();
  if (link.classList.contains("cw-reopen")) {
    command(`open:${url.searchParams.get("c")}`, "cw", "leave");
    const list = link.closest("#cw-history.open");
    if (list && phone.matches) list.querySelector(".toggle-button").click(); // it covers what was asked for
    return;
  }
  const wanted = decodeURIComponent(url.hash.slice("#cw-do=".length));
  if (wanted.startsWith("rename:")) {
    rename(link, wanted);
    return;
  }
  const here = new URLSearchParams(location.search).get("c");
  command(wanted, "cw", wanted === `delete:${here}` ? "leave" : "do");
  if (/^(edit|understood):/.test(wanted)) document.querySelector("#cw-question textarea")?.focus();
}, true);

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("a.cw-print")) return;
  event.preventDefault();
  print();
}, true);

// The title of a conversation is changed where it stands.
function rename(link, wanted) {
  const title = link.closest("li")?.querySelector("a.cw-reopen");
  if (!title || title.hidden) return;
  const field = element("input", "cw-rename");
  field.value = title.textContent;
  field.maxLength = 80;
  field.setAttribute("aria-label", texts.rename);
  let left = false;
  const leave = () => {
    if (left) return; // a field that goes loses the focus, which leads here once more
    left = true;
    field.remove();
    title.hidden = false;
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      const changed = field.value.trim() && field.value !== title.textContent;
      if (changed) command(`${wanted}:${field.value}`);
      leave();
      title.focus();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      leave();
      title.focus();
    }
  });
  field.addEventListener("blur", leave);
  title.hidden = true;
  title.before(field);
  field.select();
}

// The address of the page is that of the conversation shown, so that it can be reloaded and sent on.
let addressed = false; // not before the page has read the address it was opened with
new MutationObserver(() => {
  const link = document.querySelector("#cw-address a.cw-address");
  if (link && link.href !== location.href.split("#")[0]) history.replaceState(null, "", link.href);
  else if (!link && addressed) history.replaceState(null, "", location.pathname);
  addressed = Boolean(link);
}).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["href"] });
