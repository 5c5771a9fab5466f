// Looking closely at a picture: a dialogue with OpenSeadragon, fed by the IIIF door.
// Loaded when the first picture is opened (portal/site.js); sets window.zoomInto.

import OpenSeadragon from "openseadragon";

let viewer: OpenSeadragon.Viewer | undefined;

/** Show the picture that a link leads to in the page's dialogue. */
function zoomInto(link: HTMLAnchorElement): void {
  const dialog = document.querySelector<HTMLDialogElement>("[data-zoom-dialog]");
  const stage = dialog?.querySelector<HTMLElement>("[data-zoom-stage]");
  const image = link.querySelector<HTMLImageElement>("img[alt]:not([alt=''])");
  const caption = link.closest("figure")?.querySelector("figcaption");
  const told = dialog?.querySelector("[data-zoom-caption]");
  if (!dialog || !stage || !told) return;
  dialog.setAttribute("aria-label", image?.alt ?? "");
  told.replaceChildren(...(caption ? Array.from(caption.cloneNode(true).childNodes) : []));
  dialog.showModal();
  viewer ??= viewerIn(dialog, stage);
  viewer.open({ tileSource: `${link.dataset["picture"]}/info.json` });
}

/** OpenSeadragon adds a style sheet unless it finds its own; the policy forbids that one. */
function withoutStyleSheet(dialog: HTMLElement): void {
  const found = document.createElementNS("urn:none", "style");
  found.setAttribute("data-openseadragon-mobile-css", "");
  dialog.append(found);
}

function viewerIn(dialog: HTMLDialogElement, stage: HTMLElement): OpenSeadragon.Viewer {
  withoutStyleSheet(dialog);
  const made = OpenSeadragon({
    element: stage,
    drawer: "canvas",
    showNavigationControl: false,
    showNavigator: true,
    navigatorPosition: "TOP_LEFT",
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
    maxZoomPixelRatio: 2,
    visibilityRatio: 1,
    animationTime: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 0.6,
  });
  const by = (factor: number) => () => {
    made.viewport.zoomBy(factor);
    made.viewport.applyConstraints();
  };
  dialog.querySelector("[data-zoom-in]")?.addEventListener("click", by(1.6));
  dialog.querySelector("[data-zoom-out]")?.addEventListener("click", by(1 / 1.6));
  dialog.querySelector("[data-zoom-close]")?.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => made.close());
  return made;
}

(window as unknown as { zoomInto: typeof zoomInto }).zoomInto = zoomInto;
