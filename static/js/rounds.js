// The countdown by the server's clock, and the part of a round that changes: asked for every five seconds while somebody
// sees it, every half minute while nobody does, at once when they come back, and no more when the round has ended.
(() => {
  "use strict";

  const SEEN = 5_000;
  const UNSEEN = 30_000;
  let ahead = 0; // of this machine's clock: the server's, in milliseconds
  let asked = Date.now();

  const learn = (header) => {
    const said = Number(header);
    if (said) ahead = said - Date.now();
  };

  const text = (milliseconds) => {
    const all = Math.max(0, Math.ceil(milliseconds / 1000));
    const [days, hours] = [Math.floor(all / 86_400), Math.floor((all % 86_400) / 3600)];
    const [minutes, seconds] = [Math.floor((all % 3600) / 60), all % 60];
    if (days) return `${days} d ${hours} h`;
    if (hours) return `${hours} h ${minutes} min`;
    return minutes ? `${minutes} min ${String(seconds).padStart(2, "0")} s` : `${seconds} s`;
  };

  // Reckoned anew from the clock each time: a laptop that slept shows the right time when it wakes.
  const count = () => {
    document.querySelectorAll("[data-until]").forEach((place) => {
      place.querySelector("b").textContent = text(Date.parse(place.dataset.until) - Date.now() - ahead);
      place.hidden = false;
    });
  };

  const look = () => {
    asked = Date.now();
    document.querySelectorAll("[data-round-live]").forEach((live) => htmx.trigger(live, "betsite:look"));
  };

  const turn = () => {
    count();
    const pause = document.visibilityState === "visible" ? SEEN : UNSEEN;
    if (Date.now() - asked >= pause) look();
  };

  document.addEventListener("htmx:afterRequest", (event) => {
    learn(event.detail.xhr.getResponseHeader("X-Betsite-Now"));
  });
  document.addEventListener("htmx:afterSettle", count);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") look();
  });
  learn(document.querySelector("[data-server-now]")?.dataset.serverNow); // then with every answer
  count();
  setInterval(turn, 1000);
})();
