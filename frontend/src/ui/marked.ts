// A name with the letters that were searched for marked, from segments: never from HTML.

import { h } from "./dom";

export interface Segment {
  text: string;
  hit: boolean;
}

export function marked(segments: Segment[] | undefined, plain: string): DocumentFragment {
  const out = document.createDocumentFragment();
  if (!segments?.length) out.append(plain);
  else for (const part of segments) out.append(part.hit ? h("mark", {}, part.text) : part.text);
  return out;
}
