/* The Settings page: colours are kept in this browser, and another language loads every open page anew. */

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
  const reload = document.querySelector("#cw-settings-status .cw-reload");
  if (reload) {
    reload.classList.remove("cw-reload");
    pages.postMessage("reload");
    location.reload();
  }
}).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-checked", "class"] });

pages.addEventListener("message", () => location.reload());
