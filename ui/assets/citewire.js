/* The reader drawer: a click on a link to /article/... opens that article beside the conversation.
   Without this script the same links lead to the reader page. Nothing here builds HTML from text. */
(() => {
  "use strict";

  const texts = JSON.parse(document.getElementById("cw-texts").textContent);
  const phone = matchMedia("(max-width: 760px)");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let drawer = null;
  let opener = null; // the link that opened the drawer: focus goes back to it
  let current = 0; // number of the passage shown, from 1; 0 if none
  let request = 0; // tells the answer to the latest click from earlier ones

  function element(name, className, text) {
    const made = document.createElement(name);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function button(label, text, onClick) {
    const made = element("button", "", text);
    made.type = "button";
    made.setAttribute("aria-label", label);
    made.title = label;
    made.addEventListener("click", onClick);
    return made;
  }

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
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest?.("a[href]");
    if (!link) return; // its target says nothing: Gradio sends every link of a message to a new tab
    const url = new URL(link.href, location.href);
    const ours = url.origin === location.origin && url.pathname.startsWith("/article/");
    if (!ours || link.classList.contains("cw-reader__page")) return;
    event.preventDefault();
    open(link);
  }, true);

  // Links "#cw-do=..." and those to a kept conversation are commands to the page: a hidden field and button take them.
  function command(text) {
    const field = document.querySelector("#cw-command textarea, #cw-command input");
    const set = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set;
    set.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    document.querySelector("#cw-do").click();
  }

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
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

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drawer?.dialog.open) {
      event.preventDefault();
      close();
    }
  });

  // Gradio names a message by its source text; a screen reader should not have to read markup aloud.
  new MutationObserver(() => {
    for (const [role, label] of [["user", texts.question], ["bot", texts.answer]]) {
      for (const message of document.querySelectorAll(`#cw-chat [data-testid="${role}"]`)) {
        if (message.getAttribute("aria-label") !== label) message.setAttribute("aria-label", label);
      }
    }
  }).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label"] });
})();
