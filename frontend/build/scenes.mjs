// Pictures for what has no photograph yet: layered karst hills under a sky, with a motif.
//
// Three variants a motif (`scenes/<motif>-<0..2>.svg`), drawn from a fixed seed, so that two
// builds give the same bytes. Which motif and variant a place gets: frontend/src/scenes.ts.

const W = 480;
const H = 300;

/** Sky top, sky bottom, sun, then hills from far to near. */
const MOODS = {
  dawn: ["#8fb8d8", "#fbe3cf", "#fff3d6", "#86aeb0", "#5a8f8a", "#356f69", "#1d4d48"],
  noon: ["#9fd0e0", "#e9f4ea", "#fffbe6", "#93bfae", "#659f88", "#3f7d66", "#245445"],
  dusk: ["#7d86b8", "#f6c3b0", "#ffdfb0", "#8b83a6", "#6a6d90", "#474f70", "#2b3450"],
  blossom: ["#b6c9e6", "#fde4e6", "#fff1e0", "#b79fb0", "#8f8499", "#5d6f7d", "#39515b"],
};

/** Motifs stand on the nearest hill; light shapes on dark land. `x` is the middle, 0 the ground. */
const MOTIFS = {
  hills: ["noon", ""],
  water: [
    "noon",
    `<path d="M-240 8h480v60h-480z" fill="#7fb9c9"/><path d="M-150 24h90M-20 34h110M60 18h70M-90 44h60" stroke="#d7eef2" stroke-width="3" stroke-linecap="round" opacity=".8"/>`,
  ],
  temple: [
    "dawn",
    `<g fill="#f6ead2"><path d="M-62-44c28 0 52-12 62-34c10 22 34 34 62 34l6-6c-28-2-50-18-68-44c-18 26-40 42-68 44z" fill="#b8432f"/><path d="M-46-42h92v44h-92z"/><path d="M-50-2h100v8h-100z" fill="#d9c7a3"/><path d="M-12 2v-22a12 12 0 0 1 24 0v22z" fill="#6b2c20"/><path d="M-36-30h12v32h-12zM24-30h12v32h-12z" fill="#c9a877"/></g>`,
  ],
  heritage: [
    "dusk",
    `<g fill="#e9dcc3"><path d="M-84-46h20v10h14v-10h20v10h14v-10h32v10h14v-10h20v10h14v-10h20v52h-168z"/><path d="M-18 6v-26a18 18 0 0 1 36 0v26z" fill="#4b3a35"/><path d="M-84-22h168" stroke="#c8b795" stroke-width="3"/></g>`,
  ],
  cave: [
    "noon",
    `<path d="M-86 8c4-60 28-108 74-112c60-6 96 52 100 112z" fill="#31584d"/><path d="M-44 8c0-40 16-70 46-70s44 32 44 70z" fill="#16302a"/><path d="M-24-46l5 22l5-26zM6-60l6 28l5-26zM26-44l4 18l5-14z" fill="#31584d"/>`,
  ],
  market: [
    "dawn",
    `<g><path d="M-82-40h164v42h-164z" fill="#f7eddd"/><path d="M-90-62h180l8 24h-196z" fill="#fff7ea"/><path d="M-90-62h36l-4 24h-40zM-18-62h36l2 24h-40zM54-62h36l8 24h-40z" fill="#c24a36"/><path d="M-60-18h34v20h-34zM-12-18h34v20h-34zM34-18h34v20h-34z" fill="#d79a3f"/><path d="M-54-22a7 7 0 0 1 14 0a7 7 0 0 1 8 4h-30zM38-22a7 7 0 0 1 14 0a7 7 0 0 1 8 4h-30z" fill="#5c9a52"/><path d="M-6-22a7 7 0 0 1 14 0a7 7 0 0 1 8 4h-30z" fill="#c94f43"/></g>`,
  ],
  food: [
    "blossom",
    `<g><path d="M-70-34h140c0 40-30 62-70 62s-70-22-70-62z" fill="#f9f1e2"/><path d="M-70-34h140" stroke="#c24a36" stroke-width="9"/><path d="M-24-50c-12-16 10-22 0-40M4-50c-12-16 10-22 0-40M32-50c-12-16 10-22 0-40" fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round" opacity=".75"/><path d="M30-40l74-52M40-36l76-44" stroke="#7a4a2b" stroke-width="5" stroke-linecap="round"/></g>`,
  ],
  stay: [
    "dusk",
    `<g><path d="M-70-38l70-46l70 46z" fill="#7b4c33"/><path d="M-56-38h112v32h-112z" fill="#f3e3c8"/><path d="M-56-6v16M56-6v16M-20-6v16M20-6v16" stroke="#5a3a28" stroke-width="6"/><path d="M-40-30h20v18h-20zM20-30h20v18h-20z" fill="#ffd98a"/><path d="M-10-34h20v28h-20z" fill="#7b4c33"/></g>`,
  ],
  village: [
    "blossom",
    `<g><path d="M-110-26l38-28l38 28z" fill="#6f4a36"/><path d="M-102-26h60v30h-60z" fill="#efe0c6"/><path d="M-20-36l46-34l46 34z" fill="#7d5540"/><path d="M-10-36h72v40h-72z" fill="#f6e9d2"/><path d="M16 4v-24h20v24z" fill="#6f4a36"/><path d="M92 4v-44" stroke="#5b4636" stroke-width="6"/><g fill="#f4a9b8"><circle cx="80" cy="-48" r="15"/><circle cx="98" cy="-58" r="17"/><circle cx="108" cy="-40" r="13"/><circle cx="90" cy="-36" r="12"/></g></g>`,
  ],
  gate: [
    "dawn",
    `<g><path d="M-76-64h152v16h-152z" fill="#b8432f"/><path d="M-64-84h128v20h-128z" fill="#f6ead2"/><path d="M-68-48h26v54h-26zM42-48h26v54h-26zM-14-48h28v54h-28z" fill="#f6ead2"/><path d="M-42 6v-30a14 14 0 0 1 28 0v30zM14 6v-30a14 14 0 0 1 28 0v30z" fill="#5b453e"/></g>`,
  ],
  train: [
    "noon",
    `<g><path d="M-240 6h480" stroke="#dfe7e2" stroke-width="4"/><path d="M-240 14h480" stroke="#8fa39b" stroke-width="4" stroke-dasharray="4 14"/><path d="M-110-46h150c26 0 44 18 54 46h-204z" fill="#c24a36"/><path d="M-98-36h34v18h-34zM-54-36h34v18h-34zM-10-36h34v18h-34zM36-36h10c14 2 22 8 28 18h-38z" fill="#e8f4f6"/><path d="M-110-8h202" stroke="#f7eddd" stroke-width="5"/></g>`,
  ],
  care: [
    "noon",
    `<g><path d="M-64-64h128v68h-128z" fill="#f7faf8"/><path d="M-78-46h156v8h-156z" fill="#dfe9e5"/><path d="M-7-60h14v14h14v14h-14v14h-14v-14h-14v-14h14z" fill="#c24a36" transform="translate(0 8)"/><path d="M-52-30h18v14h-18zM34-30h18v14h-18z" fill="#9cc6d2"/></g>`,
  ],
};

export function* scenes() {
  for (const [name, [mood, motif]] of Object.entries(MOTIFS))
    for (let variant = 0; variant < 3; variant++)
      yield [`${name}-${variant}`, scene(mood, motif, hash(`${name}${variant}`), variant)];
}

function scene(mood, motif, seed, variant) {
  const random = generator(seed);
  const [top, bottom, sun, ...hills] = MOODS[mood];
  const layers = hills.map((colour, i) => {
    const base = 150 + i * 42 + random() * 10;
    return `<path d="${karst(random, base, 74 - i * 13, i)}" fill="${colour}"/>`;
  });
  const sunX = [350, 130, 250][variant];
  const x = [240, 270, 210][variant];
  const near = layers.pop();
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${W} ${H}" preserveAspectRatio="xMidYMid slice">` +
    `<defs><linearGradient id="s" x2="0" y2="1"><stop stop-color="${top}"/><stop offset=".8" stop-color="${bottom}"/></linearGradient></defs>` +
    `<path fill="url(#s)" d="M0 0h${W}v${H}H0z"/>` +
    `<circle cx="${sunX}" cy="${70 + variant * 8}" r="46" fill="${sun}" opacity=".35"/>` +
    `<circle cx="${sunX}" cy="${70 + variant * 8}" r="28" fill="${sun}"/>` +
    layers.join("") +
    (motif ? standing(motif, x, hills.at(-1)) : near) +
    `</svg>\n`
  );
}

/** Limestone towers: steep flanks, rounded tops, uneven widths. */
function karst(random, base, height, layer) {
  const step = 52 + layer * 26;
  let d = `M-20 ${H}L-20 ${round(base)}`;
  for (let x = -20; x < W + step; ) {
    const width = step * (0.7 + random() * 0.7);
    const peak = base - height * (0.35 + random() * 0.85);
    const x1 = x + width * 0.3;
    const x2 = x + width * 0.62;
    d += `C${round(x + width * 0.16)} ${round(base - 2)} ${round(x + width * 0.16)} ${round(peak)} ${round(x1 + width * 0.12)} ${round(peak)}`;
    d += `S${round(x2 + width * 0.06)} ${round(base - 8)} ${round(x + width)} ${round(base)}`;
    x += width;
  }
  return `${d}V${H}z`;
}

/** A motif behind the edge of the ground; one that is wide as the picture lies before it. */
function standing(motif, x, colour) {
  const placed = `<g transform="translate(${x} 236) scale(1.12)">${motif}</g>`;
  return motif.startsWith(`<path d="M-240`) ? ground(colour) + placed : placed + ground(colour);
}

const ground = (colour) => `<path d="M0 246c90-12 180-12 260-6s150 6 220-4v64H0z" fill="${colour}"/>`;
const round = (n) => Math.round(n);

function hash(text) {
  let h = 2166136261;
  for (const c of text) h = Math.imul(h ^ c.charCodeAt(0), 16777619);
  return h >>> 0;
}

function generator(seed) {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
