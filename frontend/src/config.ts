// What the server tells the page: the JSON in <script id="tour-config"> (geo/maps/pages.py).

export interface Language {
  code: string;
  label: string;
}

export interface Config {
  lang: string;
  zone: string; // the destination's time zone
  text: Record<string, string>;
  languages: Language[];
  bbox: [number, number, number, number]; // of the destination: west, south, east, north
  urls: {
    api: string;
    base: string;
    icons: string;
    scenes: string;
    place: string; // holds {slug}
  };
  titles: Record<string, string>; // collection → its name in the page's language
  pages: Record<string, string>; // collection → page of one record, holds {slug}
}

/** A map layer of one collection, as declared (geo/maps/layers.py). */
export interface LayerConfig {
  collection: string;
  look: "pins" | "warnings" | "records" | "shapes";
  tilejson: string;
  shown: boolean;
  dated: boolean; // can be asked for a time
  icon: string; // of "records": its symbol in the sprite, and its colour
  colour: string;
  drawn_with: string; // shown whenever that layer is; it has no switch of its own
}

export function readConfig(): Config {
  const node = document.getElementById("tour-config");
  if (!node?.textContent) throw new Error("the page has no #tour-config");
  return JSON.parse(node.textContent) as Config;
}
