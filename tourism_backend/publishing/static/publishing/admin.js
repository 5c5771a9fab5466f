// The theme opens menus by clicks on <span> and <a> without an address: give these the keyboard.
"use strict";

function reachable(element) {
  if (element.closest("button, [href], input, select, textarea, label")) return;
  element.setAttribute("tabindex", "0");
  if (!element.hasAttribute("role")) element.setAttribute("role", "button");
  element.addEventListener("keydown", (event) => {
    if (event.target !== element || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    element.click();
  });
}

document.addEventListener("DOMContentLoaded", () => {
  for (const element of document.querySelectorAll("[x-on\\:click]")) reachable(element);
});

// A form that arrived needs not be kept in this browser any more (frontend/admin/drafts.ts).
function forgetSaved() {
  const cookie = /(?:^|; )saved-form=([^;]*)/.exec(document.cookie);
  if (!cookie) return;
  localStorage.removeItem(`draft:${decodeURIComponent(cookie[1])}`);
  document.cookie = "saved-form=; path=/; max-age=0; samesite=lax";
}

try {
  forgetSaved();
} catch {
  // Storage is forbidden: then nothing was kept.
}
