// One SVG sprite of the icons in use: Tabler's outlines (MIT) and our own in frontend/icons/.
// Used as <use href="…/icons.svg#name">; categories name their icon by the same ids.

import { readdir, readFile } from "node:fs/promises";

const TABLER = "node_modules/@tabler/icons/icons/outline";
const OWN = "frontend/icons";

export async function sprite() {
  const names = JSON.parse(await readFile("frontend/icons.json", "utf8"));
  const symbols = new Map();
  for (const [id, file] of Object.entries({ ...names.ui, ...names.categories }))
    symbols.set(id, await symbol(id, `${TABLER}/${file}.svg`));
  for (const file of await readdir(OWN))
    symbols.set(file.replace(".svg", ""), await symbol(file.replace(".svg", ""), `${OWN}/${file}`));
  const all = [...symbols.keys()].sort().map((id) => symbols.get(id));
  return `<svg xmlns="http://www.w3.org/2000/svg">${all.join("")}</svg>\n`;
}

async function symbol(id, path) {
  const svg = await readFile(path, "utf8");
  const inner = svg
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<svg[\s\S]*?>/, "")
    .replace("</svg>", "")
    .replace(/\s*\n\s*/g, "")
    .trim();
  return `<symbol id="${id}" viewBox="0 0 24 24">${inner}</symbol>`;
}
