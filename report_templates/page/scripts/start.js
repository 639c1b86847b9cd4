// Which view is shown follows the address, and nothing else.

const bigTables = new Map(Object.keys(setup.tables).map((name) => [name, new BigTable(name)]));
const ledgers = new Map();
let lastMailboxes = "#/mailboxes";
let shownPath = "";

// Without a script the links of the navigation lead to these ids; with one they would make the browser scroll.
for (const view of document.querySelectorAll(".view")) view.removeAttribute("id");

function ledgerOf(name) {
  if (!ledgers.has(name)) ledgers.set(name, new Ledger(document.querySelector(`[data-ledger=${name}]`)));
  return ledgers.get(name);
}

async function route() {
  const state = readAddress();
  const views = [...document.querySelectorAll(".view")];
  const view = views.find((v) => v.dataset.view === state.view) ?? views[0];
  for (const other of views) other.classList.toggle("on", other === view);
  showCurrent(view.dataset.view);
  const path = `${view.dataset.view}/${state.id}`;
  const moved = path !== shownPath;
  if (moved) scrollTo(0, 0);
  const before = shownPath;
  shownPath = path;
  await fill(view, state);
  if (!moved || !before) return;
  // Back from a mailbox: the row it stands in, so that the reader goes on from there.
  const from = before.startsWith("mailbox/") && view.dataset.view === "mailboxes" ? before.slice("mailbox/".length) : "";
  if (!from || !bigTables.get("mailboxes").focusMailbox(from)) view.querySelector("h1")?.focus({ preventScroll: true });
}

async function fill(view, state) {
  const { view: name } = view.dataset;
  if (name === "mailboxes") lastMailboxes = location.hash || "#/mailboxes";
  if (FILLERS[name]) await FILLERS[name](view, state);
  else if (bigTables.has(name)) await bigTables.get(name).show(state);
  else if (document.querySelector(`[data-ledger=${name}]`)) ledgerOf(name).show(state);
}

function showCurrent(name) {
  const current = name === "mailbox" ? "mailboxes" : name;
  for (const link of document.querySelectorAll("[data-nav]")) {
    if (link.dataset.nav === current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  setMenu(false);
}

function setMenu(open) {
  document.getElementById("side").classList.toggle("open", open);
  document.getElementById("menu").setAttribute("aria-expanded", String(open));
}

// On a small screen the filters would hide the rows; they wait behind their heading there.
const narrow = matchMedia("(max-width: 760px)");
function foldFilters() {
  for (const filters of document.querySelectorAll(".filters")) filters.open = !narrow.matches;
}

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function nameTheme() {
  document.querySelector("#theme .label").textContent = isDark() ? "Light" : "Dark";
}

function turnTheme() {
  const theme = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem("exready-theme", theme);
  } catch {
    // No storage for local files here; the choice then lasts until the page is closed.
  }
  nameTheme();
}

function findMailbox(event) {
  event.preventDefault();
  const field = document.getElementById("find-text");
  location.hash = addressOf({ view: "mailboxes", q: field.value.trim(), sort: "", down: false, filters: new Map() });
  field.value = "";
}

document.getElementById("theme").addEventListener("click", turnTheme);
document.getElementById("print").addEventListener("click", () => print());
document.getElementById("menu").addEventListener("click", (event) => setMenu(event.currentTarget.getAttribute("aria-expanded") !== "true"));
document.getElementById("find").addEventListener("submit", findMailbox);
document.querySelector(".skip").addEventListener("click", (event) => {
  // The address holds the view, so the skip link must not replace it.
  event.preventDefault();
  document.getElementById("main").focus();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", nameTheme);
addEventListener("hashchange", route);
addEventListener("beforeprint", beforePrint);
addEventListener("afterprint", afterPrint);
narrow.addEventListener("change", foldFilters);
foldFilters();
nameTheme();
route();
