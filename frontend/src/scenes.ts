// Which drawn picture stands in for a photograph. The portal's templates follow the same rule:
// scenes/<motif>-<hash of the slug, modulo 3>.svg.

const MOTIFS: Record<string, string> = {
  temple: "temple", pagoda: "temple", church: "temple", "communal-house": "temple",
  historic: "heritage", monument: "heritage", citadel: "heritage", castle: "heritage",
  archaeology: "heritage", museum: "heritage", culture: "heritage", cave: "cave",
  lake: "water", river: "water", waterfall: "water", swimming: "water",
  market: "market", shopping: "market", store: "market", basket: "market",
  restaurant: "food", food: "food", cafe: "food",
  hotel: "stay", homestay: "stay", bed: "stay",
  village: "village", craft: "village", farm: "village", locality: "village", town: "village", house: "village",
  "border-gate": "gate", train: "train", bus: "train", hospital: "care", health: "care",
};

export function scene(root: string, icon: string, slug: string): string {
  return `${root}${MOTIFS[icon] ?? "hills"}-${variant(slug)}.svg`;
}

/** The sum of the slug's UTF-16 units, modulo 3. */
export function variant(slug: string): number {
  let sum = 0;
  for (let i = 0; i < slug.length; i++) sum += slug.charCodeAt(i);
  return sum % 3;
}
