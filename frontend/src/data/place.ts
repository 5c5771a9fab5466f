// Everything a card shows of one place: the record, and what is in the way of a visit.

import type { Api, Disruption, Page, PlaceDetail } from "./api";

const MOST = 3;

export async function loadPlace(api: Api, slug: string, signal: AbortSignal): Promise<PlaceDetail> {
  const [place, disruptions] = await Promise.all([
    api.get<PlaceDetail>(`places/${encodeURIComponent(slug)}`, {}, signal),
    loadDisruptions(api, slug, signal),
  ]);
  return { ...place, disruptions };
}

/** With their reasons; a card does without them when they do not come. */
async function loadDisruptions(api: Api, place: string, signal: AbortSignal): Promise<Disruption[]> {
  try {
    const page = await api.get<Page<Disruption>>("disruptions", { place, limit: MOST }, signal);
    const whole = (d: Disruption): Promise<Disruption> =>
      api.get<Disruption>(`disruptions/${encodeURIComponent(d.slug)}`, {}, signal).catch(() => d);
    return await Promise.all(page.items.map(whole));
  } catch {
    return [];
  }
}
