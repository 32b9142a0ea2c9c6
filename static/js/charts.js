// Draws the figures that the server put into the page, in the colours of the theme; a press on a mark opens its bets.
(() => {
  "use strict";

  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);

  const colour = (token) => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };

  const themed = (value) => {
    if (typeof value === "string") return value.startsWith("--") ? colour(value) : value;
    if (Array.isArray(value)) return value.map(themed);
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, themed(inner)]));
    }
    return value;
  };

  const draw = (place) => {
    const figure = themed(JSON.parse(document.getElementById(place.dataset.chart).textContent));
    figure.layout.font.family = getComputedStyle(document.body).fontFamily;
    if (place.clientWidth < 480) figure.layout.margin.l = 48;
    const options = { displayModeBar: false, responsive: true, scrollZoom: false };
    window.Plotly.react(place, figure.data, figure.layout, options);
    if (place.dataset.isBound) return;
    place.dataset.isBound = "true";
    place.on("plotly_click", (event) => {
      const mark = event.points.find((point) => typeof point.customdata === "string");
      if (mark) window.location.assign(mark.customdata);
    });
  };

  const places = (root) => root.querySelectorAll("[data-chart]");
  const drawAll = () => places(document).forEach(draw);
  drawAll();
  document.addEventListener("betsite:theme", drawAll);
  document.addEventListener("htmx:beforeSwap", (event) => {
    places(event.detail.target).forEach((place) => window.Plotly.purge(place));
  });
  document.addEventListener("htmx:afterSettle", drawAll);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
})();
