// The unit's booked times of the day, and who came. The list is asked for by staff: each person in it is logged.
import { dayAndTime, kindOf, timeOf } from "./booking_words.js";
import { button, byId, h, say, whileBusy } from "./page.js";
import { clearFaults } from "./problems.js";

const NOTED = ["attended", "no_show"];

export class DayBookings {
  constructor(desk) {
    this.desk = desk;
    byId("show-bookings").addEventListener("click", () => whileBusy(byId("show-bookings"), () => this.refresh()));
  }

  async refresh() {
    clearFaults();
    try {
      const { bookings } = await this.desk.ask("GET", "/desk/bookings");
      const lines = bookings.map((booking) => this.line(booking));
      byId("bookings").replaceChildren(...(lines.length ? lines : [h("li", { class: "hint" }, say("page.desk.bookings_none"))]));
    } catch (problem) {
      this.desk.refused(problem);
    }
  }

  line(booking) {
    const key = booking.staff_time_gone ? "staff_time_gone" : booking.state;
    const late = booking.minutes_late ? say("page.desk.booking_late", { minutes: booking.minutes_late }) : "";
    const about = [booking.staff_name, say(`page.desk.booking_${key}`), late].filter((part) => part);
    return h(
      "li",
      { "data-booking": booking.booking_id },
      h("p", { class: "queue-when" }, timeOf(booking.starts_at)),
      h("p", { class: "queue-what" }, kindOf(booking.time_type)),
      h("p", { class: "hint" }, about.join(" · ")),
      h("p", { class: "calls" }, ...this.actions(booking)),
    );
  }

  actions(booking) {
    const path = `/desk/contact-requests/${booking.contact_id}`;
    const attendance = `${path}/bookings/${booking.booking_id}/attendance`;
    const note = (name, body) => this.act(name, booking, () => this.desk.ask("PUT", attendance, { body }));
    const person = this.act("person", booking, async () => this.desk.showPerson(await this.desk.ask("GET", path)), { again: false });
    if (booking.state === "cancelled") return [person];
    if (NOTED.includes(booking.state)) return [person, this.act("undo", booking, () => this.desk.ask("DELETE", attendance))];
    return [note("came", { came: true }), this.lateFor(booking, attendance), note("no_show", { came: false }), person];
  }

  lateFor(booking, attendance) {
    const minutes = h("input", {
      type: "number", min: "1", max: "600", value: "10", class: "minutes",
      "aria-label": this.named("late_minutes", booking),
    });
    const body = () => ({ came: true, minutes_late: Number(minutes.value) || null });
    const press = this.act("late", booking, () => this.desk.ask("PUT", attendance, { body: body() }));
    return h("span", { class: "together" }, minutes, press);
  }

  named(name, booking) {
    return `${say(`page.desk.booking_act_${name}`)}: ${dayAndTime(booking.starts_at)}, ${booking.staff_name}`;
  }

  act(name, booking, does, { again = true } = {}) {
    const done = async () => {
      clearFaults();
      try {
        await does();
        if (again) await this.refresh();
      } catch (problem) {
        this.desk.refused(problem);
      }
    };
    const press = button(say(`page.desk.booking_act_${name}`), () => whileBusy(press, done), "quiet small");
    press.setAttribute("aria-label", this.named(name, booking));
    return press;
  }
}
