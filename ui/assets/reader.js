/* The reader drawer: a click on a link to /article/... opens that article beside the conversation.
   Without this script the same links lead to the reader page. */

import { articlesOf, flash, markerFor, sentenceNumber } from "./citing.js";
import { button, calm, element, leftToBrowser, phone, texts } from "./parts.js";

const DOUBLE_CLICK_MS = 500; // the second click of a double click is not meant for the drawer that came under it
const SLOW_MS = 300; // until then the article before stays in view

let drawer = null;
let opener = null; // the link that opened the drawer: focus goes back to it
let openedAt = 0; // when the drawer came up
let current = 0; // number of the passage shown, from 1; 0 if none
let shown = ""; // the article in the drawer and what is marked in it, as its links name both
let loading = null; // what can stop the article under way

function build() {
  const dialog = element("dialog", "cw-reader");
  dialog.setAttribute("aria-label", texts.reader);
  const bar = element("div", "cw-reader__bar");
  const origin = element("p", "cw-reader__origin");
  const page = element("a", "cw-reader__page", texts.ownPage);
  page.target = "_blank";
  page.rel = "noopener";
  const shut = button(texts.close, texts.close, close);
  const place = element("span", "cw-reader__place");
  place.setAttribute("role", "status");
  const previous = button(texts.previous, "↑", () => step(-1));
  const next = button(texts.next, "↓", () => step(1));
  const back = button(texts.back, texts.back, () => leave(markerFor(opener, current) ?? opener));
  previous.className = "cw-reader__previous";
  next.className = "cw-reader__next";
  back.className = "cw-reader__back";
  const body = element("div", "cw-reader__body");
  body.tabIndex = -1;
  bar.append(origin, page, shut, place, previous, next, back);
  dialog.append(bar, body);
  dialog.addEventListener("click", withoutDoubleClick, true);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault(); // the way back of a phone closes it too
    close();
  });
  dialog.addEventListener("close", closed);
  body.addEventListener("click", backFromMark);
  document.body.append(dialog);
  return { dialog, origin, place, previous, next, back, page, body };
}

function withoutDoubleClick(event) {
  if (event.detail < 2 || event.timeStamp - openedAt > DOUBLE_CLICK_MS) return;
  event.preventDefault();
  event.stopPropagation();
}

const passages = () => {
  const numbers = [...drawer.body.querySelectorAll("mark[data-cite]")].map((mark) => Number(mark.dataset.cite));
  return [...new Set(numbers)].sort((a, b) => a - b);
};

/* Goes on beyond the last passage to the next article that the answer cites. */
function step(by) {
  if (loading) return;
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
  const block = pieces[0].offsetHeight > 0.6 * drawer.body.clientHeight ? "start" : "center"; // its beginning in any case
  pieces[0].scrollIntoView({ block, behavior: calm.matches ? "auto" : "smooth" });
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
  // A button that is disabled would lose the focus of who steps by it.
  drawer.previous.setAttribute("aria-disabled", String(current <= 1 && !before));
  drawer.next.setAttribute("aria-disabled", String(current >= count && !after));
  drawer.back.hidden = !current || !markerFor(opener, current);
}

function name(part, label) {
  part.title = label;
  part.setAttribute("aria-label", label);
}

function note(text) {
  drawer.origin.replaceChildren();
  drawer.body.replaceChildren(element("p", "cw-reader__note", text));
  current = 0;
  tell();
}

/* Each highlight ends in a button that leads to the marker that cites it; a click on the words does the same. */
function addWaysBack() {
  for (const way of drawer.body.querySelectorAll("button.cw-back")) way.remove();
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

/* An article with what is marked in it, whichever passage a link to it names. */
function articleOf(link) {
  const url = new URL(link.href);
  url.searchParams.delete("at");
  url.hash = "";
  return url.href;
}

/* `at`: the passage to go to instead of the one the link names, from 1; -1 for the last. */
async function open(link, at = 0) {
  if (loading && link === opener) return;
  drawer ??= build();
  loading?.abort();
  opener?.classList.remove("cw-open");
  opener = link;
  link.classList.add("cw-open");
  drawer.page.href = link.href;
  const inside = drawer.dialog.contains(document.activeElement); // who steps on by a button keeps it
  if (!drawer.dialog.open) {
    note(texts.loading);
    openedAt = performance.now();
    if (phone.matches) drawer.dialog.showModal();
    else drawer.dialog.show();
  }
  if (!inside) drawer.body.focus({ preventScroll: true });
  if (articleOf(link) !== shown && !(await load(link))) return;
  loading = null;
  addWaysBack();
  const wanted = at < 0 ? passages().length : at || Number(new URL(link.href).hash.match(/^#cite-(\d+)$/)?.[1]);
  current = 0;
  if (passages().includes(wanted)) go(wanted);
  else if (passages().length) go(1);
  else tell();
}

/* Brings the article of a link into the drawer; false if it is no longer wanted, or cannot be had. */
async function load(link) {
  const mine = new AbortController();
  loading = mine;
  setTimeout(() => loading === mine && note(texts.loading), SLOW_MS);
  let article = null;
  try {
    const response = await fetch(link.href, {
      credentials: "same-origin", headers: { Accept: "text/html" }, signal: mine.signal,
    });
    article = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("article");
  } catch {
    // the message below says it
  }
  if (loading !== mine) return false;
  shown = article ? articleOf(link) : "";
  if (!article) {
    loading = null;
    note(texts.failed);
    return false;
  }
  const title = article.querySelector("h1")?.textContent ?? texts.reader;
  drawer.body.replaceChildren(document.importNode(article, true));
  drawer.body.scrollTop = 0;
  drawer.dialog.setAttribute("aria-label", title);
  // Both stay in view when the passage is far down: the outlet, and below it the day and the title.
  const [outlet, day] = ["bdi", "time"].map((name) => article.querySelector(`.cw-article__head .cw-kicker ${name}`)?.textContent);
  const lines = outlet ? [[outlet], [day, title]] : [[day], [title]];
  drawer.origin.replaceChildren(...lines.map((parts) => {
    const line = element("span", "");
    line.append(...parts.filter(Boolean).flatMap((part) => [element("bdi", "", part), " "]));
    return line;
  }));
  if (document.activeElement === document.body) drawer.body.focus({ preventScroll: true }); // it was on the one before
  return true;
}

function close() {
  if (!drawer?.dialog.open) return;
  const focused = document.activeElement;
  const ours = focused === document.body || drawer.dialog.contains(focused);
  drawer.dialog.close();
  settle(ours);
}

/* Whoever closed the drawer; by the time this is told it may be open once more. */
function closed() {
  if (opener && !drawer.dialog.open) settle(document.activeElement === document.body);
}

function settle(givesFocus) {
  loading?.abort();
  loading = null;
  shown = "";
  opener.classList.remove("cw-open");
  const target = opener.isConnected ? opener : markerFor(opener, current); // the conversation may have been drawn anew
  if (givesFocus) (target ?? document.querySelector("#cw-question textarea"))?.focus();
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
