// What is known in time about one mailbox, on both sides, as an ordered list with a line beside it.

const MOST_CHANGES = 12;

function timeline(own) {
  const events = eventsOf(own);
  const known = events.some((event) => event.side);
  const note = known ? "All times are UTC." : "The exports hold no time of a change or of an export for this mailbox.";
  return section("Timeline of both sides", note, make("ol", { class: "moments" }, events.map(eventLine)));
}

function eventsOf({ mailboxes, row, differences, differ }) {
  const { columns } = mailboxes;
  const events = [{ at: setup.asOf, text: "This assessment", kind: "now" }];
  for (const [side, word] of [["source", "Directory"], ["cloud", "Cloud"]]) {
    const file = columns[`${side}_file`].text(row);
    if (setup.exported[file]) events.push({ at: setup.exported[file], side: word, text: `${word} export, at the earliest`, low: file });
  }
  const safe = columns.earliest_safe_transfer.text(row);
  const held = ["blocked", "unknown"].includes(columns.verdict.text(row));
  if (safe) events.push({ at: safe, text: held ? "The changes have settled" : "Safe to transfer", low: columns.safe_basis.text(row), kind: held ? "" : "safe" });
  return [...events, ...changesOf(differences, differ)].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

// Changes at one moment are one event; the newest are kept.
function changesOf({ columns }, differ) {
  const found = new Map();
  for (const row of differ) {
    const at = columns.directory_changed.text(row);
    if (at) found.set(at, [...(found.get(at) ?? []), row]);
  }
  const newest = [...found].sort(([a], [b]) => (a < b ? 1 : -1)).slice(0, MOST_CHANGES);
  return newest.map(([at, rows]) => ({
    at,
    side: "Directory",
    text: `${[...new Set(rows.map((row) => columns.attribute.text(row)))].join(", ")} changed in the directory`,
    low: columns.changed_basis.text(rows[0]),
  }));
}

function eventLine({ at, text, low, kind = "" }) {
  const ahead = at > setup.asOf ? "ahead" : "";
  const mark = kind === "safe" ? makeSvg("rect", { x: 6, y: 4, width: 10, height: 10 }) : makeSvg("circle", { cx: 11, cy: 9, r: 5 });
  return make("li", { class: `${kind} ${ahead}`.trim() || false },
    make("time", { datetime: at }, moment(at).replace(" UTC", "")),
    makeSvg("svg", { "aria-hidden": "true", focusable: "false" },
      makeSvg("line", { class: "above", x1: 11, x2: 11, y1: 0, y2: 9 }), makeSvg("line", { class: "below", x1: 11, x2: 11, y1: 9, y2: "100%" }), mark),
    make("div", {}, text, low ? make("span", { class: "under" }, low) : ""));
}
