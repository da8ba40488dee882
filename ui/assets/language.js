/* Gradio words its own parts in the browser's language; here they follow the page's. Runs before Gradio does. */

const chosen = document.currentScript.dataset.language;
document.documentElement.lang = chosen;
Object.defineProperty(navigator, "language", { get: () => chosen });
Object.defineProperty(navigator, "languages", { get: () => [chosen] });
