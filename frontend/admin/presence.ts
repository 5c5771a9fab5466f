// Tells the server now and then that the form is open, and the reader who else has it open.

import type { Notices } from "./notices";

interface Answer {
  others?: string[];
  edited?: string | null;
}

/** Ask while the page is looked at; say goodbye when it is left. */
export function watchOthers(form: HTMLFormElement, root: HTMLElement, notices: Notices): void {
  const address = root.dataset.presence!;
  const send = (more: Record<string, string> = {}): URLSearchParams => {
    const token = form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
    return new URLSearchParams({ csrfmiddlewaretoken: token, ...more });
  };
  const ask = async (): Promise<void> => {
    if (document.hidden || !navigator.onLine) return;
    try {
      const answer = await fetch(address, { method: "POST", body: send(), redirect: "error" });
      if (answer.ok) tell((await answer.json()) as Answer, root, notices);
    } catch {
      // No connection: the next time.
    }
  };
  void ask();
  window.setInterval(() => void ask(), Number(root.dataset.every) * 1000);
  document.addEventListener("visibilitychange", () => void ask());
  window.addEventListener("pagehide", () => navigator.sendBeacon(address, send({ left: "1" })));
}

function tell({ others = [], edited }: Answer, root: HTMLElement, notices: Notices): void {
  if (others.length) notices.show("others", `${notices.text("editing")} ${others.join(", ")}`);
  else notices.hide("others");
  if (edited && edited !== root.dataset.edited) notices.show("saved", notices.text("saved"));
}
