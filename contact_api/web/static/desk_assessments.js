// What is to be assessed within three days: who sees to it, and what is recorded. Says nothing of who anybody is.
import { Problem, newKey } from "./api.js";
import { button, byId, focusOn, h, say, whileBusy } from "./page.js";
import { clearFaults, showFaults } from "./problems.js";
import { dayAndClock, dayOf, momentAt, serviceNow } from "./times.js";

const PAGE = 20;
const NOON = "12:00"; // a day without a clock is shown by its middle
const A_MINUTE = 60000; // milliseconds
const FORMS = ["visit", "home", "distance", "telephone", "written"];
const DAYS_BACK = [0, 1, 2, 3, 4, 5, 6, 7];

export class Assessments {
  constructor(desk) {
    this.desk = desk;
    this.wanted = PAGE;
    this.opened = null; // the contact whose form is open: nothing is fetched over it
  }

  async more() {
    this.wanted = Math.min(100, this.wanted + PAGE);
    await this.refresh();
  }

  async refresh() {
    if (this.opened) return;
    try {
      const page = await this.desk.ask("GET", `/assessments-due?limit=${this.wanted}`);
      if (!this.desk.isOpen() || this.opened) return;
      const lines = page.items.map((due) => this.line(due));
      byId("assessments").replaceChildren(...(lines.length ? lines : [h("li", { class: "hint" }, say("page.desk.assessments_none"))]));
      byId("more-assessments").hidden = !page.more || this.wanted >= 100;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (problem.status === 401) this.desk.refused(problem); // any other passes, and is tried again
    }
  }

  line(due) {
    const { names } = this.desk;
    const when = { day: dayOf(`${due.last_day}T${NOON}:00Z`), working: dayOf(`${due.last_working_day}T${NOON}:00Z`) };
    const about = [
      say("page.desk.assessment_sought", { when: dayAndClock(due.sought_at) }),
      due.result ? say(`page.desk.result_${due.result}`) : say(`state.${due.state}`),
      due.owner ? say("page.desk.assessment_owner", { who: due.owner }) : "",
    ];
    const part = h("div", {});
    const open = button(say("page.desk.assessment_record"), () => this.open(due, part, open), "quiet small");
    const take = button(say("page.desk.assessment_take"), () => whileBusy(take, () => this.send(due, "assessment-takings", {}, "page.desk.assessment_taken")), "quiet small");
    const look = button(say("page.desk.assessment_look"), () => whileBusy(look, () => this.look(due)), "quiet small");
    return h(
      "li",
      { "data-contact": due.contact_id },
      h("p", { class: "queue-when" }, say(due.overdue ? "page.desk.assessment_overdue" : "page.desk.assessment_due", when)),
      h("p", { class: "queue-what" }, names.reasons[due.reason] ?? due.reason),
      h("p", { class: "hint" }, about.filter((text) => text).join(" · ")),
      h("p", {}, open, " ", take, " ", look),
      part,
    );
  }

  /** The form of one line: what has been done, or why nothing more is needed. */
  open(due, part, opener) {
    byId("assessments").querySelector("fieldset")?.remove();
    this.opened = due.contact_id;
    const close = () => {
      this.opened = null;
      part.replaceChildren();
      focusOn(opener);
    };
    part.replaceChildren(this.form(due, close));
    focusOn(byId("assessment-legend"));
  }

  form(due, close) {
    const forms = choice("assessment_form", FORMS.map((code) => [code, say(`page.desk.form_${code}`)]));
    const days = choice("assessment_day", DAYS_BACK.map((back) => [back, dayOf(momentAt(-back, NOON))]));
    const clock = h("input", { type: "text", inputmode: "numeric", id: "assessment_clock", autocomplete: "off", maxlength: "5", "aria-describedby": "assessment_clock-error" });
    const equals = h("input", { type: "checkbox", id: "assessment_qualified" });
    const why = h("textarea", { id: "assessment_why", rows: "2", maxlength: "500", "aria-describedby": "assessment_why-error" });
    const save = button(say("page.desk.assessment_save"), () => whileBusy(save, () => this.record(due, forms, days, clock, equals)));
    save.id = "assessment-save";
    const none = button(say("page.desk.assessment_not_needed"), () => whileBusy(none, () => this.notNeeded(due, why)), "quiet");
    none.id = "assessment-not-needed";
    return h(
      "fieldset",
      { class: "outcome" },
      h("legend", { id: "assessment-legend", tabindex: "-1" }, say("page.desk.assessment_record")),
      field("assessment_form", "page.desk.assessment_form", forms),
      h("div", { class: "together" }, field("assessment_day", "page.desk.assessment_day", days), field("assessment_clock", "page.desk.assessment_clock", clock)),
      h("div", { class: "option" }, equals, h("label", { for: "assessment_qualified" }, say("page.desk.assessment_qualified"))),
      h("p", {}, save),
      h("p", { class: "hint" }, say("page.desk.assessment_not_needed_hint")),
      field("assessment_why", "page.desk.why", why),
      h("p", {}, none, " ", button(say("page.desk.close"), close, "quiet")),
    );
  }

  async record(due, forms, days, clock, equals) {
    const told = /^([01]?\d|2[0-3])[:.]?([0-5]\d)$/.exec(clock.value.trim());
    if (!told) return showFaults([["assessment_clock", say("page.desk.need_clock")]]);
    const at = momentAt(-Number(days.value), `${told[1]}:${told[2]}`);
    const now = serviceNow();
    if (at > now) return showFaults([["assessment_clock", say("page.desk.clock_to_come")]]);
    const end = new Date(Math.min(now, at.getTime() + A_MINUTE - 1)); // contact may have been sought in that minute
    const body = { form: forms.value, assessed_at: end.toISOString(), qualified: equals.checked };
    return this.send(due, "assessments", body, (answer) =>
      answer.assessment === "assessed" ? "page.desk.assessment_saved" : "page.desk.assessment_kept",
    );
  }

  async notNeeded(due, why) {
    const reason = why.value.trim();
    if (!reason) return showFaults([["assessment_why", say("page.desk.need_why")]]);
    return this.send(due, "assessment-needs", { needed: false, why: reason }, "page.desk.assessment_needless");
  }

  /** Send it, say what came of it, and fetch the list anew. */
  async send(due, what, body, said) {
    clearFaults();
    byId("said").textContent = "";
    try {
      const answer = await this.desk.ask("POST", `/desk/contact-requests/${due.contact_id}/${what}`, { body, key: newKey() });
      this.opened = null;
      await this.refresh();
      this.desk.show(typeof said === "function" ? said(answer) : said);
    } catch (problem) {
      this.desk.refused(problem);
    }
  }

  async look(due) {
    clearFaults();
    try {
      const contact = await this.desk.ask("GET", `/desk/contact-requests/${due.contact_id}`);
      this.desk.showPerson(contact, { heading: "page.desk.assessment_contact" });
    } catch (problem) {
      this.desk.refused(problem);
    }
  }
}

const choice = (id, options) =>
  h("select", { id, "aria-describedby": `${id}-error` }, options.map(([value, text]) => h("option", { value }, text)));

const field = (id, label, control) =>
  h("div", { class: "field", "data-field": id },
    h("label", { for: id }, say(label)), h("p", { class: "error", id: `${id}-error`, hidden: true }), control);
