// The popup: reads the page it was opened on, shows what was found, keeps what is added, saves it as a file.
(() => {
  "use strict";

  const SHOWN = 8;
  const A_DAY = 24 * 60 * 60 * 1000;
  const element = (id) => document.getElementById(id);
  const [status, found, which, candidates, more, kept, add, save, clear] =
    ["status", "found", "which", "candidates", "more", "kept", "add", "save", "clear"].map(element);
  const rows = (count) => `${count.toLocaleString()} row${count === 1 ? "" : "s"}`;

  let host = "";
  let pages = []; // what was found, the likeliest first

  // --- What is kept between clicks: in this extension's own storage, per site, for a day ----------------------------
  const key = () => `kept:${host}`;

  function load() {
    for (const name of Object.keys(localStorage)) {
      const at = JSON.parse(localStorage.getItem(name))?.at || 0;
      if (name.startsWith("kept:") && Date.now() - at > A_DAY) localStorage.removeItem(name);
    }
    return JSON.parse(localStorage.getItem(key()))?.collection || betsiteCollect.empty();
  }

  function keep(collection) {
    localStorage.setItem(key(), JSON.stringify({ at: Date.now(), collection }));
  }

  // --- What is shown ----------------------------------------------------------------------------------------------
  const say = (text, isWrong = false) => {
    status.textContent = text;
    status.classList.toggle("is-wrong", isWrong);
  };

  const cells = (name, texts) => {
    const row = document.createElement("tr");
    row.append(...texts.map((text) => {
      const cell = document.createElement(name);
      cell.textContent = text;
      cell.title = text;
      return cell;
    }));
    return row;
  };

  const chosen = () => pages[Number(candidates.value) || 0];

  function showPage() {
    const page = chosen();
    found.hidden = !page;
    add.disabled = !page;
    if (!page) return;
    found.querySelector("thead").replaceChildren(cells("th", page.columns));
    found.querySelector("tbody").replaceChildren(...page.rows.slice(0, SHOWN).map((row) => cells("td", row)));
    more.textContent = page.rows.length > SHOWN ? `The first ${SHOWN} of ${rows(page.rows.length)}.` : "";
  }

  function showKept() {
    const collection = load();
    const count = collection.rows.length;
    kept.textContent = count ? `Kept so far: ${rows(count)} of ${host}. Go to the next page of your history, click me again and add it.` : "";
    save.textContent = count || !chosen() ? `Save CSV (${rows(count)})` : `Save CSV (${rows(chosen().rows.length)})`;
    save.disabled = !count && !chosen();
    clear.hidden = !count;
  }

  // --- What the buttons do ----------------------------------------------------------------------------------------
  function addPage() {
    const { collection, added } = betsiteCollect.merged(load(), chosen());
    try {
      keep(collection);
    } catch {
      say("There is no room for more. Save what you have, start over, and go on.", true);
      return false;
    }
    const again = chosen().rows.length - added;
    say(`${rows(added)} added${again ? `, ${again.toLocaleString()} you had already` : ""}.`);
    showKept();
    return true;
  }

  async function saveFile() {
    if (!load().rows.length && !addPage()) return;
    const collection = load();
    const url = URL.createObjectURL(new Blob([betsiteCollect.csv(collection)], { type: "text/csv" }));
    try {
      await chrome.downloads.download({ url, filename: betsiteCollect.filename(host), saveAs: false });
      say(`Saved ${rows(collection.rows.length)}. Drop the file on Betsite's import page.`);
    } catch (error) {
      say(`The file could not be saved: ${error.message}`, true);
    }
  }

  function startOver() {
    localStorage.removeItem(key());
    say("Forgotten. Nothing is kept of this site.");
    showKept();
  }

  // --- The page ---------------------------------------------------------------------------------------------------
  async function look() {
    const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
    const target = { tabId: tab.id, allFrames: true };
    await chrome.scripting.executeScript({ target, files: ["extract.js"] });
    const answers = await chrome.scripting.executeScript({ target, func: () => betsiteExtract.find(document) });
    host = new URL(tab.url).hostname || "page";
    pages = answers.flatMap((answer) => answer.result || []).sort((one, other) => other.score - one.score).slice(0, 5);
  }

  async function begin() {
    try {
      await look();
    } catch {
      say("This page cannot be read. Open your bet history in a tab of its own and click me there.", true);
      return;
    }
    candidates.replaceChildren(...pages.map((page, place) => new Option(`${page.title || "A list"} (${rows(page.rows.length)})`, place)));
    which.hidden = pages.length < 2;
    if (pages.length) say(`Found ${rows(pages[0].rows.length)}. Look whether these are your bets.`);
    else say("No list of bets was found here. Open your settled bets, scroll until they are shown, and click me again.", true);
    showPage();
    showKept();
  }

  candidates.addEventListener("change", () => { showPage(); showKept(); });
  add.addEventListener("click", addPage);
  save.addEventListener("click", saveFile);
  clear.addEventListener("click", startOver);
  begin();
})();
