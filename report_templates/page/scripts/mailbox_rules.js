// The rules that found nothing on this mailbox, and why, as far as the report knows.

const SILENT = [
  ["named", "told once for the organisation, this mailbox among them", "They have one finding for the organisation, with a count. This mailbox is among those counted."],
  ["summary", "counted, not listed by mailbox", "This mailbox may be among those counted."],
  ["none", "found nothing here", "They ran and found nothing on this mailbox, or are not meant for one of its kind."],
  ["unknown", "could not run", "The evidence is missing."],
  ["not_applicable", "not for this organisation", "What they look for does not exist here."],
  ["error", "stopped with an error", "They judged nothing."],
];

function quietRules({ findings, fired, mailboxes, row }) {
  const spoke = new Set(fired.map((k) => findings.columns.rule.text(k)));
  const named = new Set(["blockers", "warnings", "unknowns"].flatMap((name) => mailboxes.columns[name].text(row).split(" ")));
  const about = Object.entries(setup.rules).filter(([id, rule]) => rule.subject === "mailbox" && !spoke.has(id));
  const groups = new Map(SILENT.map(([name]) => [name, []]));
  for (const [id, rule] of about) groups.get(named.has(id) ? "named" : silence(rule)).push([id, rule]);
  const note = `${counted(about.length, "rule", "rules")} for mailboxes besides the ${spoke.size === 1 ? "one" : number(spoke.size)} above`;
  const apart = mailboxes.columns.verdict.text(row) === "not_applicable" ? make("p", { class: "quiet" }, "No transfer is meant for this object, so most rules pass it by.") : "";
  return section("Rules without a finding here", spoke.size ? note : counted(about.length, "rule for mailboxes", "rules for mailboxes"), apart,
    make("div", { class: "quiet-rules" }, SILENT.map(([name, label, why]) => quietGroup(groups.get(name), label, why))));
}

function silence(rule) {
  if (rule.state !== "ran") return rule.state;
  return rule.summary ? "summary" : "none";
}

function quietGroup(rules, label, why) {
  if (!rules.length) return "";
  // What found nothing is no news on paper; its number stands there.
  return make("details", { class: label === "found nothing here" && "unprinted" }, make("summary", {}, `${number(rules.length)} ${label}`),
    make("p", { class: "note" }, why),
    make("ul", { class: "dashes" }, rules.map(([id, rule]) => make("li", {}, make("b", {}, id), ` ${rule.title}`,
      rule.summary ? make("span", { class: "under" }, `Found on ${number(rule.hits)}.`) : rule.reason ? make("span", { class: "under" }, rule.reason) : ""))));
}
