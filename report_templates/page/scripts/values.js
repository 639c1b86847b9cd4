// How one value is shown: words for closed lists, marks with their shape, values as found.

function wordOf(value) {
  return setup.words[value] ?? (value === "" ? "None" : value);
}

function toned(kind, value, label = wordOf(value)) {
  const tone = setup.tones[value] ?? "na";
  return make("span", { class: `${kind} t-${tone}` }, icon(tone), label);
}

function line(text, more = "") {
  return make("span", { class: more || false, title: text.length > 40 ? text.slice(0, 400) : false }, text);
}

// An empty cell: a dash to the eye, a word to the ear.
function nothing() {
  return make("span", { class: "low none" }, make("span", { "aria-hidden": "true" }, "–"), make("span", { class: "vh" }, "none"));
}

function codeLine(text, none = "–") {
  return text ? make("code", {}, text.slice(0, 300).replace(/\s*\n\s*/g, " ⏎ ")) : none === "–" ? nothing() : make("span", { class: "low" }, none);
}

// A value as found; the absence of one is said in words, so that it is no blank.
function wholeValue(text) {
  // A long one scrolls, so the keyboard must reach it.
  return text ? make("code", { class: "value", tabindex: text.length > 700 ? "0" : false }, text) : make("span", { class: "nothing" }, "no value");
}

// What to do, to be copied; a command is set as one.
const COMMAND = /^[A-Z][A-Za-z]+-[A-Z][A-Za-z]+(\s|$)/;
function remedy(text) {
  const what = make(COMMAND.test(text) ? "code" : "span", {}, text);
  return make("div", { class: "cmd" }, what, button("Copy", () => copy(text, "Copied."), { class: "button small", "aria-label": "Copy what to do" }));
}

function pairs(entries) {
  const list = make("dl", { class: "pairs" });
  for (const [label, ...content] of entries) {
    if (content.some(Boolean)) list.append(make("div", {}, make("dt", {}, label), make("dd", {}, ...content)));
  }
  return list;
}

function fileName(path) {
  return path.slice(path.lastIndexOf("/") + 1);
}

// "directory/corp.ldf, row 1,105"
function place(columns, side, row) {
  const file = columns[`${side}_file`].text(row);
  const at = columns[`${side}_row`].text(row);
  return file ? file + (at ? `, row ${at}` : "") : "";
}

function moment(text) {
  return text.replace("T", " ").replace(/(:\d\d):\d\dZ$/, "$1 UTC");
}

// In sentences the row's own values are marks, as html_rows.py put them.
const MARKS = { "\ufdd0": "user_principal_name", "\ufdd1": "object_guid", "\ufdd2": "object_name", "\ufdd3": "directory_value", "\ufdd4": "cloud_value" };
function sentence(columns, name, row) {
  return columns[name].text(row).replace(/[\ufdd0-\ufdd4]/g, (mark) => columns[MARKS[mark]].text(row));
}

function mailboxLink(mailboxes, index, label) {
  return make("a", { href: addressOfMailbox(mailboxes.columns.object_guid.text(index)) }, label);
}
