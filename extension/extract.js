// Finds the bets on a page: tables, grids of roles, and lists of cards that look alike. It only reads.
// find(document, {now}) gives candidates, the likeliest first: {kind, title, columns, rows}; rows are lists of texts.
var betsiteExtract = (() => {
  "use strict";

  const MOST_CANDIDATES = 5;
  const MOST_ROWS = 20000;
  const MOST_COLUMNS = 60;
  const LONGEST = 2000; // characters of a cell
  const LARGEST_CARD = 160; // texts of one card: more is a part of the page, not a bet

  // --- Texts ------------------------------------------------------------------------------------------------------
  const NEVER = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "SVG", "CANVAS", "VIDEO", "AUDIO", "OBJECT", "IFRAME"]);
  const FORM = new Set(["INPUT", "SELECT", "TEXTAREA", "OPTION"]);
  const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
  const MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?";
  const DAY = `(?:\\d{1,2}[-/.]\\d{1,2}[-/.](?:\\d{4}|\\d{2})|\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}|\\d{1,2}(?:st|nd|rd|th)?[- ]${MONTH}(?:,?[- ]\\d{2,4})?|${MONTH} \\d{1,2}(?:st|nd|rd|th)?(?:,? \\d{4})?)`;
  const CLOCK = "\\d{1,2}:\\d{2}(?::\\d{2})?(?: ?[ap]\\.?m\\.?)?(?: ?[A-Z]{2,5})?";
  const DATE = new RegExp(`^(?:[a-z]{3,9},? )?${DAY}(?:(?:,|T| at)? ?${CLOCK}(?:\\.\\d+)?(?:Z|[+-]\\d{2}:?\\d{2})?)?$`, "i");
  const WEEKDAY = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i;
  const TIME = new RegExp(`^${CLOCK}$`, "i");
  const NEAR = new RegExp(`^(today|yesterday)(?:(?:,| at)? (${CLOCK}))?$`, "i");
  const CURRENCY = "(?:[A-Z]{0,2}\\$|R\\$|[£€¥₹]|USD|GBP|EUR|AUD|CAD|NZD|BRL|kr|zł)";
  const DIGITS = "\\d{1,3}(?:[,. ]\\d{3})*(?:[.,]\\d+)?|\\d+(?:[.,]\\d+)?";
  const MONEY = new RegExp(`^\\(?[-+−]? ?${CURRENCY} ?[-+−]?(?:${DIGITS})\\)?$|^\\(?[-+−]?(?:${DIGITS}) ?${CURRENCY}\\)?$`);
  const MONEY_THEN = new RegExp(`^([-+−]? ?${CURRENCY} ?[-+−]?(?:${DIGITS})) +\\(?([A-Za-z][A-Za-z ]{2,24})\\)?$`);
  const NUMBER = new RegExp(`^[-+−]?(?:${DIGITS})$`);
  const ODDS = /^(?:\d{1,4}[.,]\d{1,4}|[-+−]\d{3,6}|\d{1,4}\/\d{1,4}|evens?|evs)$/i;
  const RESULT = /^(?:won|win|winner|lost|loss|lose|loser|void(?:ed)?|push(?:ed)?|refund(?:ed)?|cancell?ed|cash(?:ed)? ?out|placed|open|pending|unsettled|settled|settled - (?:win|loss)|accepted|half (?:won|win|lost|loss)|returned)$/i;
  const OUTCOME = /(?:^|[-_])(?:won|win|lost|loss|lose|void|push|open|pending|settled|cash(?:ed)?-?out|placed|refund(?:ed)?)(?:$|[-_])/i;
  const ID = /^#?(?=[\w/:-]*\d{5})[A-Z0-9][A-Z0-9/:_-]{6,39}$/i;
  const SIDES = / (?:v|vs|vs\.|@) /i;
  const BONUS = /^(?:free ?bets?|bonus(?: bets?)?|bet credits?|bonus cash|tokens?)$/i;

  // The names that sites give the parts of a bet. What says "id" in many ways is called one.
  const LABELS = new RegExp(
    "^(?:(?:total |unit |bet )?(?:stakes?|wager(?:ed)?)|(?:bet |stake |wager )?amount|risk|(?:won|returned|refunded|paid) on \\w+|" +
    "(?:total |net |potential |est\\.? |estimated |possible )?(?:returns?|payout|pay-out|winnings?|win)|paid(?: out)?|returned|" +
    "to (?:win|return)|(?:net )?(?:profit|result|p ?[/&] ?l|profit ?(?:/|and|&|or) ?loss)|" +
    "(?:total |decimal |american |starting )?(?:odds|price)|bet status|status|bet result|outcome|" +
    "(?:date|time|bet|date\\/time)(?: (?:placed|settled|date|time))?|(?:bet )?placed(?: on| at)?|settled(?: on| at| date)?|" +
    "(?:bet|coupon|ticket|receipt|slip|wager|transaction)?[ -]?(?:id|ref\\.?|reference|no\\.?|number)|receipt|coupon|" +
    "event|match|fixture|game|race|selection|pick|runner|market|(?:bet |wager )?type|sport|league|competition|" +
    "bookmaker|free bet|bonus(?: bet)?|currency|commission|balance|description|details)$", "i");
  const FIGURE = /stake|wager|risk|amount|return|payout|paid|odds|price|win|profit/i;
  const AN_ID = /^(?:(?:bet|coupon|ticket|receipt|slip|wager|transaction)?[ -]?(?:id|ref\.?|reference|no\.?|number)|receipt|coupon)$/i;
  const LABELLED = /^([A-Za-z][A-Za-z /&.-]{1,24}?)(?: ?[:#]+ ?#?| )(.+)$/;

  // What the site's programmers call a part, in its class or test id.
  const CLUES = [
    ["Bet id", /^(?:betid|receipt|reference|ref|couponid|coupon|ticketid|betref)$/, (text) => /\d{3}/.test(text)],
    ["Stake", /^(?:stake|wager|staked|betamount)$/, (text) => MONEY.test(text) || NUMBER.test(text)],
    ["Returns", /^(?:returns?|payout|winnings|paid|returned)$/, (text) => MONEY.test(text) || NUMBER.test(text)],
    ["Odds", /^(?:odds|price)$/, (text) => ODDS.test(text)],
    ["Result", /^(?:status|result|outcome|state)$/, (text) => RESULT.test(text)],
    ["Event", /^(?:event|fixture|match|matchup|game|participants|teams)$/, free],
    ["Selection", /^(?:selection|pick|runner|choice|outcome)$/, free],
    ["Market", /^market$/, free],
    ["Sport", /^sport$/, wordy],
    ["Competition", /^(?:competition|league)$/, wordy],
    ["Type", /^(?:bettype|type)$/, wordy],
  ];

  function free(text) {
    return !RESULT.test(text) && !MONEY.test(text) && !DATE.test(text);
  }

  function wordy(text) {
    return /\p{L}/u.test(text) && free(text);
  }

  // One line, without what cannot be seen; a date is without its weekday and one with its clock; "@ 2.50" is the price 2.50.
  function tidy(text, now) {
    let told = text.replace(UNSEEN, "").replace(/\s+/gu, " ").trim().slice(0, LONGEST);
    told = told.replace(/ ?[•·|] ?(?=\d{1,2}:\d{2})/g, " ");
    if (/^[-–—]+$/.test(told)) return "";
    if (DATE.test(told)) told = told.replace(WEEKDAY, "").replace(/^(\D*\d{1,2})(?:st|nd|rd|th)\b/i, "$1");
    const price = /^@ ?(\S+)$/.exec(told);
    if (price && ODDS.test(price[1])) return price[1];
    const near = NEAR.exec(told);
    if (near) {
      const day = new Date(now.getTime());
      if (/^y/i.test(near[1])) day.setDate(day.getDate() - 1);
      const two = (number) => String(number).padStart(2, "0");
      return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}${near[2] ? ` ${near[2]}` : ""}`;
    }
    return told;
  }

  function kindOf(text) {
    if (RESULT.test(text)) return "Result";
    if (MONEY.test(text)) return "Money";
    if (DATE.test(text)) return "Date";
    if (ODDS.test(text)) return "Odds";
    if (ID.test(text)) return "Bet id";
    if (SIDES.test(` ${text} `) && wordy(text)) return "Event";
    return "Text";
  }

  const isLabel = (text) => LABELS.test(text.replace(/:$/, "").trim());
  const labelName = (text) => {
    const name = text.replace(/:$/, "").trim();
    if (AN_ID.test(name)) return "Bet id";
    if (/^(?:won|returned|refunded|paid) on /i.test(name)) return "Returned";
    if (/^win$/i.test(name)) return "To win";
    return name === name.toUpperCase() ? name[0] + name.slice(1).toLowerCase() : name;
  };

  // "Placed" and "Win" name a part of a bet, or are what became of it: a name only where something else says so.
  const isName = (piece, next) => isLabel(piece.text)
    && (!RESULT.test(piece.text) || /^(?:LABEL|DT|TH)$/.test(piece.element.tagName) || Boolean(next && DATE.test(next.text)));

  // --- Walking the page -------------------------------------------------------------------------------------------
  const children = (element) => [...(element.shadowRoot || element).childNodes, ...(element.shadowRoot ? element.childNodes : [])];

  function isShown(element) {
    if (NEVER.has(element.tagName.toUpperCase()) || FORM.has(element.tagName)) return false;
    const style = getComputedStyle(element);
    return style.display !== "none" && style.visibility !== "hidden" && style.visibility !== "collapse";
  }

  const isInline = (element) => getComputedStyle(element).display.startsWith("inline");

  // All that can be read in an element. Blocks beside each other are parted by " | ".
  function textOf(element, now) {
    const parts = [];
    gather(element, parts);
    const lines = [""];
    for (const part of parts) {
      if (part === null) {
        if (lines.at(-1).trim()) lines.push("");
      } else {
        const before = lines.at(-1).at(-1) || " ";
        const gap = /[\p{L}\d)%]/u.test(before) && /[\p{Lu}\d£€$¥@(]/u.test(part[0]) && /\p{L}/u.test(before) !== /\p{L}/u.test(part[0]);
        lines[lines.length - 1] += gap ? ` ${part}` : part;
      }
    }
    const told = lines.map((line) => tidy(line, now)).filter(Boolean);
    for (let place = told.length - 1; place > 0; place--) {
      if (DATE.test(told[place - 1]) && TIME.test(told[place])) told.splice(place - 1, 2, `${told[place - 1]} ${told[place]}`);
    }
    return told.join(" | ").slice(0, LONGEST);
  }

  function gather(element, parts) {
    for (const node of children(element)) {
      if (node.nodeType === 3) {
        if (node.data) parts.push(node.data);
      } else if (node.nodeType === 1) {
        if (node.tagName === "BR") parts.push(null);
        else if (node.tagName === "IMG") parts.push(node.alt && isShown(node) ? ` ${node.alt} ` : " ");
        else if (FORM.has(node.tagName)) {
          if (node.tagName === "INPUT" && /^(?:text|number)$/.test(node.type) && node.value && !node.hidden) parts.push(node.value);
        } else if (isShown(node)) {
          const block = !isInline(node);
          if (block) parts.push(null);
          const label = node.getAttribute("aria-label");
          if (label && !node.childElementCount && !node.textContent.trim()) parts.push(label);
          else gather(node, parts);
          if (block) parts.push(null);
        }
      }
    }
  }

  // Every element below the root, those in open shadow trees too.
  function* elementsOf(root) {
    for (const node of root.childNodes) {
      if (node.nodeType !== 1) continue;
      yield node;
      if (node.shadowRoot) yield* elementsOf(node.shadowRoot);
      yield* elementsOf(node);
    }
  }

  const plain = (text) => text.replace(UNSEEN, "").replace(/\s+/g, " ").trim().slice(0, 80);

  // The element around, out of a shadow tree too.
  const above = (element) => element.parentElement || element.getRootNode()?.host || null;

  function titleOf(element) {
    const own = element.getAttribute("aria-label") || element.querySelector?.(":scope > caption")?.textContent;
    if (own?.trim()) return plain(own);
    for (let here = element; here; here = above(here)) {
      for (let before = here.previousElementSibling; before; before = before.previousElementSibling) {
        const heading = before.matches("h1,h2,h3,h4") ? before : before.querySelector("h1,h2,h3,h4");
        if (heading && plain(heading.textContent) && !DATE.test(plain(heading.textContent))) return plain(heading.textContent);
      }
    }
    return "";
  }

  // --- Tables and grids -------------------------------------------------------------------------------------------
  function tables(all, now) {
    const found = [];
    for (const element of all) {
      const role = element.getAttribute("role");
      if (element.tagName === "TABLE" && role !== "presentation") found.push(fromTable(element, now));
      else if (/^(?:table|grid|treegrid)$/.test(role || "") && element.tagName !== "TABLE") found.push(fromGrid(element, now));
    }
    return found.filter(Boolean);
  }

  function fromTable(table, now) {
    if (!isShown(table) || table.rows.length < 2) return null;
    const lines = [];
    const hanging = []; // cells that reach down from rows above: column -> [text, rows left]
    for (const row of [...table.rows].slice(0, MOST_ROWS)) {
      if (!isShown(row) || (row.parentElement.tagName === "TFOOT")) continue;
      const cells = [];
      const isHead = row.parentElement.tagName === "THEAD" || (row.cells.length > 1 && [...row.cells].every((cell) => cell.tagName === "TH"));
      const shown = [...row.cells].filter(isShown);
      const reach = (column) => {
        while (hanging[column]?.[1] > 0) {
          cells[column] = hanging[column][0];
          hanging[column][1] -= 1;
          column += 1;
        }
        return column;
      };
      let column = 0;
      for (const cell of shown) {
        column = reach(column);
        const text = textOf(cell, now);
        const wide = Math.min(Math.max(cell.colSpan, 1), MOST_COLUMNS);
        const spanning = wide > 1 && shown.length > 1 && isHead;
        for (let place = 0; place < wide; place++) {
          cells[column + place] = place === 0 || spanning ? text : "";
          if (cell.rowSpan > 1) hanging[column + place] = [cells[column + place], cell.rowSpan - 1];
        }
        column += wide;
      }
      reach(column);
      const isWhole = shown.length === 1 && shown[0].colSpan > 1;
      lines.push({ isHead, isWhole, cells: [...cells].map((cell) => cell || "") });
    }
    return assembled("table", table, lines);
  }

  function fromGrid(grid, now) {
    if (!isShown(grid)) return null;
    const own = (element) => element.parentElement?.closest("[role=table],[role=grid],[role=treegrid]") === grid;
    const lines = [];
    for (const row of [...grid.querySelectorAll("[role=row]")].filter(own).slice(0, MOST_ROWS)) {
      if (!isShown(row)) continue;
      const cells = [];
      const found = [...row.querySelectorAll("[role=cell],[role=gridcell],[role=columnheader],[role=rowheader]")];
      found.filter((cell) => cell.closest("[role=row]") === row && isShown(cell)).forEach((cell, place) => {
        const told = Number(cell.getAttribute("aria-colindex"));
        cells[told > 0 && told <= MOST_COLUMNS ? told - 1 : place] = textOf(cell, now);
      });
      const isHead = found.length > 0 && found.every((cell) => cell.getAttribute("role") === "columnheader");
      if (cells.length) lines.push({ isHead, isWhole: false, cells: Array.from(cells, (cell) => cell || "") });
    }
    return assembled("grid", grid, lines);
  }

  // Header rows give the names; rows as wide as the table are days that go for the rows below, or details of the row above.
  function assembled(kind, element, lines) {
    const width = Math.min(Math.max(0, ...lines.map((line) => line.cells.length)), MOST_COLUMNS);
    const first = lines.findIndex((line) => !line.isHead && !line.isWhole);
    if (width < 2 || first < 0) return null;
    let heads = lines.slice(0, first).filter((line) => line.isHead && !line.isWhole).map((line) => line.cells);
    let body = lines.slice(first);
    if (lines.slice(0, first).some((line) => line.isWhole && !line.isHead)) body = [...lines.slice(0, first).filter((line) => line.isWhole && !line.isHead), ...body];
    if (!heads.length && looksLikeNames(lines[first].cells)) {
      heads = [lines[first].cells];
      body = body.filter((line) => line !== lines[first]);
    }
    const names = Array.from({ length: width }, (_, place) => {
      const said = [...new Set(heads.map((cells) => cells[place] || "").filter(Boolean))].join(" ");
      return said && AN_ID.test(said) ? "Bet id" : said;
    });
    const rows = [];
    const extras = [];
    let day = "";
    for (const line of body) {
      if (line.isHead && heads.some((cells) => String(cells) === String(line.cells))) continue;
      if (line.isWhole) {
        const text = line.cells.find(Boolean) || "";
        if (DATE.test(text)) day = text;
        else if (rows.length && text) extras[rows.length - 1].details = [extras[rows.length - 1].details, text].filter(Boolean).join(" | ");
      } else if (line.cells.some(Boolean)) {
        rows.push(Array.from({ length: width }, (_, place) => line.cells[place] || ""));
        extras.push({ day, details: "" });
      }
    }
    const columns = names.map((name, place) => name || guessedName(rows.map((row) => row[place])));
    const hasDate = columns.some((_, place) => mostly(rows.map((row) => row[place]), (cell) => DATE.test(cell)));
    if (!hasDate && extras.some((each) => each.day)) add(columns, rows, "Date", extras.map((each) => each.day));
    if (extras.some((each) => each.details)) add(columns, rows, "Details", extras.map((each) => each.details));
    return finished(kind, element, columns, rows);
  }

  function add(columns, rows, name, cells) {
    columns.push(name);
    rows.forEach((row, place) => row.push(cells[place]));
  }

  const looksLikeNames = (cells) => cells.filter(Boolean).length > 1 && cells.filter(isLabel).length >= 2
    && cells.every((cell) => !cell || (kindOf(cell) === "Text" && !/\d/.test(cell)));

  const mostly = (cells, test) => {
    const told = cells.filter(Boolean);
    return told.length > 0 && told.filter(test).length > told.length * 0.6;
  };

  function guessedName(cells) {
    const told = cells.filter(Boolean);
    const kinds = ["Result", "Money", "Date", "Odds", "Bet id", "Event"];
    return kinds.find((kind) => mostly(told, (cell) => kindOf(cell) === kind)) || "Text";
  }

  // --- Cards ------------------------------------------------------------------------------------------------------
  // Every text of the page in order, and of every element which of them are its own.
  function surveyed(root, now) {
    const pieces = [];
    const spans = new Map();
    const visit = (element) => {
      const begin = pieces.length;
      if (isPiece(element)) {
        const text = textOf(element, now);
        for (const part of text.split(" | ")) if (part) pieces.push({ text: part, element });
      } else {
        for (const node of children(element)) {
          if (node.nodeType !== 1) {
            const text = node.nodeType === 3 ? tidy(node.data, now) : "";
            if (text && /[\p{L}\d]/u.test(text)) pieces.push({ text, element });
          } else if (isShown(node)) visit(node);
        }
      }
      if (pieces.length > begin) spans.set(element, [begin, pieces.length]);
    };
    visit(root);
    return { pieces: joined(pieces), spans };
  }

  // An element whose texts are one saying: nothing but inline parts, of which not each stands alone.
  function isPiece(element) {
    const parts = [...children(element)].filter((node) => (node.nodeType === 1 ? node.tagName !== "BR" && !NEVER.has(node.tagName.toUpperCase()) : node.nodeType === 3 && node.data.trim()));
    const elements = parts.filter((node) => node.nodeType === 1);
    if (!elements.length) return true;
    const own = parts.some((node) => node.nodeType === 3 && /[\p{L}\d]/u.test(node.data));
    return own && elements.every((node) => !node.shadowRoot && !node.childElementCount && isShown(node) && isInline(node));
  }

  // A clock after a date belongs to it; the second piece then says nothing.
  function joined(pieces) {
    pieces.forEach((piece, place) => {
      const before = pieces[place - 1];
      if (before && TIME.test(piece.text) && DATE.test(before.text) && !/\d:\d/.test(before.text) && before.element.parentElement === piece.element.parentElement) {
        before.text = `${before.text} ${piece.text}`;
        piece.text = "";
      }
    });
    return pieces;
  }

  function cards(root, now) {
    const { pieces, spans } = surveyed(root, now);
    const groups = new Map();
    const named = new Map();
    for (const [element, [begin, end]] of spans) {
      if (end - begin < 3 || end - begin > LARGEST_CARD || element === root) continue;
      if (/^(?:THEAD|TBODY|TFOOT|TR|TD|TH|BODY|HTML)$/.test(element.tagName) || /^(?:row|rowgroup|cell|gridcell)$/.test(element.getAttribute("role") || "")) continue;
      if (!isBetLike(pieces.slice(begin, end))) continue;
      const shape = shapeOf(element, named);
      if (!groups.has(shape)) groups.set(shape, []);
      groups.get(shape).push(element);
    }
    return [...groups.values()].filter((members) => members.length > 1)
      .map((members) => fromCards(members.slice(0, MOST_ROWS), pieces, spans)).filter(Boolean);
  }

  function isBetLike(pieces) {
    const kinds = new Set();
    let money = false;
    for (const { text } of pieces) {
      const [label, value] = split(text);
      const kind = kindOf(value);
      if (kind === "Money" || MONEY_THEN.test(value) || (label && /stake|wager|risk|return|payout/i.test(label))) money = true;
      if (/^(?:(?:total )?(?:stake|wager)|bet amount|risk)$/i.test(text.replace(/:$/, ""))) money = true;
      if (["Date", "Odds", "Result", "Bet id", "Event"].includes(kind)) kinds.add(kind);
      if (label || isLabel(text)) kinds.add("Label");
    }
    return money && kinds.size >= 1 && pieces.some(({ text }) => /\d/.test(text));
  }

  // Where in the page it stands, and what its kind is called there: brothers that differ in their classes only, as won
  // bets from lost ones, are one kind.
  function shapeOf(element, named) {
    const path = [];
    for (let here = element; here && here.tagName !== "BODY"; here = above(here)) path.push(here.tagName);
    const place = `${path.join("<")} ${element.getAttribute("role") || ""}`;
    const around = element.parentNode;
    if (!named.has(around)) named.set(around, new Map());
    if (!named.get(around).has(place)) named.get(around).set(place, [...element.classList].find((each) => !/\d|--/.test(each) && !OUTCOME.test(each)) || "");
    return `${place} ${named.get(around).get(place)}`;
  }

  // "Stake: £5.00" and "Bet ID 123456" are a name and a value.
  function split(text) {
    const found = LABELLED.exec(text.replace(/ ?#+ ?/, ": "));
    if (!found) return ["", text];
    for (let [, name, value] = found; ;) {
      if (isLabel(name) && value && (/[:#]/.test(text[name.length] || "") || /[:#]/.test(text[name.length + 1] || "") || MONEY.test(value) || MONEY_THEN.test(value) || NUMBER.test(value) || ODDS.test(value) || ID.test(value) || DATE.test(value))) {
        return [labelName(name), value.replace(/^[:# ]+/, "")];
      }
      const more = /^(\S+) (.+)$/.exec(value);
      if (!more || name.split(" ").length > 3) return ["", text];
      [name, value] = [`${name} ${more[1]}`.replace(/:$/, ""), more[2]];
    }
  }

  function fromCards(members, pieces, spans) {
    const all = new Set(members);
    const inside = members.filter((member) => !liesIn(above(member), all));
    const heads = namesAbove(inside, pieces, spans);
    const columns = [];
    const places = new Map();
    const filled = inside.map((member) => {
      const [begin, end] = spans.get(member);
      const cells = [];
      for (const [key, text] of fields(pieces, begin, end, spans, heads)) {
        if (!places.has(key)) {
          places.set(key, columns.length);
          columns.push(key);
        }
        const cell = (cells[places.get(key)] ||= []);
        if (!cell.length || /^(?:Text|Selection|Event|Market)/.test(key) || !cell.includes(text)) cell.push(text);
      }
      return cells;
    });
    const widths = columns.map((key, place) => widthOf(key, filled.map((cells) => cells[place]).filter(Boolean)));
    let rows = filled.map((cells) => columns.flatMap((_, place) => spread(cells[place] || [], widths[place])));
    const names = columns.flatMap((key, place) => Array(widths[place]).fill(key.replace(/\u0000.*/, "")));
    const odds = names.indexOf("Odds");
    if (odds >= 0 && rows.some((row) => row[odds].includes(" | "))) {
      add(names, rows, "Odds of the legs", rows.map((row) => (row[odds].includes(" | ") ? row[odds] : "")));
      rows = rows.map((row) => row.map((cell, place) => (place === odds && cell.includes(" | ") ? "" : cell)));
    }
    if (!rows.some((row) => row.some((cell, place) => cell && DATE.test(cell) && !/^Text/.test(names[place])))) {
      const days = daysAbove(inside, pieces, spans);
      if (days.some(Boolean)) add(names, rows, "Date", days);
    }
    return finished("cards", inside[0], names, rows, inside);
  }

  // Texts without a name that every card has as often are columns of their own; else they share one.
  const widthOf = (key, cells) => (/^Text/.test(key) && cells[0].length <= 4 && cells.every((cell) => cell.length === cells[0].length) ? cells[0].length : 1);
  const spread = (cell, width) => (width > 1 ? Array.from({ length: width }, (_, place) => cell[place] || "") : [cell.join(" | ")]);

  // What a card says, as pairs of a column's name and a text.
  function fields(pieces, begin, end, spans, heads) {
    const texts = pieces.slice(begin, end).map((piece) => piece.text);
    const told = [];
    if (heads && heads.length === texts.length) return texts.map((text, place) => [heads[place], text]).filter((pair) => pair[1]);
    const used = new Set();
    const names = texts.map((text, place) => isName(pieces[begin + place], place + 1 < texts.length ? pieces[begin + place + 1] : null));
    const isValue = (place) => place >= 0 && place < texts.length && texts[place] && !used.has(place) && !names[place] && !split(texts[place])[0];
    const name = (label, place) => {
      used.add(label).add(place);
      told.push([place, labelName(texts[label]), texts[place]]);
    };
    for (let place = 0; place < texts.length; place++) {
      if (used.has(place) || !names[place]) continue;
      let run = place;
      while (run < texts.length && names[run]) run += 1;
      const places = Array.from({ length: run - place }, (_, each) => run + each);
      if (places.length > 1 && places.every(isValue)) places.forEach((each) => name(each - places.length, each));
      else if (isValue(place - 1) && (!isValue(place + 1) ? stands(pieces, begin + place, spans) === "after" : standsAfter(texts, place, pieces, begin, spans))) name(place, place - 1);
      else if (isValue(place + 1)) name(place, place + 1);
    }
    texts.forEach((text, place) => {
      if (used.has(place) || !text) return;
      const [label, value] = split(text);
      if (label) told.push([place, label, value]);
      else told.push([place, clued(pieces[begin + place].element, text) || kindOf(text), text]);
    });
    told.sort((one, other) => one[0] - other[0]);
    return told.flatMap(([place, key, text]) => parted(key, text, pieces[begin + place].element)).filter((pair) => pair[1]);
  }

  // "£10.00 Free bet" is an amount, and says that it was a free bet.
  function parted(key, text, element) {
    const found = MONEY_THEN.exec(text);
    if (found && BONUS.test(found[2].trim())) return [[key === "Text" ? "Bonus amount" : key, found[1]], ["Free bet", "Yes"]];
    if (found && key === "Text") return [["Money", found[1]], ["Type", found[2].trim()]];
    if (key === "Text" && BONUS.test(text)) return [["Free bet", "Yes"]];
    if (key === "Text") return [[`Text\u0000${element.tagName}.${[...element.classList].find((each) => !/\d|--/.test(each)) || ""}`, text]];
    return [[key, text]];
  }

  // Does the label between two values belong to the one before it? A name of figures goes with the figure.
  function standsAfter(texts, place, pieces, begin, spans) {
    const isFigure = (text) => MONEY.test(text) || MONEY_THEN.test(text) || NUMBER.test(text) || ODDS.test(text);
    const [before, after] = [isFigure(texts[place - 1]), isFigure(texts[place + 1])];
    if (FIGURE.test(texts[place]) && before !== after) return before;
    return stands(pieces, begin + place, spans) === "after";
  }

  // Where the label stands in the smallest part of the card that holds it and more: at its end, or second in a part that
  // begins with a value, it stands after what it names.
  function stands(pieces, place, spans) {
    for (let here = pieces[place].element; here; here = above(here)) {
      const span = spans.get(here);
      if (!span || span[1] - span[0] < 2) continue;
      return place === span[1] - 1 || (place === span[0] + 1 && !isLabel(pieces[span[0]].text)) ? "after" : "before";
    }
    return "before";
  }

  function clued(element, text) {
    const own = [element, element.parentElement?.childElementCount === 1 ? element.parentElement : null];
    for (const each of own.filter(Boolean)) {
      const said = [...each.classList, each.getAttribute("data-testid"), each.getAttribute("data-test"), each.getAttribute("itemprop")].filter(Boolean);
      for (const one of said) {
        const words = one.replace(/([a-z])([A-Z])/g, "$1-$2").toLowerCase().split(/[^a-z]+/).filter(Boolean);
        const both = words.slice(1).map((word, place) => words[place] + word);
        const clue = CLUES.find(([, names, fits]) => [...both, ...words].some((word) => names.test(word)) && fits(text));
        if (clue) return clue[0];
      }
    }
    return "";
  }

  // A row of names above the first card, as many as the card has texts.
  function namesAbove(members, pieces, spans) {
    const before = members[0].previousElementSibling || members[0].parentElement?.previousElementSibling;
    const span = before && spans.get(before);
    if (!span) return null;
    const names = pieces.slice(...span).map((piece) => piece.text);
    const isHead = names.length > 2 && names.filter(isLabel).length >= names.length / 2 && names.every((text) => !/\d/.test(text));
    return isHead ? names.map(labelName) : null;
  }

  // The day that stands above each card, when days are headings between them.
  function daysAbove(members, pieces, spans) {
    const within = members.map((member) => spans.get(member));
    const days = pieces.map((piece) => (DATE.test(piece.text) ? piece.text : ""));
    for (const [begin, end] of within) days.fill("", begin, end);
    let day = "";
    let place = 0;
    return within.map(([begin]) => {
      for (; place < begin; place++) day = days[place] || day;
      return day;
    });
  }

  // --- What is shown ----------------------------------------------------------------------------------------------
  function finished(kind, element, names, rows, members) {
    const kept = names.map((_, place) => place).filter((place) => rows.some((row) => row[place]) && !isChrome(names[place], rows, place)).slice(0, MOST_COLUMNS);
    if (kept.length < 2 || !rows.length) return null;
    const counts = new Map();
    const columns = kept.map((place) => {
      const name = names[place].slice(0, 80);
      counts.set(name, (counts.get(name) || 0) + 1);
      return counts.get(name) > 1 ? `${name} ${counts.get(name)}` : name;
    });
    const cells = rows.map((row) => kept.map((place) => row[place]));
    const found = { kind, title: titleOf(element), columns, rows: cells };
    return { found, score: scoreOf(found), members: members || [element] };
  }

  // A word that every row repeats and that tells nothing of a bet: a button.
  function isChrome(name, rows, place) {
    const first = rows[0][place];
    return rows.length > 2 && /^Text/.test(name) && !BONUS.test(first) && rows.every((row) => row[place] === first)
      && /^(?:details?|more|less|show|hide|share|copy|view|receipt|cash ?out|close|open|edit|rebet|bet again|print)\b/i.test(first);
  }

  function scoreOf({ columns, rows }) {
    const sample = rows.slice(0, 200);
    const column = (place) => sample.map((row) => row[place]);
    let score = Math.min(rows.length, 500) * 100 + columns.length;
    const has = (test) => columns.some((_, place) => mostly(column(place), test));
    if (columns.some((name) => /stake|wager|risk|amount|einsatz/i.test(name))) score *= 3;
    if (has((cell) => MONEY.test(cell))) score *= 2;
    if (has((cell) => RESULT.test(cell))) score *= 2;
    if (has((cell) => DATE.test(cell))) score *= 2;
    if (has((cell) => ODDS.test(cell))) score *= 2;
    return score;
  }

  function liesIn(element, set) {
    for (let here = element; here; here = above(here)) if (set.has(here)) return true;
    return false;
  }

  function overlap(one, other) {
    const [these, those] = [new Set(one), new Set(other)];
    return one.some((element) => liesIn(element, those)) || other.some((element) => liesIn(element, these));
  }

  // The candidates of a document, the likeliest first. Of two that lie in each other the likelier.
  function find(root = document, { now = new Date() } = {}) {
    const body = root.body || root;
    const found = [...tables([...elementsOf(body)], now), ...cards(body, now)];
    found.sort((one, other) => other.score - one.score);
    const chosen = [];
    for (const each of found) {
      if (chosen.length === MOST_CANDIDATES) break;
      if (!chosen.some((other) => overlap(each.members, other.members))) chosen.push(each);
    }
    return chosen.map((each) => ({ ...each.found, score: each.score }));
  }

  return { find, tidy, kindOf };
})();
