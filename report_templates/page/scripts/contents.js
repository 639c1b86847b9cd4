// What stands in the cells of each table, and below a row that is open.

function opener(label, toggle) {
  return button("", toggle, { class: "opener", "aria-expanded": "false" }).appendChild(make("span", {}, label)).parentElement;
}

function withArrow(element) {
  element.prepend(icon("open", "turn"));
  return element;
}

const CONTENTS = {
  findings: {
    cells({ row, columns, mailboxes }, toggle) {
      const rule = columns.rule.text(row);
      const outcome = columns.outcome.text(row);
      const title = setup.rules[rule]?.title ?? rule;
      const message = besideTitle(sentence(columns, "message", row), title) || firstLine(sentence(columns, "remediation", row));
      const possible = columns.certainty.text(row) === "possible" ? "Possible. " : "";
      const name = wordOf(columns.object_name.text(row) || columns.user_principal_name.text(row) || columns.subject.text(row));
      const about = wordOf(columns.subject.text(row));
      const owner = columns.mailbox.values[row];
      const [left, right] = [columns.directory_value.text(row), columns.cloud_value.text(row)];
      return [
        [withArrow(opener(rule, toggle)), outcome === "fail" ? toned("pill", columns.level.text(row)) : toned("pill", outcome)],
        [line(title), line(possible + message, "low")],
        [owner >= 0 ? mailboxLink(mailboxes, owner, name) : line(name), line(owner >= 0 ? columns.user_principal_name.text(row) : about === name ? "" : about, "low")],
        [codeLine(columns.attribute.text(row)), left || right ? line(`${short(left)} → ${short(right)}`, "low") : ""],
        evidence(columns, row),
      ];
    },

    details(context) {
      const { row, columns, spec } = context;
      const rule = setup.rules[columns.rule.text(row)] ?? {};
      const advice = sentence(columns, "remediation", row);
      const special = {
        message: () => sentence(columns, "message", row),
        remediation: () => advice && remedy(advice),
      };
      return make("div", {}, pairs([
        ...detailed(context, spec.details.slice(0, 1), special),
        ["Why it matters", rule.why],
        ...detailed(context, spec.details.slice(1), special),
        ["Owner by rule", rule.owner],
        ["Rests on", rule.sources],
        ["More", ruleLinks(columns.rule.text(row), columns.object_guid.text(row))],
      ]));
    },
  },

  mailboxes: {
    cells({ row, columns }) {
      const name = columns.display_name.text(row) || columns.user_principal_name.text(row) || columns.object_guid.text(row);
      const held = ["blockers", "warnings", "unknowns"].map((c) => columns[c].text(row)).filter(Boolean).join(" ");
      const differ = counts(columns, row);
      const when = moment(columns.earliest_safe_transfer.text(row));
      return [
        [make("a", { class: "name", href: addressOfMailbox(columns.object_guid.text(row)) }, name), line(columns.user_principal_name.text(row), "low")],
        [toned("pill", columns.verdict.text(row)), line(safeWords(columns.verdict.text(row), when), "low")],
        [line(columns.reason.text(row), "two")],
        [held ? line(held, "two") : nothing()],
        [differ ? line(differ, "two") : nothing()],
        [line(wordFirst(columns.recipient_type.text(row))), line(columns.domain.text(row), "low")],
      ];
    },
    details: () => "",
  },

  differences: {
    cells({ row, columns, mailboxes }, toggle) {
      const owner = columns.mailbox.values[row];
      const upn = columns.user_principal_name.text(row);
      const who = (owner >= 0 && mailboxes.columns.display_name.text(owner)) || upn || columns.object_guid.text(row);
      return [
        [withArrow(opener(columns.attribute.text(row), toggle)), line(columns.cloud_name.text(row), "low")],
        [toned("state", columns.kind.text(row))],
        [codeLine(columns.directory_value.text(row), "no value"), line(columns.directory_changed.text(row) ? `changed ${columns.directory_changed.text(row).slice(0, 10)}` : "", "low")],
        [codeLine(columns.cloud_value.text(row), "no value")],
        [owner >= 0 ? mailboxLink(mailboxes, owner, who) : line(who), line(columns.why.text(row), "low")],
      ];
    },

    details(context) {
      const { row, columns, spec } = context;
      const attribute = setup.attributes[columns.base_attribute.text(row)] ?? {};
      return make("div", {}, pairs([
        ...detailed(context, spec.details, {}),
        ["More", setup.attributes[columns.base_attribute.text(row)] && make("a", { class: "on-screen", href: addressOf({ view: "attributes", q: columns.base_attribute.text(row), sort: "", filters: new Map() }) }, `About ${columns.base_attribute.text(row)}`)],
        ["Edited today with", attribute.before && make("code", {}, attribute.before)],
        ["Edited afterwards with", attribute.after && make("code", {}, attribute.after)],
      ]));
    },
  },
};

// What the rule is, where else it fires, and a link to this finding alone, to be sent.
function ruleLinks(id, guid) {
  if (!setup.rules[id]) return "";
  const only = (view, q, rules) => addressOf({ view, q, sort: "", filters: new Map(rules.length ? [["rule", new Set(rules)]] : []) });
  const mine = guid && button("Copy link to this finding", () => copy(location.href.replace(/#.*$/, "") + only("findings", guid, [id]), "Link copied."), { class: "plain" });
  return make("span", { class: "on-screen links" },
    make("a", { href: only("rules", id, []) }, `About rule ${id}`), make("a", { href: only("findings", "", [id]) }, `All findings of ${id}`), mine);
}

// The declared columns of a row as labelled values; titles come from the declaration of the table.
function detailed({ row, columns, spec }, names, special) {
  return names.map((name) => [spec.columns[name].title, special[name] ? special[name]() : detail(columns, name, row)]);
}

function detail(columns, name, row) {
  const side = name.split("_")[0];
  if (name === "source_file" || name === "cloud_file") {
    const where = place(columns, side, row);
    return where && make("code", {}, where);
  }
  const text = columns[name].text(row);
  if (name.endsWith("_value")) return wholeValue(text);
  if (name.endsWith("_compared")) return comparedValue(columns, side, row, text);
  if (name === "gate") return text.split(" ").map((g) => setup.tables.findings.facets.find((f) => f.name === "gate").words[g] ?? g).join(", ");
  if (text === "certain") return "";
  if (name === "object_guid") return text && make("code", {}, text);
  return name.endsWith("_changed") ? moment(text) : setup.words[text] ?? text;
}

function comparedValue(columns, side, row, text) {
  if (!text) return "";
  return text === columns[`${side}_value`].text(row) ? make("span", { class: "low" }, "as found") : wholeValue(text);
}

// The title stands above the message: what the message says before and after it, and nothing twice.
function besideTitle(message, title) {
  const at = message.indexOf(title);
  if (at < 0) return message;
  const lead = message.slice(0, at).replace(/[\s:]+$/, "");
  const rest = message.slice(at + title.length).replace(/^[\s:.,;]+/, "");
  const after = rest && rest[0].toUpperCase() + rest.slice(1);
  return lead && after ? `${lead}: ${after}` : lead ? `${lead}.` : after;
}

function firstLine(text) {
  return text.split("\n", 1)[0];
}

function evidence(columns, row) {
  const side = columns.source_file.text(row) ? "source" : "cloud";
  const file = columns[`${side}_file`].text(row);
  const at = columns[`${side}_row`].text(row);
  return file ? [line(fileName(file)), line(at ? `row ${at}` : "", "low")] : [nothing()];
}

function short(text) {
  if (!text) return "no value";
  const flat = text.replace(/\s+/g, " ");
  return flat.length > 80 ? `${flat.slice(0, 80)} …` : flat;
}

// Only where the time decides: it frees nobody whom something else holds.
function safeWords(verdict, when) {
  if (!when) return "";
  return verdict === "wait" ? `until ${when}` : verdict.startsWith("ready") ? `since ${when}` : "";
}

function counts(columns, row) {
  const parts = [["drift", "drift"], ["lag", "lag"], ["unknown_differences", "unknown"]];
  return parts.filter(([name]) => columns[name].values[row] > 0).map(([name, word]) => `${columns[name].text(row)} ${word}`).join(", ");
}

function wordFirst(text) {
  return text ? text[0].toUpperCase() + text.slice(1).replace(/_/g, " ") : "–";
}
