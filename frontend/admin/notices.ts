// Lines above the form that come and go, read out by screen readers as they come.

/** Named lines; showing a name again replaces its line. */
export class Notices {
  private readonly lines = new Map<string, HTMLElement>();
  private readonly list: HTMLElement;

  constructor(private readonly root: HTMLElement) {
    this.list = root.querySelector<HTMLElement>("[data-notices]")!;
  }

  /** One of the texts that the server's template gives. */
  text(name: string): string {
    return this.root.getAttribute(`data-text-${name}`) ?? "";
  }

  show(name: string, text: string, actions: [string, () => void][] = []): void {
    this.hide(name);
    const line = document.createElement("p");
    line.className = "note";
    line.append(text);
    for (const [label, act] of actions) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", act);
      line.append(" ", button);
    }
    this.lines.set(name, line);
    this.list.append(line);
  }

  hide(name: string): void {
    this.lines.get(name)?.remove();
    this.lines.delete(name);
  }
}
