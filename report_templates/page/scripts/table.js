// One of the three big tables: its filters, its list, its words for "nothing here".

const TYPING = 160;

class BigTable {
  constructor(name) {
    this.name = name;
    this.spec = setup.tables[name];
    this.bar = document.querySelector(`[data-bar=${name}]`);
    this.place = document.querySelector(`[data-list=${name}]`);
    this.foot = document.querySelector(`[data-foot=${name}]`);
  }

  async show(state) {
    this.state = state;
    if (!this.table) {
      if (!this.loading) this.loading = this.prepare();
      await this.loading;
    }
    if (!this.table || this.state !== state) return;
    this.update();
    // A link to one row means what stands below it.
    if (this.order.length === 1 && state.q && this.spec.details.length) this.window.toggle(0);
  }

  async prepare() {
    this.place.replaceChildren(make("p", { class: "empty", role: "status" }, `Opening the ${this.spec.many} …`));
    try {
      // One frame, so that the words above are seen before the work begins.
      await new Promise((go) => setTimeout(go, 20));
      const [table, mailboxes] = await Promise.all([load(this.name), load("mailboxes")]);
      this.mailboxes = mailboxes;
      this.table = { ...table, searched: this.spec.searched, facets: this.spec.facets.map((f) => ({ ...f })), orders: ordersOf(this.spec) };
      if (this.spec.listed.length) this.table.listing = listingOf(this.table, this.spec.listed);
      this.build();
    } catch (error) {
      this.place.replaceChildren(make("p", { class: "empty", role: "alert" },
        `The ${this.spec.many} cannot be shown: ${error.message}. All of them are in ${this.spec.csv} and in the workbook.`));
    }
  }

  build() {
    this.controls = new Controls(this.bar, this.table, this.spec, {
      state: () => this.state,
      columns: this.columnsToChoose(),
      changed: (step) => { writeAddress(this.state, step); this.update(); },
    });
    this.bar.querySelector(".save-rows").addEventListener("click", () => saveRows(this));
    this.head = make("div", { role: "rowgroup", class: "heads" }, make("div", { role: "row", class: "cells", "aria-rowindex": "1" },
      this.spec.shown.map((name) => this.heading(name))));
    this.box = make("div", { class: "box", role: "table", "aria-label": this.spec.many, "aria-colcount": this.spec.shown.length }, this.head);
    this.none = make("p", { class: "empty" });
    this.place.replaceChildren(this.box, this.none);
    this.window = new RowWindow(this.box, { draw: (k) => this.draw(k), open: (k) => CONTENTS[this.name].details(this.context(this.order[k])) });
    this.foot.textContent = this.spec.leftOut;
  }

  // Those of the list first, under the names they have there; then every other one that the page carries.
  columnsToChoose() {
    const others = Object.entries(this.spec.columns).filter(([name]) => !this.spec.titles[name] && this.table.columns[name]);
    return [...Object.entries(this.spec.titles), ...others.map(([name, { title }]) => [name, title])];
  }

  heading(name) {
    const by = button(this.spec.titles[name], () => this.controls.sortBy(name), { class: "by", title: this.spec.columns[name].help || false });
    by.append(icon("sort"));
    return make("div", { role: "columnheader", "data-sort": name }, by);
  }

  context(row) {
    return { row, columns: this.table.columns, mailboxes: this.mailboxes, spec: this.spec };
  }

  update() {
    const { order, counts } = select(this.table, this.state);
    this.order = order;
    this.controls.show(order.length, counts);
    markSorted(this.head, this.state);
    this.box.setAttribute("aria-rowcount", order.length + 1);
    this.box.hidden = order.length === 0;
    this.none.hidden = order.length > 0;
    this.none.textContent = this.table.rows
      ? `No ${this.spec.many} match this search and these filters together. “Clear filters” shows all ${number(this.table.rows)}.`
      : this.spec.nothing;
    this.bar.hidden = this.table.rows === 0;
    this.window.show(order.length);
  }

  // True when the mailbox stands in the list; its row then has the focus.
  focusMailbox(guid) {
    const index = this.order?.indexOf(rowOfMailbox(this.mailboxes, guid)) ?? -1;
    if (index >= 0) this.window.focus(index);
    return index >= 0;
  }

  draw(index) {
    const cells = CONTENTS[this.name].cells(this.context(this.order[index]), () => this.window.toggle(index));
    return make("div", { class: "item", role: "presentation" },
      make("div", { class: "cells", role: "row", "aria-rowindex": index + 2 }, cells.map((content, k) => make("div", { role: k ? "cell" : "rowheader", class: "cell", "data-name": this.spec.shown[k] }, content))));
  }
}

// Closed lists sort in their own order, not by the alphabet.
function ordersOf(spec) {
  return Object.fromEntries(spec.facets.filter((f) => f.values.length && !f.split).map((f) => [f.column, f.values]));
}

function markSorted(head, state) {
  for (const cell of head.querySelectorAll("[data-sort]")) {
    const mine = cell.dataset.sort === state.sort;
    if (mine) cell.setAttribute("aria-sort", state.down ? "descending" : "ascending");
    else cell.removeAttribute("aria-sort");
    cell.querySelector(".icon").replaceWith(icon(mine ? (state.down ? "down" : "up") : "sort"));
  }
}

// Search field, chips, count line, sort menu and the two links above any table.
class Controls {
  constructor(bar, table, words, { state, columns, changed }) {
    Object.assign(this, { bar, table, words, state, changed });
    const totals = select(table, { q: "", sort: "", filters: new Map() }).counts;
    this.chips = new Chips(bar.querySelector(".chips"), table.facets, totals, (name, value) => this.toggle(name, value));
    this.search = bar.querySelector("input");
    this.search.addEventListener("input", () => this.typed());
    this.clear = bar.querySelector(".clear");
    this.clear.addEventListener("click", () => this.clearAll());
    bar.querySelector(".copy-link").addEventListener("click", () => copy(location.href, "Link copied."));
    this.menu = bar.querySelector(".sorter select");
    this.columnFilters = new ColumnFilters(bar, columns, { state, changed });
    this.menu.append(make("option", { value: "" }, words.listed?.length ? "Work first" : "As listed"), ...columns.map(([name, title]) => make("option", { value: name }, title)));
    this.menu.addEventListener("change", () => this.sortBy(this.menu.value, false));
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.state().q = this.search.value.trim();
      this.changed(false);
    }, TYPING);
  }

  toggle(name, value) {
    const { filters } = this.state();
    const values = new Set(filters.get(name));
    if (!values.delete(value)) values.add(value);
    if (values.size) filters.set(name, values);
    else filters.delete(name);
    this.changed(true);
  }

  clearAll() {
    Object.assign(this.state(), { q: "", filters: new Map(), has: new Map() });
    this.changed(true);
    this.search.focus();
  }

  // Up, down, and back to the order of the list.
  sortBy(name, turn = true) {
    const state = this.state();
    if (!turn || state.sort !== name) Object.assign(state, { sort: name, down: false });
    else if (!state.down) state.down = true;
    else Object.assign(state, { sort: "", down: false });
    this.changed(true);
  }

  show(shown, counts) {
    const { q, sort, filters, has } = this.state();
    this.columnFilters.show(has);
    if (document.activeElement !== this.search) this.search.value = q;
    this.menu.value = sort;
    this.clear.hidden = !q && !filters.size && !has.size;
    this.chips.show(filters, counts);
    this.bar.querySelector(".count").replaceChildren(make("b", {}, number(shown)), ` of ${counted(this.table.rows, this.words.one, this.words.many)}`);
  }
}
