// The static tables of attributes and rules: the same search, chips and sorting over rows that are already there.

class Ledger {
  constructor(element) {
    this.element = element;
    this.name = element.dataset.ledger;
    this.bodies = [...element.tBodies];
    this.words = { one: element.dataset.one, many: element.dataset.many };
    this.table = this.asTable();
    this.heads = [...element.tHead.querySelectorAll("[data-sort]")];
    const columns = this.heads.map((head) => [head.dataset.sort, head.textContent]);
    this.controls = new Controls(document.querySelector(`[data-bar=${this.name}]`), this.table, this.words, {
      state: () => this.state,
      columns,
      changed: (step) => { writeAddress(this.state, step); this.update(); },
    });
    for (const head of this.heads) this.makeSortable(head);
    for (const body of this.bodies) this.makeFoldable(body);
    this.all = this.controls.bar.querySelector(".open-all");
    this.all.addEventListener("click", () => this.foldAll());
  }

  asTable() {
    const columns = { everything: textColumnOf(this.bodies.map((body) => body.textContent.replace(/\s+/g, " "))) };
    for (const head of this.element.tHead.querySelectorAll("[data-sort]")) {
      const name = head.dataset.sort;
      const cells = this.bodies.map((body) => body.querySelector(`[data-v=${name}], [data-n=${name}]`));
      const texts = cells.map((cell) => cell.textContent.trim());
      columns[name] = cells[0]?.dataset.n
        ? new IntColumn(Int32Array.from(texts, (text) => (/\d/.test(text) ? Number(text.replace(/\D/g, "")) : -1)))
        : textColumnOf(texts);
    }
    const labels = { after: "Owner after", back: "Written back", category: "Category", differ: "Mailboxes", level: "Level", result: "Result", about: "About" };
    const facets = Object.keys(this.bodies[0]?.dataset ?? {}).filter((key) => /^f[A-Z]/.test(key)).map((key) => {
      const name = key.slice(1).toLowerCase();
      columns[`facet ${name}`] = textColumnOf(this.bodies.map((body) => body.dataset[key]));
      return { name, label: labels[name], column: `facet ${name}`, values: [], folded: name === "about" };
    });
    return { rows: this.bodies.length, columns, searched: ["everything"], facets };
  }

  makeSortable(head) {
    const by = button(head.textContent, () => this.controls.sortBy(head.dataset.sort), { class: "by" });
    by.append(icon("sort"));
    head.replaceChildren(by);
  }

  makeFoldable(body) {
    const [row, more] = body.rows;
    const cell = row.querySelector("th");
    const name = cell.querySelector(".name");
    const toggle = button("", () => { this.fold(toggle, more, !more.hidden); this.nameFoldAll(); }, { class: "opener", "aria-expanded": "false" });
    name.replaceWith(toggle);
    toggle.append(icon("open", "turn"), name);
    more.hidden = true;
  }

  fold(toggle, more, away) {
    more.hidden = away;
    toggle.setAttribute("aria-expanded", String(!away));
  }

  // Opens every row that is shown, or closes them when all are open.
  foldAll() {
    const shown = this.bodies.filter((body) => !body.hidden);
    const away = shown.every((body) => !body.rows[1].hidden);
    for (const body of shown) this.fold(body.querySelector(".opener"), body.rows[1], away);
    this.nameFoldAll();
  }

  nameFoldAll() {
    const shown = this.bodies.filter((body) => !body.hidden);
    this.all.textContent = shown.length && shown.every((body) => !body.rows[1].hidden) ? "Close all" : "Open all";
  }

  show(state) {
    this.state = state;
    this.update();
  }

  update() {
    const { order, counts } = select(this.table, this.state);
    this.controls.show(order.length, counts);
    markSorted(this.element.tHead, this.state);
    const shown = new Set(order);
    this.bodies.forEach((body, k) => { body.hidden = !shown.has(k); });
    this.element.append(...Array.from(order, (k) => this.bodies[k]));
    // A link to one rule or attribute means its page.
    if (order.length === 1 && this.state.q) this.fold(this.bodies[order[0]].querySelector(".opener"), this.bodies[order[0]].rows[1], false);
    this.nameFoldAll();
  }
}
