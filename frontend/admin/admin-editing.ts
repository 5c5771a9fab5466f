// A record's form: what is typed is kept in the browser, who else edits is told, keys for the
// usual steps. Starts on the element that the server's template marks.

import { Drafts } from "./drafts";
import { listenForKeys } from "./keys";
import { Notices } from "./notices";
import { watchOthers } from "./presence";

document.addEventListener("DOMContentLoaded", () => {
  const root = document.querySelector<HTMLElement>("[data-editing]");
  const form = root?.closest("form");
  if (!root || !form) return;
  const notices = new Notices(root);
  // Widgets that fill in their fields at start are no input of the person's.
  window.setTimeout(() => new Drafts(form, root, notices).start(), 300);
  listenForKeys(form);
  if (root.dataset.presence) watchOthers(form, root, notices);
});
