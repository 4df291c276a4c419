// A planned contact, which nobody has sought: who it is, why, and a time that is booked at once. No call back is promised.
import { newKey } from "./api.js";
import { DeskTimes } from "./desk_book_time.js";
import { dayAndTime } from "./booking_words.js";
import { byId, h, say } from "./page.js";
import { clearFaults, showFaults } from "./problems.js";

const FIELDS = ["plan_identity", "plan_name", "plan_phone"];

export class PlannedContact {
  constructor(desk) {
    this.desk = desk;
    const fold = byId("plan");
    fold.addEventListener("toggle", () => fold.open && !this.times && this.open());
  }

  open() {
    const ask = (method, path, more = {}) => this.desk.ask(method, `/desk${path}`, more);
    const reasons = Object.entries(this.desk.names.reasons).map(([code, text]) => h("option", { value: code }, text));
    this.times = new DeskTimes(ask, this.desk, (time) => this.book(time));
    byId("plan-form").replaceChildren(
      h("p", { class: "hint" }, say("page.desk.plan_hint")),
      ...FIELDS.map((id) => field(id, h("input", { type: id === "plan_phone" ? "tel" : "text", id, autocomplete: "off", "aria-describedby": `${id}-error` }))),
      field("plan_reason", h("select", { id: "plan_reason", "aria-describedby": "plan_reason-error" }, h("option", { value: "" }), reasons)),
      this.times.part,
    );
    this.times.offer().catch((problem) => this.desk.refused(problem));
  }

  async book(time) {
    clearFaults();
    const [identity, name, phone, reason] = [...FIELDS, "plan_reason"].map((id) => byId(id).value.trim());
    const missing = [["plan_identity", identity], ["plan_phone", phone], ["plan_reason", reason]].filter(([, value]) => !value);
    if (missing.length) return showFaults(missing.map(([id]) => [id, say(`page.desk.need_${id}`)]));
    const body = {
      unit_id: time.unit.id, reason, name: name || undefined, phone, identity: { kind: "personal_number", number: identity },
      time: { time_type_id: time.time_type_id, starts_at: time.starts_at },
    };
    const booking = await this.desk.ask("POST", "/desk/planned-contacts", { body, key: newKey() });
    for (const id of [...FIELDS, "plan_reason"]) byId(id).value = "";
    await this.times.see();
    return this.desk.show("page.desk.booked_for", { when: dayAndTime(booking.starts_at), who: booking.staff_name });
  }
}

const field = (id, control) =>
  h("div", { class: "field", "data-field": id }, h("label", { for: id }, say(`page.desk.${id}`)),
    h("p", { class: "error", id: `${id}-error`, hidden: true }), control);
