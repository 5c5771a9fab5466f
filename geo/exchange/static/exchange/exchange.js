/* The progress of an import's step: asks once a second, shows the page again when it is done. */
"use strict";

const EVERY_MS = 1000;

function follow(root) {
  const bar = root.querySelector("progress");
  const text = root.querySelector("[data-text]");
  const again = root.querySelector("[data-again]");
  const ask = async () => {
    try {
      const answer = await fetch(root.dataset.exchangeProgress, { headers: { Accept: "application/json" } });
      const told = await answer.json();
      if (!told.busy) return void location.reload();
      text.textContent = told.text;
      if (told.total) {
        bar.max = told.total;
        bar.value = told.done;
      }
      again.hidden = !told.silent;
    } catch {
      /* Asked again below: a moment without a network is no reason to stop. */
    }
    setTimeout(ask, EVERY_MS);
  };
  setTimeout(ask, EVERY_MS);
}

for (const root of document.querySelectorAll("[data-exchange-progress]")) follow(root);
