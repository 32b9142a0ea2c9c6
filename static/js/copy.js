// Buttons that copy a text of the page. They are hidden where copying is not to be had; the text can be marked by hand.
(() => {
  "use strict";

  if (!navigator.clipboard) return;
  document.querySelectorAll("[data-copy]").forEach((button) => {
    const told = button.parentElement.querySelector("[data-copied]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
        told.textContent = "Copied.";
      } catch {
        told.textContent = "Your browser did not allow it: mark the text and copy it.";
      }
    });
  });
})();
