// Rows of several pages put together, and written as CSV. Knows neither page nor browser.
var betsiteCollect = (() => {
  "use strict";

  const empty = () => ({ columns: [], rows: [], pages: 0 });

  // What a row says, whatever columns its page had.
  const saying = (columns, row) => JSON.stringify(columns.map((name, place) => [name, row[place] || ""]).filter((pair) => pair[1]).sort());

  // A page's rows added. A row that was there already stays one, unless the same page shows it more than once:
  // two equal bets side by side are two bets.
  function merged(collection, page) {
    const columns = [...collection.columns, ...page.columns.filter((name) => !collection.columns.includes(name))];
    const counts = new Map();
    for (const row of collection.rows) {
      const key = saying(collection.columns, row);
      counts.set(key, (counts.get(key) || 0) + 1);
    }
    const seen = new Map();
    const rows = collection.rows.map((row) => columns.map((_, place) => row[place] || ""));
    let added = 0;
    for (const row of page.rows) {
      const key = saying(page.columns, row);
      seen.set(key, (seen.get(key) || 0) + 1);
      if (seen.get(key) <= (counts.get(key) || 0)) continue;
      rows.push(columns.map((name) => row[page.columns.indexOf(name)] || ""));
      added += 1;
    }
    return { collection: { columns, rows, pages: collection.pages + (added ? 1 : 0) }, added };
  }

  // A spreadsheet would run what looks like a formula; an apostrophe makes it text. Numbers and amounts stay.
  const FORMULA = /^(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/u;
  const NUMBER = /^[+-]?(?:[A-Z]{0,2}[$£€¥₹] ?)?\d{1,30}(?:[.,]\d{1,30})*(?: ?[%$£€¥₹])?$/;
  const inert = (text) => (FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text);

  // RFC 4180, with the mark that spreadsheets know UTF-8 by.
  function csv({ columns, rows }) {
    const cell = (text) => {
      const told = inert(String(text ?? ""));
      return /[",\r\n]|^\s|\s$/.test(told) ? `"${told.replaceAll('"', '""')}"` : told;
    };
    return `\ufeff${[columns, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("")}`;
  }

  const two = (number) => String(number).padStart(2, "0");

  function filename(host, now = new Date()) {
    const site = host.toLowerCase().replace(/^www\./, "").replace(/[^a-z0-9.-]+/g, "-").replace(/^[.-]+|[.-]+$/g, "") || "page";
    return `${site}-bets-${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}.csv`;
  }

  return { empty, merged, csv, inert, filename };
})();
