/* The reader drawer: a click on a link to /article/... opens that article beside the conversation.
   Without this script the same links lead to the reader page. */

import { articlesOf, flash, markerFor, sentenceNumber } from "./citing.js";
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
  const previous = button(texts.previous, "↑", () => step(-1));
  const next = button(texts.next, "↓", () => step(1));
  const back = button(texts.back, texts.back, () => leave(markerFor(opener, current)));
  const page = element("a", "cw-reader__page", texts.ownPage);
  page.target = "_blank";
  page.rel = "noopener";
  const shut = button(texts.close, texts.close, close);
  const body = element("div", "cw-reader__body");
  body.tabIndex = -1;
  bar.append(place, previous, next, back, page, shut);
  dialog.append(bar, body);
  dialog.addEventListener("close", closed);
  body.addEventListener("click", backFromMark);
  document.body.append(dialog);
  return { dialog, place, previous, next, back, page, body };
}

const passages = () => {
  const numbers = [...drawer.body.querySelectorAll("mark[data-cite]")].map((mark) => Number(mark.dataset.cite));
  return [...new Set(numbers)].sort((a, b) => a - b);
};

/* Goes on beyond the last passage to the next article that the answer cites. */
function step(by) {
  const wanted = current + by;
  if (wanted >= 1 && wanted <= passages().length) go(wanted);
  else if (neighbour(by)) open(neighbour(by), by > 0 ? 1 : -1);
}

function neighbour(by) {
  const articles = articlesOf(opener);
  const at = articles.findIndex((link) => new URL(link.href).pathname === new URL(opener.href).pathname);
  return at < 0 ? null : articles[at + by] ?? null;
}

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
  const [before, after] = current ? [neighbour(-1), neighbour(1)] : [null, null];
  drawer.previous.hidden = drawer.next.hidden = count < 2 && !before && !after;
  name(drawer.previous, current > 1 || !before ? texts.previous : texts.previousArticle);
  name(drawer.next, current < count || !after ? texts.next : texts.nextArticle);
  drawer.previous.disabled = current <= 1 && !before;
  drawer.next.disabled = current >= count && !after;
  drawer.back.hidden = !current || !markerFor(opener, current);
}

function name(part, label) {
  part.title = label;
  part.setAttribute("aria-label", label);
}

function note(text) {
  drawer.body.replaceChildren(element("p", "cw-reader__note", text));
  current = 0;
  tell();
}

/* Each highlight ends in a button that leads to the marker that cites it; a click on the words does the same. */
function addWaysBack() {
  for (const number of passages()) {
    const marker = markerFor(opener, number);
    if (!marker) continue;
    const pieces = [...drawer.body.querySelectorAll(`mark[data-cite="${number}"]`)];
    for (const piece of pieces) piece.classList.add("cw-cite--back");
    const sentence = sentenceNumber(marker);
    const label = sentence ? texts.citedInSentence.replace("{number}", sentence) : texts.citedInNotice;
    const way = button(label, "↩", () => leave(markerFor(opener, number)));
    way.className = "cw-back";
    pieces.at(-1).after(way);
  }
}

function backFromMark(event) {
  const mark = event.target.closest?.("mark.cw-cite--back");
  if (mark && getSelection().isCollapsed) leave(markerFor(opener, Number(mark.dataset.cite)));
}

function leave(marker) {
  if (!marker) return;
  opener?.classList.remove("cw-open");
  opener = marker; // takes the focus when the drawer has closed
  close();
  flash(marker);
}

/* `at`: the passage to go to instead of the one the link names, from 1; -1 for the last. */
async function open(link, at = 0) {
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
  addWaysBack();
  const wanted = at < 0 ? passages().length : at || Number(new URL(link.href).hash.match(/^#cite-(\d+)$/)?.[1]);
  current = 0;
  if (passages().includes(wanted)) go(wanted);
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
