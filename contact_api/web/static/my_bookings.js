// What is booked for the citizen's request: told in words, moved and cancelled while the rules allow it.
import { newKey } from "./api.js";
import { BookTime } from "./book_time.js";
import { dayAndTime, factsOf } from "./booking_words.js";
import { button, focusOn, h, say, sure, whileBusy } from "./page.js";
import { clearFaults, showProblem } from "./problems.js";

const SHOWN = ["booked", "attended", "no_show"];

export class MyBookings {
  constructor(ask, changed) {
    this.ask = ask;
    this.changed = changed;
    this.part = h("div", {});
    this.shown = "";
    this.choosing = null;
  }

  /** Show the bookings; what did not change stays as it is, and so does a choice that is being made. */
  show(bookings) {
    const told = bookings.filter((one) => SHOWN.includes(one.state));
    const text = JSON.stringify(told);
    if (text === this.shown) return;
    this.shown = text;
    this.choosing?.stop();
    this.choosing = null;
    this.part.replaceChildren(...told.map((booking) => this.one(booking)));
  }

  one(booking) {
    const heading = h("h2", {}, say(booking.state === "booked" ? "page.times.booked" : "page.times.was_booked"));
    const gone = booking.staff_time_gone ? [h("p", { class: "notice" }, say("page.times.staff_gone"))] : [];
    const changes = booking.change_until && booking.state === "booked" ? [this.changes(booking)] : [];
    return h("section", { class: "step booking", "data-booking": booking.booking_id }, heading, ...gone, factsOf(booking), ...changes);
  }

  changes(booking) {
    const place = h("div", {});
    const move = button(say("page.times.move"), () => whileBusy(move, () => this.move(booking, place)), "quiet");
    const cancel = button(say("page.times.cancel"), () => whileBusy(cancel, () => this.cancel(booking)), "quiet");
    move.id = "move-time";
    cancel.id = "cancel-time";
    return h("div", {}, h("p", { class: "calls" }, move, cancel), place);
  }

  async move(booking, place) {
    clearFaults();
    const done = (moved) => this.changed(say("page.times.moved", { when: dayAndTime(moved.starts_at) }));
    const texts = { heading: "page.times.move_heading", hint: "page.times.move_hint" };
    this.choosing?.stop();
    this.choosing = new BookTime(this.ask, { done, changed: this.changed, moving: booking, ...texts });
    place.replaceChildren(this.choosing.part);
    try {
      const some = await this.choosing.offer();
      if (some) focusOn(this.choosing.title);
      else place.replaceChildren(h("p", { role: "status" }, say("page.times.none")));
    } catch (problem) {
      showProblem(problem);
    }
  }

  async cancel(booking) {
    clearFaults();
    if (!(await sure(say("page.times.cancel_sure"), say("page.times.cancel_means", { when: dayAndTime(booking.starts_at) })))) return;
    try {
      await this.ask("POST", `/bookings/${booking.booking_id}/cancellations`, { key: newKey() });
      await this.changed(say("page.times.cancelled"));
    } catch (problem) {
      showProblem(problem);
      if (problem.code === "too-late-to-change" || problem.code === "booking-is-over") await this.changed("");
    }
  }
}
