/* Many files by drag and drop: sent one after the other, each answered for itself. */
"use strict";

const form = document.querySelector("[data-upload]");
const input = form.querySelector("input[type=file]");
const drop = form.querySelector("[data-drop]");
const results = document.querySelector("[data-results]");

function row(file) {
  const item = document.createElement("li");
  item.className = "upload__result";
  const name = document.createElement("strong");
  name.textContent = file.name;
  const answer = document.createElement("span");
  answer.textContent = ` ${form.dataset.wait}`;
  item.append(name, answer);
  results.append(item);
  return { item, answer };
}

function refuse({ item, answer }, reason) {
  item.classList.add("upload__result--refused");
  answer.textContent = ` ${reason}`;
}

async function send(file, shown) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.append("file", file);
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(form.action, { method: "POST", body, headers });
    const [result] = (await answer.json()).results;
    if (result.reason) {
      refuse(shown, result.reason);
      return;
    }
    const link = document.createElement("a");
    link.href = result.address;
    link.textContent = form.dataset.taken;
    shown.answer.replaceChildren(" ", link);
  } catch {
    refuse(shown, form.dataset.failed);
  }
}

async function sendAll(files) {
  const waiting = [...files].map((file) => [file, row(file)]);
  for (const [file, shown] of waiting) await send(file, shown);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  sendAll(input.files).then(() => form.reset());
});
for (const name of ["dragenter", "dragover"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("upload__drop--over");
  });
}
drop.addEventListener("dragleave", () => drop.classList.remove("upload__drop--over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("upload__drop--over");
  sendAll(event.dataTransfer.files);
});
