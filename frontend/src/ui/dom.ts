// Making elements. Every text goes in as a text node: nothing here ever parses HTML.

type Attributes = Record<string, string | number | boolean | null | undefined | EventListener>;
type Child = Node | string | null | undefined | false;

/** An element: `on…` members are listeners, `true` an empty attribute, null and false none. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";
let sprite = "";
let known: Set<string> | null = null;

/** Where the icons are, and which there are (unknown ones become a plain pin). */
export function useIcons(url: string, names: string[] | null = null): void {
  sprite = url;
  known = names && new Set(names);
}

export function icon(name: string, className = "icon"): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite}#${!known || known.has(name) ? name : "pin"}`);
  svg.append(use);
  return svg;
}

/** The element of that id, which the page's template has. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element as T;
}

export function clear(node: Element): void {
  node.replaceChildren();
}

/** Calls `f` once things have been quiet for `ms`. */
export function calm<A extends unknown[]>(ms: number, f: (...a: A) => void): (...a: A) => void {
  let timer = 0;
  return (...a) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => f(...a), ms);
  };
}

export const reducedMotion = (): boolean =>
  window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Only what may stand in a link or a colour; anything else is dropped. */
export const safeUrl = (url: string): string | null => (/^(https?:\/\/|\/)/i.test(url) ? url : null);
export const safeColour = (colour: string | null | undefined): string =>
  colour && /^#[0-9a-f]{3,8}$/i.test(colour) ? colour : "#0f766e";
