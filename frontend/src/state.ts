// Where the visitor is: what the address bar says, and nothing else. A link to it brings
// another visitor to the same view; the back button goes through it.
//
//   ?place=slug  the open card        ?q=words  a search        ?category=slug  ?open=1
//   #15/21.8500/106.7500              zoom, latitude, longitude

export interface View {
  zoom: number;
  lat: number;
  lon: number;
}

export interface State {
  place: string | null;
  q: string;
  category: string | null;
  open: boolean;
  view: View | null;
}

const SLUG = /^[\p{L}\p{N}_-]{1,120}$/u;

export function readState(url: string | URL = location.href): State {
  const at = new URL(url);
  const slug = (name: string): string | null => {
    const value = at.searchParams.get(name);
    return value && SLUG.test(value) ? value : null;
  };
  return {
    place: slug("place"),
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
  if (state.q) at.searchParams.set("q", state.q);
  if (state.category) at.searchParams.set("category", state.category);
  if (state.open) at.searchParams.set("open", "1");
  if (state.view) {
    const { zoom, lat, lon } = state.view;
    at.hash = `#${zoom}/${lat.toFixed(5)}/${lon.toFixed(5)}`;
  }
  return at.pathname + at.search + at.hash;
}
