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

// The field is made when its tab is first opened, and does not know what was chosen.
let told = false;
new MutationObserver(() => {
  const fields = themes();
  if (!fields.length) told = false;
  else if (!told) {
    told = true;
    const wanted = fields.find((field) => field.value === kept());
    if (wanted && !wanted.checked) wanted.click();
  }
  const reload = document.querySelector("#cw-settings-status .cw-reload");
  if (reload) {
    reload.classList.remove("cw-reload");
    pages.postMessage("reload");
    location.reload();
  }
}).observe(document.documentElement, { subtree: true, childList: true });

pages.addEventListener("message", () => location.reload());
