// Four readers see the same panels of the first screen in another order and choice: #/overview?reader=engineer

let reader = setup.readers[0];

FILLERS.overview = (view, state) => {
  const [name] = state.filters.get("reader") ?? [];
  reader = setup.readers.find((one) => one.name === name) ?? setup.readers[0];
  const panels = new Map([...view.querySelectorAll("[data-panel]")].map((panel) => [panel.dataset.panel, panel]));
  for (const panel of panels.values()) panel.hidden = true;
  for (const name of reader.panels) {
    const panel = panels.get(name);
    panel.hidden = false;
    view.append(panel);
  }
  view.querySelector("[data-asks]").replaceChildren(make("b", {}, reader.label), ` ${reader.asks}`);
  for (const link of document.querySelectorAll("[data-reader]")) {
    if (link.dataset.reader === reader.name) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  document.querySelector("[data-nav=overview]").href = `#/overview?reader=${reader.name}`;
};

// The service desk asks for one mailbox; the answer is where it is changed now.
const PLACES = {
  yes: ["change it in the cloud.", "The directory takes edits too, but they go nowhere."],
  no: ["change it on-premises.", "The cloud refuses most edits; the next sync carries the change over."],
  unknown: ["not known.", "The exports do not say whether it is switched. Ask the mailbox itself."],
};
const MOST_ANSWERS = 8;

async function lookUp(event) {
  event.preventDefault();
  const answer = document.querySelector("[data-answer]");
  const q = document.getElementById("lookup-text").value.trim();
  if (!q) return answer.replaceChildren(make("p", {}, "Type a name or an address first."));
  try {
    const mailboxes = await load("mailboxes");
    const table = { ...mailboxes, searched: ["display_name", "user_principal_name", "primary_smtp_address"], facets: [] };
    const { order } = select(table, { q, sort: "", filters: new Map() });
    answer.replaceChildren(...answersFor(q, mailboxes, order));
  } catch (error) {
    answer.replaceChildren(make("p", {}, `The mailboxes cannot be read: ${error.message}. They are in tables/mailboxes.csv.`));
  }
}

function answersFor(q, mailboxes, order) {
  if (!order.length) return [make("p", {}, "No mailbox of this report has ", make("b", {}, q), " in its name or address.")];
  const lines = Array.from(order.subarray(0, MOST_ANSWERS), (row) => answerLine(mailboxes, row));
  const rest = order.length - lines.length;
  const all = addressOf({ view: "mailboxes", q, sort: "", filters: new Map() });
  return [make("ul", {}, lines), rest > 0 ? make("p", {}, make("a", { href: all }, `${number(rest)} more match`), ".") : ""].filter(Boolean);
}

function answerLine({ columns }, row) {
  const name = columns.display_name.text(row) || columns.user_principal_name.text(row) || columns.object_guid.text(row);
  const [where, why] = PLACES[columns.transferred.text(row)] ?? PLACES.unknown;
  return make("li", {}, make("a", { href: addressOfMailbox(columns.object_guid.text(row)) }, make("bdi", {}, name)), ": ", make("b", {}, where), ` ${why}`,
    make("span", { class: "under" }, columns.primary_smtp_address.text(row)));
}

document.querySelector("[data-lookup]").addEventListener("submit", lookUp);
