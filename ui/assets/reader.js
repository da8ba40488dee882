/* The reader drawer: a click on a link to /article/... opens that article beside the conversation.
   Without this script the same links lead to the reader page. */

import { button, calm, element, leftToBrowser, phone, texts } from "./parts.js";

let drawer = null;
let opener = null; // the link that opened the drawer: focus goes back to it
let current = 0; // number of the passage shown, from 1; 0 if none
let request = 0; // tells the answer to the latest click from earlier ones

function build() {
  const dialog = element("dialog", "cw-reader");
  dialog.setAttribute("aria-label", texts.reader);
  const bar = element("div", "cw-reader__bar");
  const place = element("span", "cw-reader__place");
  place.setAttribute("role", "status");
  const previous = button(texts.previous, "↑", () => go(current - 1));
  const next = button(texts.next, "↓", () => go(current + 1));
  const page = element("a", "cw-reader__page", texts.ownPage);
  page.target = "_blank";
  page.rel = "noopener";
  const shut = button(texts.close, texts.close, close);
  const body = element("div", "cw-reader__body");
  body.tabIndex = -1;
  bar.append(place, previous, next, page, shut);
  dialog.append(bar, body);
  dialog.addEventListener("close", closed);
  document.body.append(dialog);
  return { dialog, place, previous, next, page, body };
}

const passages = () => {
  const numbers = [...drawer.body.querySelectorAll("mark[data-cite]")].map((mark) => Number(mark.dataset.cite));
  return [...new Set(numbers)].sort((a, b) => a - b);
};

function go(number) {
  const count = passages().length;
  if (number < 1 || number > count) return;
  current = number;
  for (const mark of drawer.body.querySelectorAll("mark[data-cite]")) {
    mark.classList.remove("cw-flash");
    mark.classList.toggle("cw-at", mark.dataset.cite === String(number));
  }
  const pieces = drawer.body.querySelectorAll(`mark[data-cite="${number}"]`);
  pieces[0].scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  void drawer.body.offsetWidth; // lets the flash begin anew
  for (const piece of pieces) piece.classList.add("cw-flash");
  tell();
}

function tell() {
  const count = passages().length;
  drawer.place.textContent = count && current
    ? texts.position.replace("{number}", current).replace("{count}", count)
    : texts.reader;
  drawer.previous.hidden = drawer.next.hidden = count < 2;
  drawer.previous.disabled = current <= 1;
  drawer.next.disabled = current >= count;
}

function note(text) {
  drawer.body.replaceChildren(element("p", "cw-reader__note", text));
  current = 0;
  tell();
}

async function open(link) {
  drawer ??= build();
  const mine = ++request;
  opener?.classList.remove("cw-open");
  opener = link;
  link.classList.add("cw-open");
  drawer.page.href = link.href;
  if (!drawer.dialog.open) {
    note(texts.loading);
    if (phone.matches) drawer.dialog.showModal();
    else drawer.dialog.show();
  }
  drawer.body.focus({ preventScroll: true });
  let article = null;
  try {
    const response = await fetch(link.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
    article = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("article");
  } catch {
    // the message below says it
  }
  if (mine !== request) return;
  if (!article) {
    note(texts.failed);
    return;
  }
  drawer.body.replaceChildren(document.importNode(article, true));
  drawer.body.scrollTop = 0;
  drawer.dialog.setAttribute("aria-label", article.querySelector("h1")?.textContent ?? texts.reader);
  const wanted = new URL(link.href).hash.match(/^#cite-(\d+)$/);
  current = 0;
  if (wanted && passages().includes(Number(wanted[1]))) go(Number(wanted[1]));
  else if (passages().length) go(1);
  else tell();
}

function close() {
  drawer?.dialog.close();
}

function closed() {
  request += 1;
  opener?.classList.remove("cw-open");
  if (opener?.isConnected) opener.focus();
  else document.querySelector("#cw-question textarea")?.focus();
  opener = null;
}

document.addEventListener("click", (event) => {
  if (leftToBrowser(event)) return;
  const link = event.target.closest?.("a[href]");
  if (!link) return; // its target says nothing: Gradio sends every link of a message to a new tab
  const url = new URL(link.href, location.href);
  const ours = url.origin === location.origin && url.pathname.startsWith("/article/");
  if (!ours || link.classList.contains("cw-reader__page")) return;
  event.preventDefault();
  open(link);
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && drawer?.dialog.open) {
    event.preventDefault();
    close();
  }
});
