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

// It leaves searched choices and the cells of rows without a name: they take their label's words.
function wordsFor(field) {
  const label = field.id && document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
  const words = label?.textContent ?? field.closest("td[data-label]")?.dataset.label ?? "";
  return words.replace("*", "").trim();
}

function nameFields() {
  const cells = "td[data-label] :is(input, select, textarea):not([type=hidden], [aria-label])";
  for (const field of document.querySelectorAll(cells)) {
    if (!field.labels?.length) field.setAttribute("aria-label", wordsFor(field));
  }
  for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
    const shown = select.nextElementSibling;
    if (!shown?.matches(".select2-container")) continue;
    const parts = "[role=combobox], [role=textbox], .select2-search__field";
    for (const part of shown.querySelectorAll(parts)) part.setAttribute("aria-label", wordsFor(select));
    for (const part of shown.querySelectorAll("ul, ul > li")) part.setAttribute("role", "none");
  }
}

addEventListener("load", () => {
  let asked = 0;
  const soon = () => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(nameFields);
  };
  soon();
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
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
