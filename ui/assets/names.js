/* Gradio names a message by its source text; a screen reader should not have to read markup aloud. */

import { texts } from "./parts.js";

new MutationObserver(() => {
  for (const [role, label] of [["user", texts.question], ["bot", texts.answer]]) {
    for (const message of document.querySelectorAll(`#cw-chat [data-testid="${role}"]`)) {
      if (message.getAttribute("aria-label") !== label) message.setAttribute("aria-label", label);
    }
  }
}).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label"] });
