// A box that chooses every row of the page. Without script each row has its own box.
(() => {
  "use strict";

  const bind = (label) => {
    if (!label.hidden) return;
    const all = label.querySelector("input");
    const boxes = [...label.closest("form").querySelectorAll(`input[name="${label.dataset.chooseAll}"]`)];
    label.hidden = false;
    label.nextElementSibling.hidden = true;
    all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
    boxes.forEach((box) => box.addEventListener("change", () => {
      const chosen = boxes.filter((each) => each.checked).length;
      all.checked = chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    }));
  };

  const bindAll = () => document.querySelectorAll("[data-choose-all]").forEach(bind);
  bindAll();
  document.addEventListener("htmx:afterSettle", bindAll);
})();
