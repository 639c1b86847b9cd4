// Which rows are shown, in which order, and how many each filter would show.
// A table here is { rows, columns, searched: [names], facets: [{ name, column, values, split }], orders }.

const SHOWN = 0;

// { order: rows to show, counts: Map of facet name to Map of value to count }
function select(table, state) {
  const { rows } = table;
  const fails = new Uint8Array(rows);
  const failed = new Uint8Array(rows);
  for (const term of fold(state.q).split(/\s+/).filter(Boolean)) {
    const found = rowsWith(table, term);
    for (let row = 0; row < rows; row++) {
      if (!found[row]) fails[row] = 2;
    }
  }
  for (const [name, text] of state.has ?? []) {
    if (!table.columns[name]) continue;
    const found = rowsHolding(table, name, text);
    for (let row = 0; row < rows; row++) {
      if (!found[row]) fails[row] = 2;
    }
  }
  table.facets.forEach((facet, index) => {
    const wanted = state.filters.get(facet.name);
    if (!wanted?.size) return;
    const { keys } = facetKeys(table, facet);
    const allowed = allowedKeys(table, facet, wanted);
    for (let row = 0; row < rows; row++) {
      if (allowed[keys[row]]) continue;
      if (fails[row] < 2) fails[row]++;
      failed[row] = index;
    }
  });
  return { order: inOrder(table, state, fails), counts: facetCounts(table, fails, failed) };
}

// Search is repeated with every filter that is set, so the last terms are kept.
function rowsWith(table, term) {
  table.found ??= new Map();
  if (!table.found.has(term)) {
    const out = new Uint8Array(table.rows);
    for (const name of table.searched) table.columns[name].mark(term, out);
    if (table.found.size > 8) table.found.clear();
    table.found.set(term, out);
  }
  return table.found.get(term);
}

function rowsHolding(table, name, text) {
  const out = new Uint8Array(table.rows);
  const column = table.columns[name];
  if (column.compare) column.compare(text, out);
  else column.mark(fold(text.trim()), out);
  return out;
}

// Per facet: the key of each row, and the values that each key stands for.
function facetKeys(table, facet) {
  if (!facet.ready) {
    const column = table.columns[facet.column];
    const keys = column.keys ?? Int32Array.from({ length: table.rows }, (_, row) => row);
    const values = column.words().map((word) => (facet.split ? word.split(" ").filter(Boolean) : [word]));
    facet.ready = { keys, values };
  }
  return facet.ready;
}

function allowedKeys(table, facet, wanted) {
  const { values } = facetKeys(table, facet);
  return Uint8Array.from(values, (some) => (some.some((value) => wanted.has(value)) ? 1 : 0));
}

// A filter's counts obey all other filters and the search, not itself: a row counts when nothing else keeps it out.
function facetCounts(table, fails, failed) {
  const counts = new Map();
  table.facets.forEach((facet, index) => {
    const { keys, values } = facetKeys(table, facet);
    const perKey = new Uint32Array(values.length);
    for (let row = 0; row < table.rows; row++) {
      if (fails[row] === SHOWN || (fails[row] === 1 && failed[row] === index)) perKey[keys[row]]++;
    }
    const perValue = new Map();
    values.forEach((some, key) => {
      for (const value of some) perValue.set(value, (perValue.get(value) ?? 0) + perKey[key]);
    });
    counts.set(facet.name, perValue);
  });
  return counts;
}

function inOrder(table, state, fails) {
  let shown = 0;
  for (let row = 0; row < table.rows; row++) if (fails[row] === SHOWN) shown++;
  const order = new Uint32Array(shown);
  for (let n = 0, k = 0; n < table.rows; n++) {
    const row = table.listing ? table.listing[n] : n;
    if (fails[row] === SHOWN) order[k++] = row;
  }
  const column = table.columns[state.sort];
  return column ? sorted(order, column.sortKey(table.orders?.[state.sort] ?? []), state.down) : order;
}

// All rows by the values of some columns in given orders, the first column first; other values come last and equal
// rows keep their place. Counted, not compared: 600,000 rows take a moment.
function listingOf(table, listed) {
  let order = new Uint32Array(table.rows);
  for (let row = 0; row < order.length; row++) order[row] = row;
  for (const [name, values] of [...listed].reverse()) order = byClosedList(table.columns[name], values, order);
  return order;
}

function byClosedList(column, values, order) {
  const ranks = Uint8Array.from(column.words(), closedOrder(values));
  const { keys } = column;
  const starts = new Uint32Array(values.length + 2);
  for (let row = 0; row < order.length; row++) starts[ranks[keys ? keys[row] : row] + 1]++;
  for (let k = 1; k < starts.length; k++) starts[k] += starts[k - 1];
  const out = new Uint32Array(order.length);
  for (let k = 0; k < order.length; k++) {
    const row = order[k];
    out[starts[ranks[keys ? keys[row] : row]]++] = row;
  }
  return out;
}

// Rows with nothing to sort by stay last in both directions; equal rows keep their place. Key and place share one
// number, because browsers sort plain numbers ten times faster than by a function.
const LAST = 2 ** 32;
function sorted(order, key, down) {
  const many = order.length;
  const packed = Float64Array.from(order, (row, place) => {
    const value = key(row);
    return (value < 0 ? LAST : down ? LAST - 1 - value : value) * many + place;
  });
  packed.sort();
  return Uint32Array.from(packed, (both) => order[both % many]);
}
