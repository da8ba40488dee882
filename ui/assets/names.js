/* Gradio names a message by its source text; a screen reader should not have to read markup aloud. */

import { texts } from "./parts.js";

new MutationObserver(() => {
  for (const [role, label] of [["user", texts.question], ["bot", texts.answer]]) {
    for (const message of document.querySelectorAll(`#cw-chat [data-testid="${role}"]`)) {
      if (message.getAttribute("aria-label") !== label) message.setAttribute("aria-label", label);
    }
  }
  for (const title of document.querySelectorAll("#cw-history .cw-reopen--here:not([aria-current])")) {
    title.setAttribute("aria-current", "true"); // the sanitiser does not let it through
  }
}).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label"] });
