// What waits at the unit, the soonest deadline first; says nothing of who anybody is.
import { Problem } from "./api.js";
import { flagsOf, namesOf, urgencyOf, windowOf } from "./desk_words.js";
import { byId, h, say } from "./page.js";
import { clock, dayAndClock, serviceNow } from "./times.js";

const PAGE = 20;

export class Queue {
  constructor(desk) {
    this.desk = desk;
    this.wanted = PAGE;
  }

  async more() {
    this.wanted = Math.min(100, this.wanted + PAGE);
    await this.refresh();
  }

  async refresh() {
    try {
      const page = await this.desk.ask("GET", `/work-queue?limit=${this.wanted}`);
      if (!this.desk.isOpen()) return;
      const lines = page.items.map((contact) => this.line(contact));
      byId("queue").replaceChildren(...(lines.length ? lines : [h("li", { class: "hint" }, say("page.desk.queue_empty"))]));
      byId("more").hidden = !page.more || this.wanted >= 100;
      byId("queue-updated").textContent = say("page.desk.queue_updated", { time: clock(serviceNow()) });
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status === 403) throw problem;
      if (problem.status === 401) this.desk.refused(problem); // any other passes, and is tried again
    }
  }

  line(contact) {
    const { names } = this.desk;
    const flags = flagsOf(contact, names).map(([style, text]) => h("li", { class: style }, text));
    const about = [
      urgencyOf(contact.urgency),
      namesOf(contact.professions, names.professions),
      contact.due_at ? say("page.desk.due", { when: dayAndClock(contact.due_at) }) : "",
      contact.attempts ? `${say("page.desk.attempts")}: ${contact.attempts}` : "",
      say(`state.${contact.state}`),
    ];
    return h(
      "li",
      { class: contact.state },
      h("p", { class: "queue-when" }, windowOf(contact)),
      h("p", { class: "queue-what" }, names.reasons[contact.reason] ?? contact.reason),
      h("p", { class: "hint" }, about.filter((part) => part).join(" · ")),
      flags.length ? h("ul", { class: "flags" }, flags) : null,
    );
  }
}
