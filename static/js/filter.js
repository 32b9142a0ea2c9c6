// Keeps the filter's address short, and folds the filter away on a phone.
(() => {
  "use strict";

  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.matches("form.filter-bar, form.assume")) return;
    const { parameters } = event.detail;
    Object.keys(parameters).forEach((name) => {
      if (parameters[name] === "") delete parameters[name];
    });
  });

  // The state lives on the page's root: an answer that replaces the form does not close what the person opened.
  const root = document.documentElement;
  const tell = () => {
    document.querySelectorAll(".filter-fold").forEach((button) => {
      button.setAttribute("aria-expanded", String("filterOpen" in root.dataset));
    });
  };
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".filter-fold")) return;
    root.toggleAttribute("data-filter-open");
    tell();
  });
  document.addEventListener("htmx:afterSettle", tell);
})();
