// The rows that are shown, as a CSV file of the reader's own: filtered and in the order of the screen, with every column
// that the page carries.

// Spreadsheets take a text that begins with one of these for a formula.
const FORMULA = /^[=+\-@\t\r]/;

function csvCell(text) {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replace(/"/g, '""')}"` : harmless;
}

// Numbers without thousands marks; sentences with the row's own values in them.
function csvText(columns, name, row) {
  const column = columns[name];
  if (column instanceof IntColumn) return column.values[row] < 0 ? "" : String(column.values[row]);
  return sentence(columns, name, row);
}

// Line by line into parts of a file, so that 600,000 rows are never one text.
function csvParts({ spec, table, order }) {
  const names = Object.keys(spec.columns).filter((name) => table.columns[name]);
  const parts = [`\ufeff${names.join(",")}\n`];
  for (let at = 0; at < order.length; at += 5000) {
    const lines = Array.from(order.subarray(at, at + 5000), (row) => names.map((name) => csvCell(csvText(table.columns, name, row))).join(","));
    parts.push(`${lines.join("\n")}\n`);
  }
  return parts;
}

function saveRows(big) {
  const all = big.order.length === big.table.rows;
  const file = `${big.name}${all ? "" : "-chosen"}.csv`;
  const link = make("a", { href: URL.createObjectURL(new Blob(csvParts(big), { type: "text/csv" })), download: file });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  say(`${counted(big.order.length, big.spec.one, big.spec.many)} saved as ${file}.`);
}
