// From the base64 text in the page to columns. The form is described in analyzer/report/packing.py.

const unpacked = new Map();

// Resolves to { rows, columns } of one table; the work is done once. Findings and differences lean on the mailboxes.
function load(name) {
  if (!unpacked.has(name)) {
    const promise = name === "mailboxes"
      ? inflate(name).then((bytes) => readTable(bytes, null))
      : Promise.all([inflate(name), load("mailboxes")]).then(([bytes, mailboxes]) => readTable(bytes, mailboxes));
    unpacked.set(name, promise);
  }
  return unpacked.get(name);
}

async function inflate(name) {
  if (typeof DecompressionStream === "undefined") {
    throw new Error("this browser is too old to unpack them");
  }
  const bytes = fromBase64(document.getElementById(`rows-${name}`).textContent);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function fromBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let k = 0; k < binary.length; k++) bytes[k] = binary.charCodeAt(k);
  return bytes;
}

function readTable(bytes, mailboxes) {
  const headerLength = new DataView(bytes.buffer).getUint32(0, true);
  const decoder = new TextDecoder();
  const header = JSON.parse(decoder.decode(bytes.subarray(4, 4 + headerLength)));
  const cut = cutter(bytes, 4 + headerLength, decoder);
  const columns = {};
  for (const [name, described] of Object.entries(header.cols)) {
    columns[name] = readColumn(described, cut, columns, mailboxes);
  }
  return { rows: header.rows, columns };
}

// The contents stand in the body in the order in which the header names them.
function cutter(bytes, start, decoder) {
  let at = start;
  const take = (length) => bytes.subarray(at, (at += length));
  return {
    text: (described) => decoder.decode(take(described.b)),
    bytes: (described) => take(described.b),
    integers: (described) => unfold(take(described.b), described),
  };
}

// Byte planes, lowest first; then the fold that keeps small negative numbers small; then the steps.
function unfold(bytes, { n, w, s }) {
  const out = new Int32Array(n);
  for (let plane = 0; plane < w; plane++) {
    const from = plane * n;
    const shift = 8 * plane;
    for (let k = 0; k < n; k++) out[k] |= bytes[from + k] << shift;
  }
  let last = 0;
  for (let k = 0; k < n; k++) {
    const value = (out[k] >>> 1) ^ -(out[k] & 1);
    out[k] = last = s ? last + value : value;
  }
  return out;
}

function readColumn(described, cut, columns, mailboxes) {
  if (described.k === "g") {
    const words = new Words(cut.text(described.d), described.d.n);
    return new GuidColumn(words, cut.integers(described.p), cut.bytes(described.v));
  }
  if (described.k === "i") {
    const values = cut.integers(described.v);
    return new IntColumn(described.same ? takenOver(values, columns, mailboxes, described.same) : values);
  }
  const words = new Words(cut.text(described.d), described.d.n);
  const codes = described.c ? cut.integers(described.c) : null;
  if (!described.same) return new TextColumn([words], codes);
  const own = described.same.startsWith(".");
  const source = own ? columns[described.same.slice(1)] : mailboxes.columns[described.same];
  return leaning(words, codes, source, own ? null : columns.mailbox.values);
}

function takenOver(values, columns, mailboxes, same) {
  const owner = columns.mailbox.values;
  const theirs = mailboxes.columns[same].values;
  return values.map((value, row) => (value === -2 ? theirs[owner[row]] : value));
}

// A column of its own words and, where the code is 0, those of another column. Afterwards it is one column:
// the other's words are added behind its own, by reference.
function leaning(words, codes, source, owner) {
  if (source instanceof GuidColumn) return new LeaningGuidColumn(words, codes, source, owner);
  const keys = new Int32Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    keys[row] = codes[row] > 0 ? codes[row] - 1 : words.count + source.key(owner ? owner[row] : row);
  }
  return new TextColumn([words, ...source.parts], keys);
}
