// A box that chooses every row of the page. Without script each row has its own box. Rows may stand outside of the form
// and be exchanged meanwhile, so they are looked for when something happens.
(() => {
  "use strict";

  const boxesOf = (label) =>
    [...label.closest("form").elements].filter((box) => box.name === label.dataset.chooseAll);

  const show = () => document.querySelectorAll("[data-choose-all]").forEach((label) => {
    const boxes = boxesOf(label);
    const chosen = boxes.filter((each) => each.checked).length;
    const all = label.querySelector("input");
    label.hidden = boxes.length === 0;
    if (label.nextElementSibling?.tagName === "SPAN") label.nextElementSibling.hidden = true;
    all.checked = boxes.length > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  });

  document.addEventListener("change", (event) => {
    const label = event.target.closest("[data-choose-all]");
    if (label) boxesOf(label).forEach((box) => { box.checked = event.target.checked; });
    show();
  });
  show();
  document.addEventListener("htmx:afterSettle", show);
})();
