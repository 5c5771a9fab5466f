// Where the visitor is: what the address bar says, and nothing else. A link to it brings
// another visitor to the same view; the back button goes through it.
//
//   ?place=slug  the open card        ?q=words  a search        ?category=slug  ?open=1
//   ?show=collection/slug  the card of another record           ?layers=a,b  switched on
//   ?when=today|weekend|month|YYYY-MM-DD  of the dated layers
//   #15/21.8500/106.7500              zoom, latitude, longitude

import { isWhen, USUAL } from "./layers/dates";

export interface View {
  zoom: number;
  lat: number;
  lon: number;
}

export interface State {
  place: string | null;
  show: string | null;
  layers: string[];
  when: string;
  q: string;
  category: string | null;
  open: boolean;
  view: View | null;
}

const NAME = /^[a-z][a-z_]{1,30}$/;
const SHOWN = /^[a-z][a-z_]{1,30}\/[\p{L}\p{N}_-]{1,120}$/u;
const SLUG = /^[\p{L}\p{N}_-]{1,120}$/u;

export function readState(url: string | URL = location.href): State {
  const at = new URL(url);
  const slug = (name: string): string | null => {
    const value = at.searchParams.get(name);
    return value && SLUG.test(value) ? value : null;
  };
  const place = slug("place");
  const show = at.searchParams.get("show") ?? "";
  const when = at.searchParams.get("when") ?? "";
  return {
    place,
    show: !place && SHOWN.test(show) ? show : null,
    layers: (at.searchParams.get("layers") ?? "").split(",").filter((name) => NAME.test(name)),
    when: isWhen(when) ? when : USUAL,
    q: (at.searchParams.get("q") ?? "").slice(0, 120).trim(),
    category: slug("category"),
    open: at.searchParams.get("open") === "1",
    view: readView(at.hash),
  };
}

export function readView(hash: string): View | null {
  const m = /^#(\d{1,2}(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/.exec(hash);
  if (!m) return null;
  const [zoom, lat, lon] = m.slice(1).map(Number) as [number, number, number];
  return zoom <= 20 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180 ? { zoom, lat, lon } : null;
}

export function address(state: State): string {
  const at = new URL(location.pathname, location.href);
  if (state.place) at.searchParams.set("place", state.place);
  if (state.show) at.searchParams.set("show", state.show);
  if (state.layers.length) at.searchParams.set("layers", state.layers.join(","));
  if (state.when !== USUAL) at.searchParams.set("when", state.when);
  if (state.q) at.searchParams.set("q", state.q);
  if (state.category) at.searchParams.set("category", state.category);
  if (state.open) at.searchParams.set("open", "1");
  if (state.view) {
    const { zoom, lat, lon } = state.view;
    at.hash = `#${zoom}/${lat.toFixed(5)}/${lon.toFixed(5)}`;
  }
  // A slash and a comma stand for themselves in a query.
  return at.pathname + at.search.replaceAll("%2F", "/").replaceAll("%2C", ",") + at.hash;
}
