// Keeps the filter's address short: what is not asked for is not sent.
(() => {
  "use strict";

  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.matches("form.filter-bar, form.assume")) return;
    const { parameters } = event.detail;
    Object.keys(parameters).forEach((name) => {
      if (parameters[name] === "") delete parameters[name];
    });
  });
})();
