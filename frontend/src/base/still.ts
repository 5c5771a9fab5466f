// The base map of a small map on a page.

import type L from "leaflet";
import { Ground } from "./ground";

/** Draw the base map and keep it in the page's colours. Without it, the page says all in words. */
export async function lay(map: L.Map, url: string): Promise<void> {
  const ground = new Ground(map, false);
  try {
    await ground.draw(url, document.documentElement.lang);
    const repaint = (): void => ground.repaint();
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
    new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  } catch {
    // What is to be shown stands on plain ground.
  }
}
