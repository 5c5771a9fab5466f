// The map's colours, read from the design tokens so that the canvas follows the theme.

export interface Palette {
  water: string;
  abroad: string;
  country: string;
  province: string;
  ward: string;
  glow: string;
  edge: string;
  border: string;
  commune: string;
  road: string;
  roadCase: string;
  road2: string;
  road2Case: string;
  rail: string;
  label: string;
  label2: string;
  halo: string;
  surface: string;
}

const TOKENS: Record<keyof Palette, string> = {
  water: "--map-water",
  abroad: "--map-abroad",
  country: "--map-country",
  province: "--map-province",
  ward: "--map-ward",
  glow: "--map-glow",
  edge: "--map-edge",
  border: "--map-border",
  commune: "--map-commune",
  road: "--map-road",
  roadCase: "--map-road-case",
  road2: "--map-road-2",
  road2Case: "--map-road-2-case",
  rail: "--map-rail",
  label: "--map-label",
  label2: "--map-label-2",
  halo: "--map-halo",
  surface: "--surface",
};

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const out = {} as Palette;
  for (const key of Object.keys(TOKENS) as (keyof Palette)[])
    out[key] = style.getPropertyValue(TOKENS[key]).trim();
  return out;
}
