/* What the chat page does in the browser; each part minds its own business. */

import "./commands.js";
import "./names.js";
import "./reader.js";
import "./focus.js";
import "./keys.js";
import "./spoken.js";
