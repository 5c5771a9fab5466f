// From what the API answers to what the map draws.

import type { Category, Hit, Place } from "./data/api";
import type { Point } from "./pins/points";

export function asPoint(p: Place): Point {
  return {
    slug: p.slug, name: p.name, category: p.category, icon: p.icon, colour: p.colour,
    approximate: p.approximate, count: 1, rank: 1, lon: p.lon, lat: p.lat,
  };
}

/** A hit of a search that lies somewhere. */
export function hitPoint(hit: Hit): Point | null {
  if (hit.lon === null || hit.lat === null) return null;
  return {
    slug: hit.slug, name: hit.name, category: hit.category ?? "", icon: hit.icon ?? "pin", colour: hit.colour ?? "",
    approximate: false, count: 1, rank: 0.5, lon: hit.lon, lat: hit.lat,
  };
}

/** A hit as a row of the list: a category looks like its places. */
export function hitPlace(
  hit: Hit,
  categories: Map<string, Category>,
  titles: Record<string, string>,
): Place & { collection?: string } {
  const category = hit.collection === "categories" ? categories.get(hit.slug) : undefined;
  return {
    slug: hit.slug, name: hit.name, category: hit.category ?? "", icon: hit.icon ?? category?.icon ?? "map",
    colour: hit.colour ?? category?.colour ?? "", lon: hit.lon ?? 0, lat: hit.lat ?? 0, approximate: false,
    category_name: hit.hint ?? titles[hit.collection] ?? "",
    ...(hit.collection === "places" ? {} : { collection: hit.collection }),
  };
}
