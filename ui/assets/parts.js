/* Texts of the page and small elements; nothing here builds HTML from text. */

export const texts = JSON.parse(document.getElementById("cw-texts").textContent);
export const calm = matchMedia("(prefers-reduced-motion: reduce)");
export const phone = matchMedia("(max-width: 760px)");

export function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  if (text) made.textContent = text;
  return made;
}

export function button(label, text, onClick) {
  const made = element("button", "", text);
  made.type = "button";
  made.setAttribute("aria-label", label);
  made.title = label;
  made.addEventListener("click", onClick);
  return made;
}

/* True for a click that the browser should handle itself: a new tab, a download, a menu. */
export function leftToBrowser(event) {
  return event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}

/* Calls `react` now, and soon after the page has changed: once for changes that come together. */
export function watch(react, attributes = []) {
  let due = false;
  const filter = attributes.length ? { attributes: true, attributeFilter: attributes } : {};
  new MutationObserver(() => {
    if (due) return;
    due = true;
    setTimeout(() => {
      due = false;
      react();
    }, 40);
  }).observe(document.documentElement, { subtree: true, childList: true, ...filter });
  react();
}
