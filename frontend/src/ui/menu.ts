// A button that opens a small list of links or fields, and closes on Escape or a click elsewhere;
// and links that lead to the same view in another language.

export function disclosure(button: HTMLElement, list: HTMLElement, opened?: () => void): void {
  const set = (open: boolean): void => {
    list.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) opened?.();
  };
  button.addEventListener("click", () => set(Boolean(list.hidden)));
  document.addEventListener("pointerdown", (event) => {
    const target = event.target as Node;
    if (!list.hidden && !list.contains(target) && !button.contains(target)) set(false);
  });
  const escape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || list.hidden) return;
    event.stopPropagation();
    set(false);
    button.focus();
  };
  button.addEventListener("keydown", escape);
  list.addEventListener("keydown", escape);
  list.addEventListener("focusout", (event) => {
    const to = event.relatedTarget as Node | null;
    if (to && !list.contains(to) && to !== button) set(false);
  });
}

/** Gives each link the query and hash of `here`, so that the other language shows the same. */
export function carryOver(list: HTMLElement, here: string): void {
  const tail = here.slice(new URL(here, location.href).pathname.length);
  for (const link of list.querySelectorAll("a")) link.href = new URL(link.pathname, location.href).href + tail;
}
