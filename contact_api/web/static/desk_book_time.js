// Staff book a time for somebody: a kind is chosen, then one of its times, which is booked at once.
import { newKey } from "./api.js";
import { BookTime, Kind } from "./book_time.js";
import { dayAndTime } from "./booking_words.js";
import { button, h, say, whileBusy } from "./page.js";
import { clearFaults } from "./problems.js";

const BY_DISTANCE = ["telephone", "video"];
let parts = 0;

/** What an outcome says of a time of this form. */
export const resultOf = (form) => (BY_DISTANCE.includes(form) ? "booked_distance" : "booked_visit");

/** Chosen times are given to `book(time)`, which books them and may refuse. */
export class DeskTimes extends BookTime {
  constructor(ask, desk, book) {
    super(ask, { done: () => {}, changed: () => {}, heading: "page.desk.book_heading", hint: "page.desk.book_hint" });
    Object.assign(this, { desk, book });
    parts += 1;
    this.kind = h("select", { id: `time-kind-${parts}` });
    this.load = button(say("page.desk.book_show"), () => whileBusy(this.load, () => this.see()), "quiet");
    const choose = h("div", { class: "field" }, h("label", { for: this.kind.id }, say("page.times.what")), this.kind);
    this.title.after(h("div", { class: "together" }, choose, this.load));
  }

  async offer() {
    const { time_types: types } = await this.ask("GET", "/bookable-times?limit=1");
    this.types = types;
    this.kind.replaceChildren(...types.map((type) => h("option", { value: type.id }, type.name)));
    this.part.hidden = false;
    return types.length > 0;
  }

  async see() {
    clearFaults();
    const type = this.types.find((one) => one.id === this.kind.value);
    if (!type) return;
    try {
      const kind = await new Kind(this, type).load();
      this.list.replaceChildren(kind.times.length ? kind.part : h("p", { role: "status" }, say("page.times.none")));
    } catch (problem) {
      this.desk.refused(problem);
    }
  }

  async choose(time) {
    try {
      await this.book(time);
      this.say("");
    } catch (problem) {
      if (problem.code !== "time-not-offered") return this.desk.refused(problem);
      await this.see();
      this.say(say("page.times.taken"));
    }
  }
}

/** Book in the call: it is said, and the result of the call is set to what was booked. */
export function bookPart(claim, desk) {
  const path = `/desk/contact-requests/${claim.contact.contact_id}`;
  const ask = (method, to, more = {}) => desk.ask(method, path + to, more);
  const times = new DeskTimes(ask, desk, async (time) => {
    const body = { time_type_id: time.time_type_id, unit_id: time.unit.id, starts_at: time.starts_at };
    const booking = await ask("POST", "/bookings", { body, key: newKey() });
    const result = document.getElementById("result");
    if (result) result.value = resultOf(booking.time_type.form);
    await times.see();
    desk.show("page.desk.booked_for", { when: dayAndTime(booking.starts_at), who: booking.staff_name });
  });
  const fold = h("details", { class: "more", id: "book" }, h("summary", {}, say("page.desk.book")), times.part);
  fold.addEventListener("toggle", () => fold.open && !times.types && times.offer().catch((problem) => desk.refused(problem)));
  return fold;
}

/** Whether a time is booked for the contact: an outcome that says so should be true. */
export async function isBooked(claim, desk) {
  const { bookings } = await desk.ask("GET", `/desk/contact-requests/${claim.contact.contact_id}/bookings`);
  return bookings.some((one) => one.state === "booked");
}
