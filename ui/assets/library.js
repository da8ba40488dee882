/* The Library: links "#cw-list=..." are commands to it, a row opens its details, files may be dropped anywhere. */

import { command } from "./commands.js";
import { leftToBrowser } from "./parts.js";

const PREFIX = "#cw-list=";
let sampling = false; // the samples were asked for here: the question field takes the focus once there is one
let pressed = null; // the link whose command is under way: focus goes on to what takes its place

function follow(link) {
  const wanted = decodeURIComponent(new URL(link.href, location.href).hash.slice(PREFIX.length));
  if (wanted === "samples:") {
    openTab("ask"); // where a newcomer's way begins, and goes on
    sampling = true;
    document.querySelector("#cw-start-samples")?.click();
    return;
  }
  pressed = link;
  command(wanted, "cw-library");
}

document.addEventListener("click", (event) => {
  if (leftToBrowser(event)) return;
  const link = event.target.closest?.("a.cw-list");
  if (link) {
    event.preventDefault();
    follow(link);
    return;
  }
  if (event.target.closest?.("a, button, input")) return;
  const row = event.target.closest?.("table.cw-articles tbody tr:not(.cw-row--details)");
  const details = row?.querySelector("a.cw-list--details");
  if (details && !getSelection().toString()) follow(details);
}, true);

/* A newcomer who chose to add articles stands at the field for files; one who has them, in the field for questions. */
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("#cw-start-own")) return;
  openTab("library");
  focusWhenShown("#cw-files button");
});

const openTab = (name) => document.querySelector(`#cw-tabs button[role='tab'][data-tab-id='${name}']`)?.click();

let starting = false;
new MutationObserver(() => {
  for (const heading of document.querySelectorAll("table.cw-articles th[class*='cw-sorted--']:not([aria-sort])")) {
    heading.setAttribute("aria-sort", heading.className.match(/cw-sorted--(\w+)/)[1]);
  }
  if (pressed && !pressed.isConnected) {
    const wanted = pressed.getAttribute("href");
    const link = [...document.querySelectorAll("a.cw-list")].find((one) => one.getAttribute("href") === wanted);
    if (link && document.activeElement === document.body) link.focus({ preventScroll: true });
    if (link) pressed = null;
  }
  const begun = Boolean(document.querySelector("#cw-start"));
  if (starting && !begun && (sampling || document.activeElement === document.body)) {
    sampling = false;
    focusWhenShown("#cw-question textarea");
  }
  starting = begun;
}).observe(document.documentElement, { subtree: true, childList: true });

function focusWhenShown(selector, tries = 50) {
  const field = document.querySelector(selector);
  if (field?.offsetParent) field.focus();
  else if (tries) setTimeout(focusWhenShown, 60, selector, tries - 1);
}

// Files dropped beside every field go where files are added; the browser would leave the page for them otherwise.
const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
document.addEventListener("dragover", (event) => {
  if (carriesFiles(event)) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  if (!carriesFiles(event) || event.target.closest?.("#cw-files")) return;
  event.preventDefault();
  const files = event.dataTransfer.files;
  openTab("library");
  handOver(files);
});

function handOver(files, tries = 50) {
  const field = document.querySelector("#cw-files input[type='file']");
  if (field) {
    field.files = files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (tries) setTimeout(handOver, 60, files, tries - 1);
}
