// Everything known about one mailbox: #/mailbox/GUID

FILLERS.mailbox = (view, state) => showMailbox(view, state.id, bigTables.get("mailboxes").order);

async function showMailbox(place, guid, order) {
  place.replaceChildren(make("p", { class: "empty", role: "status" }, "Opening the mailbox …"));
  try {
    await new Promise((go) => setTimeout(go, 20));
    const [mailboxes, findings, differences] = await Promise.all([load("mailboxes"), load("findings"), load("differences")]);
    const row = rowOfMailbox(mailboxes, guid);
    place.replaceChildren(...(row < 0 ? unknownMailbox(guid) : mailboxPage({ mailboxes, findings, differences, row, order })));
  } catch (error) {
    place.replaceChildren(make("h1", { class: "page", tabindex: "-1" }, "Mailbox"), make("p", { class: "empty", role: "alert" },
      `The mailbox cannot be shown: ${error.message}. It is in tables/mailboxes.csv and in the workbook.`));
  }
}

function rowOfMailbox(mailboxes, guid) {
  const column = mailboxes.columns.object_guid;
  const wanted = guid.toLowerCase();
  const digits = wanted.replace(/^.*:/, "").replace(/-/g, "");
  const plain = /^[0-9a-f]{32}$/.test(digits);
  for (let row = 0; row < mailboxes.rows; row++) {
    if (plain && !column.startsWith(row, digits)) continue;
    if (column.text(row).toLowerCase() === wanted) return row;
  }
  return -1;
}

function unknownMailbox(guid) {
  return [
    make("p", { class: "crumb" }, make("a", { href: "#/mailboxes" }, "All mailboxes")),
    make("h1", { class: "page", tabindex: "-1" }, "Not in this report"),
    make("p", { class: "sub" }, "No mailbox of this report has the GUID ", make("code", {}, guid), "."),
  ];
}

function rowsOf(table, mailbox) {
  const out = [];
  const owner = table.columns.mailbox.values;
  for (let row = 0; row < table.rows; row++) if (owner[row] === mailbox) out.push(row);
  return out;
}

function mailboxPage({ mailboxes, findings, differences, row, order }) {
  const { columns } = mailboxes;
  const text = (name) => columns[name].text(row);
  const verdict = text("verdict");
  const tone = setup.tones[verdict] ?? "na";
  const name = text("display_name") || text("user_principal_name") || text("object_guid");
  const own = { mailboxes, row, findings, fired: rowsOf(findings, row), differences, differ: rowsOf(differences, row) };
  return [
    crumb(mailboxes, row, order),
    make("div", { class: "named" }, make("h1", { class: "page", tabindex: "-1" }, make("bdi", {}, name)), toned("pill", verdict)),
    make("p", {}, make("code", {}, text("user_principal_name"))),
    mailboxFacts(mailboxes, row),
    advice(own, tone),
    firedSection(findings, own.fired),
    bothSides(differences, own.differ),
    make("div", { class: "pair" }, timeline(own), quietRules(own)),
  ];
}

function crumb(mailboxes, row, order) {
  const at = order ? order.indexOf(row) : -1;
  const step = (to, label) => to === undefined
    ? make("span", { class: "button", "aria-disabled": "true" }, label)
    : make("a", { class: "button", href: addressOfMailbox(mailboxes.columns.object_guid.text(to)) }, label);
  const nav = at < 0 ? "" : make("span", { class: "step" }, step(order[at - 1], "Previous"), step(order[at + 1], "Next"));
  const back = make("a", { href: lastMailboxes }, at < 0 ? "All mailboxes" : "Back to the list");
  return make("nav", { class: "crumb", "aria-label": "Mailboxes" }, back,
    at < 0 ? "" : make("span", { class: "dim" }, `${number(at + 1)} of ${number(order.length)} in this list`), nav);
}

const MAILBOX_FACTS = [
  "primary_smtp_address", "recipient_type", "transferred", "matched_by", "confidence", "domain", "organizational_unit",
  "blockers", "warnings", "unknowns", "object_guid",
];

function mailboxFacts(mailboxes, row) {
  const { columns } = mailboxes;
  const spec = setup.tables.mailboxes.columns;
  const entries = MAILBOX_FACTS.map((name) => [spec[name].title, setup.words[columns[name].text(row)] ?? columns[name].text(row)]);
  entries.push(["Directory evidence", place(columns, "source", row)], ["Cloud evidence", place(columns, "cloud", row)]);
  return make("dl", { class: "facts" }, entries.filter(([, value]) => value)
    .map(([label, value]) => make("div", {}, make("dt", {}, label), make("dd", {}, value))));
}

function section(title, note, ...content) {
  return make("section", { class: "sec", "aria-label": title }, make("header", {}, make("h2", {}, title), make("p", {}, note)), ...content);
}

function firedSection(findings, rows) {
  const spec = setup.tables.findings;
  const note = counted(rows.length, spec.one, spec.many);
  if (!rows.length) return section("Findings", note, make("p", { class: "quiet" }, "No rule found anything on this mailbox."));
  return section("Findings", note, make("ul", { class: "fired" }, rows.map((row) => {
    const { columns } = findings;
    const rule = columns.rule.text(row);
    const outcome = columns.outcome.text(row);
    return make("li", {},
      make("h3", { class: "card-head" }, toned("pill", outcome === "fail" ? columns.level.text(row) : outcome), " ", make("b", {}, rule), " ", make("span", { class: "title" }, setup.rules[rule]?.title ?? "")),
      firedDetails({ row, columns, spec }));
  })));
}

// What to read first, and everything else on one line: the title stands above, the mailbox is known.
function firedDetails(context) {
  const { row, columns } = context;
  const rule = setup.rules[columns.rule.text(row)] ?? {};
  const advice = sentence(columns, "remediation", row);
  const special = {
    message: () => besideTitle(sentence(columns, "message", row), rule.title ?? "").trim(),
    remediation: () => advice && remedy(advice),
  };
  const values = ["directory_value", "cloud_value"].filter((name) => columns.directory_value.text(row) || columns.cloud_value.text(row));
  const rests = [place(columns, "source", row), place(columns, "cloud", row)].filter(Boolean);
  const rest = ["gate", "certainty", "waiver"].map((name) => detail(columns, name, row)).filter(Boolean);
  return make("div", {},
    pairs([
      ...detailed(context, ["message"], special),
      ["Why it matters", rule.why],
      ...detailed(context, ["remediation", ...values], special),
      ["Found in", rests.length && rests.flatMap((where, k) => [k ? " · " : "", make("code", {}, where)])],
      ["Gates, owner", [...rest, rule.owner].filter(Boolean).join(" · ")],
      ["Rests on", rule.sources],
      ["More", ruleLinks(columns.rule.text(row), columns.object_guid.text(row))],
    ]));
}

function bothSides(differences, rows) {
  const spec = setup.tables.differences;
  const note = counted(rows.length, spec.one, spec.many);
  if (!rows.length) return section("Both sides", note, make("p", { class: "quiet" }, "No difference between directory and cloud is listed."));
  const { columns } = differences;
  const strong = { drift: 0, lag: 1, unknown: 2, by_design: 3 };
  const ordered = [...rows].sort((a, b) => strong[columns.kind.text(a)] - strong[columns.kind.text(b)] || a - b);
  const head = ["attribute", "kind", "directory_value", "cloud_value", "why"].map((name) => make("th", { scope: "col" }, spec.columns[name].title));
  return section("Both sides, attribute by attribute", note,
    make("div", { class: "wide", role: "region", "aria-label": "Both sides", tabindex: "0" },
      make("table", { class: "stack sides", "aria-label": "Both sides" }, make("thead", {}, make("tr", {}, head)), make("tbody", {}, ordered.map((row) => sideRow(columns, row))))));
}

function sideRow(columns, row) {
  const text = (name) => columns[name].text(row);
  const changed = moment(text("directory_changed"));
  const back = text("written_back") === "yes" ? "Written back after the transfer." : "Not written back.";
  return make("tr", {},
    make("th", { scope: "row" }, make("code", { class: "name" }, text("attribute")), make("span", { class: "under" }, text("cloud_name"))),
    make("td", {}, toned("state", text("kind"))),
    make("td", { "data-l": "Directory" }, wholeValue(text("directory_value")), comparedNote(columns, "directory", row)),
    make("td", { "data-l": "Cloud" }, wholeValue(text("cloud_value")), comparedNote(columns, "cloud", row)),
    make("td", {}, text("why"), make("span", { class: "under" }, [changed && `Directory changed ${changed}.`, back].filter(Boolean).join(" "))));
}

// Both values are shown as found; as compared only where that is something else.
function comparedNote(columns, side, row) {
  const compared = columns[`${side}_compared`].text(row);
  if (!compared || compared === columns[`${side}_value`].text(row)) return "";
  return make("span", { class: "under" }, "compared as ", make("code", {}, short(compared)));
}
