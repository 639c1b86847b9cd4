// A filter over any column: its text holds what was typed. Each stands as a button that takes it away again.

class ColumnFilters {
  constructor(bar, columns, { state, changed }) {
    Object.assign(this, { columns: new Map(columns), state, changed });
    this.form = bar.querySelector(".holds");
    this.column = this.form.querySelector("select");
    this.text = this.form.querySelector("input");
    this.held = this.form.querySelector(".held");
    this.column.append(...columns.map(([name, title]) => make("option", { value: name }, title)));
    this.form.addEventListener("submit", (event) => this.add(event));
  }

  add(event) {
    event.preventDefault();
    const text = this.text.value.trim();
    if (!text) return this.text.focus();
    this.state().has.set(this.column.value, text);
    this.text.value = "";
    this.changed(true);
  }

  remove(name) {
    this.state().has.delete(name);
    this.changed(true);
    this.text.focus();
  }

  show(has) {
    this.held.replaceChildren(...[...has].map(([name, text]) => make("li", {},
      button(`${this.columns.get(name) ?? name} holds “${text}”`, () => this.remove(name), { class: "chip", "aria-pressed": "true" }))));
  }
}
