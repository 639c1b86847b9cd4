// A list of many rows of one height, of which only those in view exist. One row at a time may be open.

const SPARE = 12;
// Browsers cut elements that are higher; beyond it the scroll bar stands for more than it can reach.
const HIGHEST = 12_000_000;

class RowWindow {
  // draw(index) makes the element of a row, open(index) the content below an open one.
  constructor(box, { draw, open }) {
    Object.assign(this, { box, draw, open, count: 0, opened: -1, openHeight: 0, shift: 0, lastTop: 0 });
    this.rowsInView = new Map();
    this.drawn = make("div", { class: "drawn", role: "presentation" });
    this.space = make("div", { class: "space", role: "rowgroup" }, this.drawn);
    this.probe = make("div", { class: "probe", "aria-hidden": "true" });
    box.append(this.space, this.probe);
    box.addEventListener("scroll", () => this.scrolled(), { passive: true });
    box.addEventListener("keydown", (event) => this.walk(event));
    this.watcher = new ResizeObserver(() => this.resized());
    this.watcher.observe(box);
  }

  show(count) {
    this.count = count;
    this.opened = -1;
    this.openHeight = 0;
    this.shift = 0;
    this.clear();
    this.measure();
    this.box.scrollTop = 0;
    this.lastTop = 0;
    this.render();
  }

  clear() {
    this.rowsInView.clear();
    this.drawn.replaceChildren();
  }

  measure() {
    this.rowHeight = this.probe.offsetHeight || 56;
    this.headHeight = this.box.firstElementChild === this.space ? 0 : this.box.firstElementChild.offsetHeight;
    this.total = this.count * this.rowHeight + this.openHeight;
    this.high = Math.min(this.total, HIGHEST);
    this.space.style.height = `${this.high}px`;
  }

  resized() {
    const before = this.rowHeight;
    this.measure();
    if (before && before !== this.rowHeight) this.clear();
    if (this.opened >= 0) this.measureOpen();
    this.render();
  }

  get viewHeight() {
    return this.box.clientHeight - this.headHeight;
  }

  // The true place of the first visible pixel. Small steps of a list that is too high move by their own size;
  // a jump (the bar dragged, the End key) goes to the same share of the list.
  get top() {
    return this.box.scrollTop + this.shift;
  }

  scrolled() {
    if (this.total > this.high) this.correct();
    this.lastTop = this.box.scrollTop;
    this.render();
  }

  correct() {
    const { scrollTop } = this.box;
    const reach = this.high - this.viewHeight;
    const trueReach = this.total - this.viewHeight;
    const jumped = Math.abs(scrollTop - this.lastTop) > 4 * this.viewHeight;
    const atEnd = scrollTop <= 0 || scrollTop >= reach - 1;
    if (jumped || atEnd) this.shift = Math.round((scrollTop / reach) * trueReach) - scrollTop;
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.settle(reach, trueReach), 200);
  }

  // After small steps the bar has drifted from its share of the list; put it right without moving the rows.
  settle(reach, trueReach) {
    const { top } = this;
    const right = Math.round((top / trueReach) * reach);
    if (right === this.box.scrollTop) return;
    this.shift = top - right;
    this.lastTop = right;
    this.box.scrollTop = right;
    this.render();
  }

  indexAt(y) {
    const below = (this.opened + 1) * this.rowHeight;
    if (this.opened < 0 || y < below) return Math.floor(y / this.rowHeight);
    return Math.max(this.opened, Math.floor((y - this.openHeight) / this.rowHeight));
  }

  placeOf(index) {
    return index * this.rowHeight + (this.opened >= 0 && index > this.opened ? this.openHeight : 0);
  }

  render() {
    if (!this.count || !this.viewHeight) return;
    const first = Math.max(0, this.indexAt(this.top) - SPARE);
    const last = Math.min(this.count - 1, this.indexAt(this.top + this.viewHeight) + SPARE);
    for (const [index, element] of this.rowsInView) {
      if (index >= first && index <= last) continue;
      element.remove();
      this.rowsInView.delete(index);
    }
    let before = null;
    for (let index = last; index >= first; index--) {
      let element = this.rowsInView.get(index);
      if (!element) {
        element = this.element(index);
        this.drawn.insertBefore(element, before);
      }
      before = element;
    }
    this.drawn.style.transform = `translateY(${this.placeOf(first) - this.shift}px)`;
  }

  element(index) {
    const element = this.draw(index);
    this.rowsInView.set(index, element);
    element.dataset.index = index;
    if (index === this.opened) this.unfold(element, index);
    return element;
  }

  unfold(element, index) {
    element.append(make("div", { role: "row", class: "panel" }, make("div", { role: "cell", "aria-colspan": this.box.getAttribute("aria-colcount") }, this.open(index))));
    element.querySelector(".opener")?.setAttribute("aria-expanded", "true");
  }

  toggle(index) {
    const before = this.opened;
    const topOfRow = this.placeOf(index) - this.top;
    this.opened = before === index ? -1 : index;
    for (const changed of [before, index]) {
      const element = this.rowsInView.get(changed);
      if (!element) continue;
      element.querySelector(".panel")?.remove();
      element.querySelector(".opener")?.setAttribute("aria-expanded", "false");
      if (changed === this.opened) this.unfold(element, changed);
    }
    this.measureOpen();
    this.box.scrollTop += this.placeOf(index) - this.top - topOfRow;
    this.render();
  }

  measureOpen() {
    const panel = this.rowsInView.get(this.opened)?.querySelector(".panel");
    this.openHeight = this.opened < 0 ? 0 : panel ? panel.offsetHeight : this.openHeight;
    this.measure();
  }

  // Arrow keys walk the rows, also those that do not exist yet.
  walk(event) {
    const item = event.target.closest?.(".item");
    if (!item || event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(this.viewHeight / this.rowHeight) - 1);
    const from = Number(item.dataset.index);
    const to = { ArrowDown: from + 1, ArrowUp: from - 1, PageDown: from + page, PageUp: from - page, Home: 0, End: this.count - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.focus(Math.min(this.count - 1, Math.max(0, to)));
  }

  focus(index) {
    const place = this.placeOf(index);
    if (place < this.top) this.goTo(place);
    else if (place + this.rowHeight > this.top + this.viewHeight) this.goTo(place + this.rowHeight - this.viewHeight);
    this.rowsInView.get(index)?.querySelector(".opener, a")?.focus({ preventScroll: true });
  }

  goTo(place) {
    const reach = Math.max(0, this.high - this.viewHeight);
    const trueReach = Math.max(1, this.total - this.viewHeight);
    const scroll = this.total > this.high ? Math.round((place / trueReach) * reach) : place;
    this.shift = Math.round(place - scroll);
    this.lastTop = scroll;
    this.box.scrollTop = scroll;
    this.render();
  }
}
