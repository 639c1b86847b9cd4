// The verdict of one mailbox, when it may be transferred, and what would change it.

function advice(own, tone) {
  const text = (name) => own.mailboxes.columns[name]?.text(own.row) ?? "";
  const lines = [...timeLines(text), ...openLines(own), ...differenceLines(own)];
  return make("section", { class: `call k-${tone}`, "aria-label": "Verdict and what changes it" },
    make("p", {}, make("b", {}, text("reason") || wordOf(text("verdict")))),
    lines.length ? make("ul", { class: "dashes" }, lines.map((line) => make("li", {}, line))) : "");
}

function timeLines(text) {
  const safe = moment(text("earliest_safe_transfer"));
  if (!safe) return [];
  const why = text("safe_reason");
  const basis = text("safe_basis") || "the newest change";
  const verdict = text("verdict");
  const ahead = text("earliest_safe_transfer") > setup.asOf;
  // The time alone frees nobody whom something else holds.
  const when = ["blocked", "unknown"].includes(verdict)
    ? `Time alone does not hold it: the changes ${ahead ? "will have" : "have"} settled by ${safe}`
    : `Safe to transfer ${ahead ? "from" : "since"} ${safe}`;
  const lines = [`${when} (${basis}).${why ? ` ${why}` : ""}`];
  if (verdict === "wait") {
    lines.push(`A newer change in the directory moves this time: one sync cycle (${counted(setup.cycle, "minute", "minutes")}) and 24 hours from that change.`);
  }
  return lines;
}

// What holds the mailbox: each with what to do, and the rest said by number.
function openLines({ findings, fired }) {
  const { columns } = findings;
  const open = fired.filter((row) => ["blocker", "wait"].includes(columns.level.text(row)) && columns.outcome.text(row) !== "waived");
  const unsure = fired.filter((row) => columns.outcome.text(row) === "unknown" && !open.includes(row));
  const notes = fired.filter((row) => columns.level.text(row) === "warning" && columns.outcome.text(row) === "fail").length;
  const lines = [...open, ...unsure].map((row) => doLine(columns, row));
  if (notes) lines.push(`${counted(notes, "warning", "warnings")} below ${notes === 1 ? "is" : "are"} worth reading; ${notes === 1 ? "it does" : "they do"} not hold the transfer.`);
  return lines;
}

function doLine(columns, row) {
  const rule = columns.rule.text(row);
  const what = sentence(columns, "remediation", row);
  const first = what.length > 260 ? `${what.slice(0, 260)} …` : what;
  return [make("b", {}, rule), ` ${setup.rules[rule]?.title ?? ""}: `, COMMAND.test(first) ? make("code", {}, first) : first];
}

function differenceLines({ differences, differ }) {
  const many = (kind) => differ.filter((row) => differences.columns.kind.text(row) === kind).length;
  const [drift, lag, unknown] = [many("drift"), many("lag"), many("unknown")];
  return [
    drift && `${counted(drift, "drift stays", "drifts stay")} until somebody chooses a value.`,
    lag && `${counted(lag, "lag heals", "lags heal")} with the next sync; an export after it shows equal values.`,
    unknown && `${counted(unknown, "attribute", "attributes")} could not be compared; the list says why.`,
  ].filter(Boolean);
}
