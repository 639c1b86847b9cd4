// What is shown is in the address, so that every view can be linked to: #/findings?rule=DIR-016&q=payroll&sort=rule
// `has.NAME=text` asks for rows whose column holds the text; for a column of numbers also >5 and <5.

function readAddress() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?", 2);
  const [view, ...rest] = path.split("/");
  const state = { view: view || "overview", id: safeDecode(rest.join("/")), q: "", sort: "", down: false, filters: new Map(), has: new Map() };
  for (const [name, value] of new URLSearchParams(query)) {
    if (name === "q") state.q = value;
    else if (name === "sort") [state.sort, state.down] = [value.replace(/^-/, ""), value.startsWith("-")];
    else if (name.startsWith("has.")) state.has.set(name.slice(4), value);
    else state.filters.set(name, (state.filters.get(name) ?? new Set()).add(value));
  }
  return state;
}

function safeDecode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function addressOf(state) {
  const query = new URLSearchParams();
  for (const [name, values] of state.filters) for (const value of values) query.append(name, value);
  for (const [name, text] of state.has ?? []) query.set(`has.${name}`, text);
  if (state.q) query.set("q", state.q);
  if (state.sort) query.set("sort", (state.down ? "-" : "") + state.sort);
  const text = query.toString();
  return `#/${state.view}${text ? `?${text}` : ""}`;
}

function addressOfMailbox(guid) {
  return `#/mailbox/${encodeURIComponent(guid)}`;
}

// A click is a step that "back" undoes; typing is not.
function writeAddress(state, step) {
  const address = addressOf(state);
  if (address === location.hash) return;
  if (step) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}
