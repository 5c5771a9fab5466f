// Before the first paint: the visitor's own choice of light or dark, if there is one.
// Loaded blocking in <head> (it is tiny); the switch itself is in ui/theme-switch.ts.

try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset["theme"] = chosen;
} catch {
  // Storage is off: the system's setting stands.
}
