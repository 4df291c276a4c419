// What is written between staff and the citizen: the thread, and the field for what is written next.
import { newKey } from "./api.js";
import { button, focusOn, h, say, whileBusy } from "./page.js";
import { clearFaults, showFaults } from "./problems.js";
import { dayAndClock } from "./times.js";

const LONGEST = "2000"; // characters
const FIELD = "text"; // named as in the API, so that what it refuses is said beside the field

/** `texts` is how the keys of its texts begin; `send` sends a text under a key and gives the message back. */
export class WrittenMessages {
  constructor(texts, hint, { send, refused }) {
    Object.assign(this, { texts, send, refused });
    this.lines = new Map();
    this.tried = { text: "", key: "" };
    this.list = h("ol", { class: "written-messages", id: "written-messages", "aria-live": "polite" });
    this.area = h("textarea", { id: FIELD, rows: "4", maxlength: LONGEST, "aria-describedby": `${FIELD}-hint ${FIELD}-error` });
    this.press = button(say(`${texts}_send`), () => whileBusy(this.press, () => this.write()));
    this.press.id = "send-written-message";
    this.form = h("div", { hidden: true }, field(say(`${texts}_text`), hint, this.area), h("p", {}, this.press));
    this.closed = h("p", { class: "hint", hidden: true }, say(`${texts}_closed`));
    this.parts = [this.list, this.form, this.closed];
  }

  get isEmpty() {
    return this.lines.size === 0;
  }

  /** Show all that was written; what is shown already does not move, and what is being written is kept. */
  show({ items, may_write: mayWrite }) {
    let before = null;
    for (const item of items) before = this.add(item, before);
    this.form.hidden = !mayWrite;
    this.closed.hidden = mayWrite;
  }

  /** The line of a message; a new one comes after the line before it, or first. */
  add(item, before) {
    const name = JSON.stringify([item.written_at, item.by, item.text]);
    if (this.lines.has(name)) return this.lines.get(name);
    const when = dayAndClock(item.written_at);
    const line = h(
      "li",
      { "data-by": item.by },
      h("p", { class: "hint" }, say(`${this.texts}_by_${item.by}`, { when })),
      h("p", { class: "written-message", dir: "auto" }, item.text),
    );
    this.lines.set(name, line);
    if (before) before.after(line);
    else this.list.prepend(line);
    return line;
  }

  /** Send what stands in the field, once however often it is tried; then go to it in the thread. */
  async write() {
    clearFaults();
    const text = this.area.value.trim();
    if (!text) return showFaults([[FIELD, say(`${this.texts}_need`)]]);
    if (text !== this.tried.text) this.tried = { text, key: newKey() };
    let line = null;
    try {
      line = this.add(await this.send(text, this.tried.key), this.list.lastElementChild);
    } catch (problem) {
      return this.refused(problem);
    }
    this.tried = { text: "", key: "" };
    this.area.value = "";
    focusOn(line);
  }
}

function field(label, hint, control) {
  return h(
    "div",
    { class: "field", "data-field": FIELD },
    h("label", { for: FIELD }, label),
    h("p", { class: "hint", id: `${FIELD}-hint` }, hint),
    h("p", { class: "error", id: `${FIELD}-error`, hidden: true }),
    control,
  );
}
