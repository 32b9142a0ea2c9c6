// The board looks again every ten seconds while somebody sees it, and at once when they come back to it.
(() => {
  "use strict";

  const EVERY = 10_000;
  const look = () => {
    const live = document.querySelector("[data-live]");
    if (!live || document.visibilityState !== "visible") return;
    if (live.contains(document.activeElement) && document.activeElement.matches("input, select")) return;
    const focused = live.contains(document.activeElement) && document.activeElement.getAttribute("href");
    if (focused) live.dataset.focused = focused;
    htmx.trigger(live, "betsite:look");
  };
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);

  // Whoever stood on a row with the keyboard stands on it again after the rows came anew.
  let stood = "";
  document.addEventListener("htmx:beforeSwap", (event) => {
    stood = event.target.id === "board-live" ? event.target.dataset.focused || "" : "";
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (stood) document.querySelector(`#board-live a[href="${CSS.escape(stood)}"]`)?.focus();
    stood = "";
  });
})();
