/* Runs before anything is drawn: the colours of the page. The choice is kept in this browser; without one
   the page looks as the system does. */
(() => {
  const root = document.documentElement;
  const night = matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      const kept = localStorage.getItem("cw-theme");
      return kept === "light" || kept === "dark" ? kept : "system";
    } catch {
      return "system"; // the browser keeps nothing
    }
  }

  function paint() {
    const theme = chosen();
    const dark = theme === "dark" || (theme === "system" && night.matches);
    root.dataset.cwTheme = dark ? "dark" : "light";
    // The two grounds that Gradio's page has before any style is there; it takes one of them as the system does.
    root.style.setProperty("--bg", dark ? "var(--bg-dark)" : null);
    root.style.setProperty("--bg-dark", dark ? null : "var(--bg)");
    const { body } = document;
    if (body && body.classList.contains("dark") !== dark) body.classList.toggle("dark", dark);
  }

  // Gradio sets its own idea of dark when it starts and when the system changes.
  new MutationObserver(paint).observe(root, { subtree: true, childList: false, attributes: true, attributeFilter: ["class"] });
  new MutationObserver((_, observer) => {
    if (!document.body) return;
    paint();
    observer.disconnect();
  }).observe(root, { childList: true });
  night.addEventListener("change", paint);
  addEventListener("storage", paint); // chosen in another tab
  addEventListener("cw-theme", paint);
  paint();
})();
