/** For an import: makes `<saessak-chat>` known, and leaves placing it to the page. */

import { install } from "./install.js";

export { SaessakChat } from "./element.js";
export type { Handle } from "./install.js";

install(import.meta.url);
