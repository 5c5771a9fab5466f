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

function line(kind, words) {
  const made = document.createElement("p");
  made.className = kind;
  made.append(`${words} `);
  return made;
}

/* What looks the same is told; a place nearby is accepted by its button. */
function hint({ item }, result) {
  if (result.alike?.length) {
    const warning = line("upload__warning", form.dataset.alike);
    for (const each of result.alike) {
      const link = document.createElement("a");
      link.href = each.address;
      link.textContent = each.name;
      warning.append(link, " ");
    }
    item.append(warning);
  }
  if (!result.near?.length) return;
  const near = line("upload__near", form.dataset.near);
  for (const each of result.near) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = each.name;
    button.title = form.dataset.shows;
    button.addEventListener("click", () => accept(result.shows, each.shows, button));
    near.append(button, " ");
  }
  item.append(near);
}

async function accept(address, target, button) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.append("target", target);
  const answer = await fetch(address, {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
  });
  if (!answer.ok) return;
  button.disabled = true;
  button.textContent = `✓ ${button.textContent}`;
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
    hint(shown, result);
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
