/* What the chat page does in the browser; each part minds its own business. */

import "./cards.js";
import "./commands.js";
import "./copying.js";
import "./focus.js";
import "./keys.js";
import "./library.js";
import "./names.js";
import "./reader.js";
import "./scrolling.js";
import "./settings.js";
import "./spoken.js";
import "./timeline.js";
