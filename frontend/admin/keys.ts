// Keys for the usual steps; the form's page lists them (publishing/keys.html).

/** Ctrl+S, Ctrl+Enter and Alt+L. */
export function listenForKeys(form: HTMLFormElement): void {
  document.addEventListener("keydown", (event) => {
    const control = event.ctrlKey || event.metaKey;
    if (control && event.code === "KeyS") press(form, event, "_continue", "_save");
    else if (control && event.key === "Enter") press(form, event, "_save", "_continue");
    else if (event.altKey && event.code === "KeyL" && nextLanguage(form)) event.preventDefault();
  });
}

/** Press the first of these buttons that the form has. */
function press(form: HTMLFormElement, event: Event, ...names: string[]): void {
  const buttons = names.map((name) => Array.from(form.elements).find((e) => e.getAttribute("name") === name));
  const button = buttons.find((found) => found instanceof HTMLButtonElement);
  if (!button) return;
  event.preventDefault();
  (button as HTMLButtonElement).click();
}

/** Go to the same text in the next language. */
function nextLanguage(form: HTMLFormElement): boolean {
  const here = document.activeElement;
  const base = here && form.contains(here) ? baseOf(here) : "";
  const languages = Array.from(form.querySelectorAll<HTMLElement>("[lang][name]"));
  const same = base ? languages.filter((field) => baseOf(field) === base) : languages.slice(0, 1);
  const next = same[(same.indexOf(here as HTMLElement) + 1) % same.length];
  next?.focus();
  return !!next;
}

/** A field's name without its language. */
function baseOf(field: Element): string {
  const suffix = `_${(field.getAttribute("lang") ?? "").replace("-", "_")}`;
  const name = field.getAttribute("name") ?? "";
  return suffix !== "_" && name.endsWith(suffix) ? name.slice(0, -suffix.length) : "";
}
