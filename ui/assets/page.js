/* What the chat page does in the browser; each part minds its own business. */

import "./cards.js";
import "./commands.js";
import "./names.js";
import "./reader.js";
import "./timeline.js";
