// Booked telephone times that are to be rung now or soon; each is taken from here, outside the order of the queue.
import { Problem, newKey } from "./api.js";
import { dayAndTime, kindOf, timeOf } from "./booking_words.js";
import { button, byId, h, say, whileBusy } from "./page.js";
import { clearFaults } from "./problems.js";
import { dayAndClock, serviceNow } from "./times.js";

export class TelephoneTimes {
  constructor(desk) {
    this.desk = desk;
  }

  /** What is due is looked at again and again; when it cannot be seen, what was seen stands until the next time. */
  async refresh() {
    try {
      const { times } = await this.desk.ask("GET", "/desk/telephone-times");
      byId("telephone-part").hidden = !times.length;
      byId("telephone-times").replaceChildren(...times.map((one) => this.line(one)));
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status === 403) throw problem;
      if (problem.status === 401) this.desk.refused(problem);
    }
  }

  line(one) {
    const isDue = new Date(one.starts_at) <= serviceNow();
    const take = button(say("page.desk.ring_now"), () => whileBusy(take, () => this.take(one)), "small");
    take.setAttribute("aria-label", `${say("page.desk.ring_now")}: ${dayAndTime(one.starts_at)}, ${one.staff_name}`);
    return h(
      "li",
      { "data-booking": one.booking_id },
      h("p", { class: "queue-when" }, timeOf(one.starts_at)),
      h("p", { class: "queue-what" }, kindOf(one.time_type)),
      h("p", { class: "hint" }, `${one.staff_name} · ${this.standing(one, isDue)}`),
      one.may_ring ? h("p", {}, take) : null,
    );
  }

  standing(one, isDue) {
    if (one.next_try_at) return say("page.desk.ring_again", { when: dayAndClock(one.next_try_at) });
    if (one.contact_state === "claimed") return say("page.desk.ring_held");
    if (!isDue) return say("page.desk.ring_soon");
    return say(one.may_ring ? "page.desk.ring_due" : "page.desk.ring_other");
  }

  async take(one) {
    clearFaults();
    try {
      const path = `/desk/contact-requests/${one.contact_id}/bookings/${one.booking_id}/claims`;
      await this.desk.takeOn(await this.desk.ask("POST", path, { key: newKey() }));
    } catch (problem) {
      this.desk.refused(problem);
    }
    await this.refresh();
  }
}
