/* Copying: a link a.cw-copy puts an answer with its sources, or an address, on the clipboard, and says so. */

import { element, leftToBrowser, texts } from "./parts.js";

const told = element("div", "cw-told");
told.setAttribute("role", "status");
document.body.append(told);
let shown = 0;

export function tell(text) {
  told.textContent = text;
  told.classList.add("cw-told--shown");
  clearTimeout(shown);
  shown = setTimeout(() => told.classList.remove("cw-told--shown"), 5000);
}

/* What an answer says, as {html, markdown, text}; fetched once, as a clipboard asks for its forms one by one. */
async function said(address) {
  const response = await fetch(address, { credentials: "same-origin", headers: { Accept: "application/json" } });
  if (!response.ok) throw new TypeError(`status ${response.status}`);
  return response.json();
}

/* Puts forms of a text, {type: promise of it}, on the clipboard: at once, as a browser allows it only at a click. */
async function put(forms) {
  const types = Object.keys(forms);
  if (navigator.clipboard?.write && globalThis.ClipboardItem) {
    const items = Object.fromEntries(types.map((type) => [type, forms[type].then((text) => new Blob([text], { type }))]));
    await navigator.clipboard.write([new ClipboardItem(items)]);
    return;
  }
  const texts = await Promise.all(types.map((type) => forms[type])); // an address without https has no clipboard API
  const fill = (event) => {
    event.preventDefault();
    types.forEach((type, at) => event.clipboardData.setData(type, texts[at]));
  };
  document.addEventListener("copy", fill, { once: true });
  const done = document.execCommand("copy");
  document.removeEventListener("copy", fill);
  if (!done) throw new DOMException("refused", "NotAllowedError");
}

async function copy(link) {
  const address = new URL(link.href, location.href);
  if (link.classList.contains("cw-copy--link")) {
    await put({ "text/plain": Promise.resolve(address.href) });
    return texts.copiedLink;
  }
  const answer = said(address);
  const [html, markdown, text] = ["html", "markdown", "text"].map((form) => answer.then((one) => one[form]));
  for (const form of [html, markdown, text]) form.catch(() => {}); // the clipboard may wait for one only
  if (link.classList.contains("cw-copy--markdown")) await put({ "text/plain": markdown });
  else await put({ "text/html": html, "text/plain": text });
  return texts.copied;
}

document.addEventListener("click", async (event) => {
  if (leftToBrowser(event)) return;
  const link = event.target.closest?.("a.cw-copy");
  if (!link) return;
  event.preventDefault();
  try {
    tell(await copy(link));
  } catch (error) {
    tell(error instanceof TypeError ? texts.copyFailed : texts.copyRefused);
  }
}, true);
