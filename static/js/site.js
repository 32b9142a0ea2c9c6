// Comfort on top of pages that work without it: the theme switch without a reload, and the keyboard in tables.
(() => {
  "use strict";

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-theme-switch]") || !event.submitter) return;
    event.preventDefault();
    const theme = event.submitter.value;
    document.documentElement.dataset.theme = theme;
    const body = new FormData(form);
    body.set("theme", theme);
    fetch(form.action, { method: "POST", body, redirect: "manual" });
    document.dispatchEvent(new CustomEvent("betsite:theme", { detail: theme }));
    form.querySelector(theme === "dark" ? ".to-light" : ".to-dark").focus();
  });

  // The menu of further places closes by Escape and by a press elsewhere.
  const more = document.querySelector("details.more");
  document.addEventListener("click", (event) => {
    if (more?.open && !more.contains(event.target)) more.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !more?.open) return;
    more.open = false;
    more.querySelector("summary").focus();
  });

  // A new person's days should begin by their own clock; settings show it and change it.
  const zone = document.querySelector("[data-time-zone]");
  if (zone) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";

  // j and k walk the rows of the first list on the page; Enter then opens the row's own link.
  const typing = (element) => element.closest("input, select, textarea, [contenteditable], [popover]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key !== "j" && event.key !== "k") return;
    const links = [...document.querySelectorAll("a.row-link")];
    if (!links.length) return;
    const step = event.key === "j" ? 1 : -1;
    const here = links.indexOf(document.activeElement);
    const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), links.length - 1);
    links[next].focus();
    links[next].closest("tr").scrollIntoView({ block: "nearest" });
    event.preventDefault();
  });
})();
