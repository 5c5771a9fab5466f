// Handing a position over to the map application the visitor has: plain links, no service of ours.

export interface Way {
  url: string;
  name: string | null; // null: “another application”
  tab: boolean; // opens in a tab of its own
}

export function directions(place: { lat: number; lon: number; name: string }, agent = navigator.userAgent): Way[] {
  const at = `${place.lat.toFixed(6)},${place.lon.toFixed(6)}`;
  const google = { url: `https://www.google.com/maps/dir/?api=1&destination=${at}`, name: "Google Maps", tab: true };
  const apple = { url: `https://maps.apple.com/?daddr=${at}`, name: "Apple Maps", tab: true };
  const any = { url: `geo:${at}?q=${at}(${encodeURIComponent(place.name)})`, name: null, tab: false };
  if (/iPhone|iPad|iPod/.test(agent)) return [apple, google];
  if (/Android/.test(agent)) return [any, google];
  if (/Macintosh/.test(agent)) return [google, apple];
  return [google];
}
