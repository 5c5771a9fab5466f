// Builds everything the browser gets, under fixed names, into the portal's static files.
//
//   npm run build          once
//   npm run watch          again on every change (base map, icons and pictures once)

import { context } from "esbuild";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { baseMap } from "./base.mjs";
import { scenes } from "./scenes.mjs";
import { sprite } from "./sprite.mjs";

const DIST = "tourism_backend/portal/static/portal/dist";
const FONT = "node_modules/@fontsource/be-vietnam-pro/files";
const HAN = "node_modules/@fontsource/noto-sans-sc/files";

// Leaflet's style sheet names pictures of controls that this map does not have.
const withoutPictures = {
  name: "without-pictures",
  setup(build) {
    build.onResolve({ filter: /\.png$/ }, () => ({ path: "data:,", external: true }));
  },
};

const shared = {
  bundle: true,
  minify: !process.env.PLAIN,
  sourcemap: false,
  outdir: DIST,
  entryNames: "[name]",
  external: ["*.woff2"],
  plugins: [withoutPictures],
  logLevel: "info",
  legalComments: "none",
};
const scripts = {
  ...shared,
  format: "iife",
  target: "es2020",
  entryPoints: [
    "frontend/src/map.ts",
    "frontend/src/place-map.ts",
    "frontend/src/route-map.ts",
    "frontend/src/theme.ts",
    "frontend/src/zoom.ts",
    "frontend/admin/admin-map.ts",
    "frontend/admin/admin-editing.ts",
  ],
};
const styles = {
  ...shared,
  target: ["safari14", "chrome90", "firefox88"],
  entryPoints: {
    map: "frontend/css/map.entry.css",
    "place-map": "frontend/css/place-map.entry.css",
    site: "frontend/css/site.entry.css",
    "admin-map": "frontend/admin/admin-map.css",
  },
};

async function assets() {
  await mkdir(`${DIST}/fonts`, { recursive: true });
  await mkdir(`${DIST}/scenes`, { recursive: true });
  for (const subset of ["vietnamese", "latin"])
    for (const weight of [400, 600]) {
      const name = `be-vietnam-pro-${subset}-${weight}-normal.woff2`;
      await cp(`${FONT}/${name}`, `${DIST}/fonts/${name}`);
    }
  // Printed pages carry their characters with them.
  await cp(`${HAN}/noto-sans-sc-chinese-simplified-400-normal.woff`, `${DIST}/fonts/noto-sans-sc.woff`);
  await writeFile(`${DIST}/base.json`, JSON.stringify(await baseMap()));
  await writeFile(`${DIST}/icons.svg`, await sprite());
  for (const [name, svg] of scenes()) await writeFile(`${DIST}/scenes/${name}.svg`, svg);
}

if (!process.argv.includes("--watch")) await rm(DIST, { recursive: true, force: true });
await assets();
for (const options of [scripts, styles]) {
  const builder = await context(options);
  if (process.argv.includes("--watch")) await builder.watch();
  else {
    await builder.rebuild();
    await builder.dispose();
  }
}
