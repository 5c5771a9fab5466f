// What the server says about one map field (publishing/admin/widgets.py).

export interface Mark {
  lat: number;
  lon: number;
  label: string;
  url?: string;
}

export interface Config {
  kind: string;
  bbox: [number, number, number, number]; // west, south, east, north
  base: string;
  tiles: string; // pictures of a server elsewhere, if the settings name one
  attribution: string;
  accuracy: string; // name of the form's field with metres; empty: no circle
  outlines: string; // address of the outlines that drawings snap to; empty: none
  readonly: boolean;
  marks: Mark[];
  text: Record<string, string>;
}

/** The configuration beside a map field; an empty text for what the server left out. */
export function configOf(root: Element): Config {
  const element = root.querySelector('script[type="application/json"]');
  return JSON.parse(element?.textContent ?? "{}") as Config;
}
