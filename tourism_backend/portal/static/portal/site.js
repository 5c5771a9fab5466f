// What the pages can do beyond plain HTML: share, light or dark, one's own position in a form,
// closing the menus. Without this script every page still works.

const root = document.documentElement;

/** Light or dark, as now shown. */
function shown() {
  const chosen = root.dataset.theme;
  if (chosen) return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const next = shown() === "dark" ? "light" : "dark";
    root.dataset.theme = next;
    try {
      localStorage.setItem("theme", next);
    } catch {
      // Storage is off: the choice holds for this page.
    }
  });
}

for (const button of document.querySelectorAll("[data-share]")) {
  const canonical = document.querySelector("link[rel=canonical]");
  const address = button.dataset.share || (canonical ? canonical.href : location.href);
  if (!navigator.share && !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      if (navigator.share) {
        await navigator.share({ title: document.title, url: address });
        return;
      }
      await navigator.clipboard.writeText(address);
      const text = button.querySelector("[data-share-text]");
      text.textContent = text.dataset.done;
    } catch {
      // The visitor thought better of it.
    }
  });
}

for (const form of document.querySelectorAll("[data-locate]")) {
  const button = form.querySelector("[data-locate-button]");
  if (!button || !navigator.geolocation) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.position.value = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`;
      },
      () => {
        button.hidden = true;
      },
      { enableHighAccuracy: true, timeout: 15000 },
    );
  });
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details:is(.languages, .more-menu)[open]"))
    if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details:is(.languages, .more-menu)[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A picture is looked at closely in a dialogue; its script comes with the first one opened.
const zoom = document.querySelector("[data-zoom-dialog]");
for (const link of zoom ? document.querySelectorAll("a[data-picture]") : []) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (window.zoomInto) {
      window.zoomInto(link);
      return;
    }
    const script = document.createElement("script");
    script.src = zoom.dataset.script;
    script.addEventListener("load", () => window.zoomInto(link));
    script.addEventListener("error", () => location.assign(link.href));
    document.head.append(script);
  });
}
