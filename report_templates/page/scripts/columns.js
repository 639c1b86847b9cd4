// Columns of a table. Work is done on the distinct words first and only then on the rows.

const SEPARATOR = "\u001f";

// Without case and accents, so that "senor" finds "Señor".
function fold(text) {
  return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
}

// Distinct texts, kept as one long text for as long as nobody needs them apart.
class Words {
  constructor(text, count) {
    this.text = text;
    this.count = count;
  }

  get list() {
    this.made ??= this.count ? this.text.split(SEPARATOR) : [];
    return this.made;
  }

  get folded() {
    this.fold ??= fold(this.text);
    return this.fold;
  }

  // Marks in `hits`, from `base` on, the words that hold the (folded) term; true when there is one.
  find(term, hits, base) {
    const { folded } = this;
    let word = 0;
    let end = folded.indexOf(SEPARATOR);
    let at = folded.indexOf(term);
    const any = at >= 0;
    while (at >= 0) {
      while (end >= 0 && end < at) {
        word++;
        end = folded.indexOf(SEPARATOR, end + 1);
      }
      hits[base + word] = 1;
      at = end < 0 ? -1 : folded.indexOf(term, end);
    }
    return any;
  }
}

class TextColumn {
  // `keys`: per row its place in all words of all parts; null when row n has word n.
  constructor(parts, keys) {
    this.parts = parts;
    this.keys = keys;
    this.bases = [];
    this.size = 0;
    for (const part of parts) {
      this.bases.push(this.size);
      this.size += part.count;
    }
  }

  key(row) {
    return this.keys ? this.keys[row] : row;
  }

  word(key) {
    let part = this.parts.length - 1;
    while (part > 0 && key < this.bases[part]) part--;
    return this.parts[part].list[key - this.bases[part]] ?? "";
  }

  text(row) {
    return this.word(this.key(row));
  }

  words() {
    return this.parts.length === 1 ? this.parts[0].list : this.parts.flatMap((part) => part.list);
  }

  // Sets `out[row]` for the rows whose text holds the term.
  mark(term, out) {
    const hits = new Uint8Array(this.size);
    const found = this.parts.map((part, k) => part.find(term, hits, this.bases[k])).includes(true);
    if (!found) return;
    const { keys } = this;
    for (let row = 0; row < out.length; row++) out[row] |= hits[keys ? keys[row] : row];
  }

  // Per key a number to sort by; `order` puts a closed list of values in its own order. Empty texts come last.
  ranks(order) {
    if (this.ranked) return this.ranked;
    const words = this.words();
    const value = order.length ? closedOrder(order) : null;
    const folded = value ? null : this.parts.flatMap((part) => (part.count ? part.folded.split(SEPARATOR) : []));
    const keys = Uint32Array.from(words.keys());
    if (value) keys.sort((a, b) => value(words[a]) - value(words[b]) || a - b);
    else keys.sort((a, b) => (folded[a] < folded[b] ? -1 : folded[a] > folded[b] ? 1 : a - b));
    const ranks = new Int32Array(words.length);
    let rank = 0;
    keys.forEach((key, k) => {
      if (k && words[key] !== words[keys[k - 1]]) rank++;
      ranks[key] = words[key] === "" ? -1 : rank;
    });
    this.ranked = ranks;
    return ranks;
  }

  sortKey(order) {
    const ranks = this.ranks(order);
    return (row) => ranks[this.key(row)];
  }
}

function closedOrder(order) {
  const place = new Map(order.map((value, k) => [value, k]));
  return (word) => place.get(word) ?? order.length;
}

// Integers; -1 is "none".
class IntColumn {
  constructor(values) {
    this.values = values;
  }

  text(row) {
    return this.values[row] < 0 ? "" : number(this.values[row]);
  }

  mark() {}

  // Sets `out[row]` where the number is as the text asks: 5, >5, <5.
  compare(text, out) {
    const [, sign, digits] = /^\s*([<>]?)\s*([\d,]+)\s*$/.exec(text) ?? [];
    if (!digits) return;
    const wanted = Number(digits.replace(/,/g, ""));
    for (let row = 0; row < out.length; row++) {
      const value = this.values[row];
      if (value < 0) continue;
      if (sign === ">" ? value > wanted : sign === "<" ? value < wanted : value === wanted) out[row] = 1;
    }
  }

  sortKey() {
    return (row) => this.values[row];
  }
}

// GUIDs as bytes; a prefix ending in "!" is a text that is no GUID.
class GuidColumn {
  constructor(prefixes, codes, bytes) {
    this.prefixes = prefixes;
    this.codes = codes;
    this.bytes = bytes;
  }

  text(row) {
    const prefix = this.prefixes.list[this.codes[row]] ?? "";
    if (prefix.endsWith("!")) return prefix.slice(0, -1);
    const hex = Array.from(this.bytes.subarray(row * 16, row * 16 + 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
    return `${prefix}${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  // The beginning of a GUID, at least six digits of it; shorter hexadecimal words are mostly words.
  mark(term, out) {
    const digits = term.replace(/^cloud:/, "").replace(/-/g, "");
    if (!/^[0-9a-f]{6,32}$/.test(digits)) return;
    for (let row = 0; row < out.length; row++) if (this.startsWith(row, digits)) out[row] = 1;
  }

  startsWith(row, digits) {
    for (let k = 0; k < digits.length; k++) {
      const byte = this.bytes[row * 16 + (k >> 1)];
      if ((k & 1 ? byte & 15 : byte >> 4) !== parseInt(digits[k], 16)) return false;
    }
    return true;
  }

  sortKey() {
    return (row) => row;
  }
}

// The GUID of the row's mailbox, or a text of its own where the row is about something else.
class LeaningGuidColumn {
  constructor(words, codes, source, owner) {
    Object.assign(this, { words, codes, source, owner });
  }

  text(row) {
    const code = this.codes[row];
    return code > 0 ? this.words.list[code - 1] : this.source.text(this.owner[row]);
  }

  mark(term, out) {
    const theirs = new Uint8Array(this.source.codes.length);
    this.source.mark(term, theirs);
    const own = new Uint8Array(this.words.count);
    this.words.find(term, own, 0);
    for (let row = 0; row < out.length; row++) {
      const code = this.codes[row];
      out[row] |= code > 0 ? own[code - 1] : theirs[this.owner[row]];
    }
  }

  sortKey() {
    return (row) => row;
  }
}

function textColumnOf(texts) {
  const places = new Map();
  const keys = Int32Array.from(texts, (text) => {
    if (!places.has(text)) places.set(text, places.size);
    return places.get(text);
  });
  return new TextColumn([new Words([...places.keys()].join(SEPARATOR), places.size)], keys);
}
