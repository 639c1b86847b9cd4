// The filters above a table: one button a value, with the number of rows it would show.

const MANY = 400;
// More than these would push the rows out of sight; they wait behind their heading.
const MANY_IN_SIGHT = 8;

class Chips {
  constructor(place, facets, totals, change) {
    this.change = change;
    this.groups = facets
      .map((facet) => this.makeGroup(facet, totals.get(facet.name)))
      .filter((group) => group.chips.size);
    place.replaceChildren(...this.groups.map((group) => group.outer));
  }

  // A value that occurs nowhere gets no button, unless the address asks for it.
  makeGroup(facet, totals) {
    const values = facet.values.length ? [...facet.values] : byCount(totals);
    for (const value of totals.keys()) if (!values.includes(value)) values.push(value);
    const inner = make("div", { class: "group", role: "group", "aria-label": facet.label });
    const group = { facet, inner, chips: new Map(), outer: inner };
    for (const value of values.slice(0, MANY)) if (totals.get(value)) this.addChip(group, value);
    if (facet.folded || group.chips.size > MANY_IN_SIGHT) this.foldAway(group);
    else inner.prepend(make("span", { class: "of" }, facet.label));
    return group;
  }

  addChip(group, value) {
    const label = group.facet.words?.[value] ?? wordOf(value);
    const tone = group.facet.words?.[value] ? null : setup.tones[value];
    const n = make("span", { class: "n" });
    const chip = button("", () => this.change(group.facet.name, value), { class: "chip", "aria-pressed": "false" });
    if (tone) chip.append(icon(tone));
    chip.append(label, n);
    group.chips.set(value, { chip, n, label });
    group.inner.append(chip);
  }

  foldAway(group) {
    group.summary = make("summary", {});
    group.outer = make("details", { class: "folded" }, group.summary, group.inner);
  }

  show(filters, counts) {
    for (const group of this.groups) {
      const wanted = filters.get(group.facet.name) ?? new Set();
      for (const value of wanted) if (!group.chips.has(value)) this.addChip(group, value);
      for (const [value, { chip, n }] of group.chips) {
        const count = counts.get(group.facet.name).get(value) ?? 0;
        n.textContent = number(count);
        chip.classList.toggle("none", count === 0);
        chip.setAttribute("aria-pressed", String(wanted.has(value)));
      }
      if (group.summary) this.showSummary(group, wanted);
    }
  }

  showSummary(group, wanted) {
    const { label } = group.facet;
    const named = [...wanted].map((value) => group.chips.get(value)?.label ?? value);
    const text = named.length > 2 ? `${label}: ${named.length} chosen` : named.length ? `${label}: ${named.join(", ")}` : label;
    group.summary.classList.toggle("set", named.length > 0);
    group.summary.replaceChildren(icon("open", "turn"), make("span", { class: "vh" }, "Filter by "), text);
  }
}

function byCount(totals) {
  return [...totals.keys()].sort((a, b) => totals.get(b) - totals.get(a) || (a < b ? -1 : 1));
}
