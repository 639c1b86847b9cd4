// Paper shows what is open on the screen: details unfolded, and the first rows of a long table with theirs.

const opened = [];

function beforePrint() {
  const view = document.querySelector(".view.on");
  for (const details of view.querySelectorAll("details:not([open]):not(.folded):not(.filters):not(.unprinted)")) {
    details.open = true;
    opened.push(() => { details.open = false; });
  }
  for (const more of view.querySelectorAll(".more[hidden]")) {
    more.hidden = false;
    opened.push(() => { more.hidden = true; });
  }
  const big = bigTables.get(view.dataset.view);
  if (big?.order) {
    const out = view.querySelector(".printout");
    out.replaceChildren(...printedRows(big));
    opened.push(() => out.replaceChildren());
  }
}

function afterPrint() {
  for (const undo of opened.splice(0)) undo();
}

function printedRows(big) {
  const { spec, order } = big;
  const shown = order.subarray(0, setup.printed);
  const head = spec.shown.map((name) => make("th", { scope: "col" }, spec.titles[name]));
  const rows = Array.from(shown).flatMap((row) => printedRow(big, row));
  const rest = order.length - shown.length;
  const note = rest > 0 ? `… and ${number(rest)} more, in ${spec.csv}.` : `All ${counted(order.length, spec.one, spec.many)} of this view.`;
  return [
    make("p", { class: "note" }, big.bar.querySelector(".count").textContent, filterWords(big.state)),
    make("table", {}, make("thead", {}, make("tr", {}, head)), make("tbody", {}, rows)),
    make("p", { class: "note" }, note),
  ];
}

function printedRow(big, row) {
  const context = big.context(row);
  const cells = CONTENTS[big.name].cells(context, () => {}).map((content) => make("td", {}, content.flatMap((part) => [part, " "])));
  const details = CONTENTS[big.name].details(context);
  const main = make("tr", {}, cells);
  return details ? [main, make("tr", { class: "more" }, make("td", { colspan: cells.length }, details))] : [main];
}

function filterWords(state) {
  const words = [...state.filters].map(([name, values]) => `${name} ${[...values].map(wordOf).join(" or ")}`);
  for (const [name, text] of state.has) words.push(`${name} holds “${text}”`);
  if (state.q) words.push(`search “${state.q}”`);
  return words.length ? `; ${words.join("; ")}` : "";
}
