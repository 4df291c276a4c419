// The contact that one holds: who to call and how, the lease that runs and is kept, and what can be done with it.
import { actionsOn, wordsOfOutcome } from "./desk_actions.js";
import { bookPart } from "./desk_book_time.js";
import { callPart } from "./desk_call.js";
import { isUnsure, recoverOutcome } from "./desk_outcome.js";
import { DeskWrittenMessages } from "./desk_written_messages.js";
import { alertOf, assessmentOf, between, flagsOf, namesOf, urgencyOf, windowOf } from "./desk_words.js";
import { button, byId, focusOn, h, say, term } from "./page.js";
import { dayAndClock, serviceNow } from "./times.js";

const TICK = 1000; // milliseconds
const KEEP_AT = 2 / 3; // of the lease left: then it is asked for again

/** The lease counts down before one's eyes and is kept as long as the page is open. */
export class Held {
  constructor(desk) {
    this.desk = desk;
    this.claim = null;
    this.timer = null;
    this.renewing = false;
  }

  hold(claim) {
    this.letGo();
    this.claim = claim;
    this.length = new Date(claim.lease_until) - serviceNow();
    const left = h("p", { class: "lease", id: "lease" });
    const messages = new DeskWrittenMessages(claim, this.desk, this);
    byId("contact").replaceChildren(
      left,
      h("p", { class: "hint" }, say("page.desk.held_hint")),
      ...contactParts(claim.contact, this.desk).filter((part) => part !== null),
      ...[callPart(claim, this.desk, this)].filter((part) => part !== null),
      messages.part,
      bookPart(claim, this.desk),
      ...actionsOn(claim, this.desk, this),
    );
    this.timer = setInterval(() => this.tick(), TICK);
    this.tick();
    messages.follow();
  }

  letGo() {
    clearInterval(this.timer);
    this.claim = null;
  }

  /** The contact is held no longer: say what became of it, and be ready for the next. */
  done(key, values) {
    this.letGo();
    this.desk.ended();
    this.desk.show(key, values);
  }

  tick() {
    const left = Math.max(0, new Date(this.claim.lease_until) - serviceNow());
    const minutes = Math.floor(left / 60000);
    const seconds = String(Math.floor((left % 60000) / 1000)).padStart(2, "0");
    byId("lease").textContent = say("page.desk.held_for", { time: `${minutes}:${seconds}` });
    if (left === 0) this.runOut();
    else if (left < this.length * KEEP_AT && !this.renewing) this.keep();
  }

  /** The lease is over; an outcome whose answer was lost may have been saved before. */
  async runOut() {
    clearInterval(this.timer);
    const saved = isUnsure(this.claim) ? await recoverOutcome(this.desk).catch(() => null) : null;
    this.done(...(saved ? wordsOfOutcome(saved) : ["page.desk.lost"]));
  }

  /** Still at it. When the API cannot be reached it is tried again with the next tick but ten. */
  async keep() {
    const { claim } = this;
    this.renewing = true;
    try {
      const body = { lease_number: claim.lease_number };
      const standing = await this.desk.ask("POST", `/work-queue/claims/${claim.contact.contact_id}/heartbeats`, { body });
      claim.lease_until = standing.lease_until;
    } catch (problem) {
      if ([401, 404, 409].includes(problem.status) && this.claim === claim) this.desk.refused(problem);
      await new Promise((resume) => setTimeout(resume, 10 * TICK));
    } finally {
      this.renewing = false;
    }
  }

  /** A contact that is looked at without being held: the one behind an alert. */
  look(contact, more = {}) {
    if (this.claim?.contact.contact_id === contact.contact_id) return focusOn(byId("contact-heading"));
    const part = h("section", { class: "step seen", "aria-labelledby": "seen-heading" });
    const close = button(say("page.desk.close"), () => {
      part.remove();
      focusOn(byId("alerts-heading"));
    }, "quiet small");
    byId("alerts-part").querySelector(".seen")?.remove();
    part.append(h("h3", { id: "seen-heading", tabindex: "-1" }, say(more.heading ?? "page.desk.seen_contact")), ...contactParts(contact, this.desk, more), h("p", {}, close));
    byId("alerts").after(part);
    focusOn(byId("seen-heading"));
  }
}

/** Everything about a contact: what must not be overlooked, the number, the person, the matter. */
function contactParts(contact, desk, { numberIsWrong = false } = {}) {
  const flags = flagsOf(contact, desk.names);
  return [
    flags.length ? h("ul", { class: "flags" }, flags.map(([style, text]) => h("li", { class: style }, text))) : null,
    numberPart(contact, numberIsWrong),
    personPart(contact),
    matterPart(contact, desk),
  ];
}

/** The number to call; one that is known to be a stranger's is shown to compare with, and cannot be pressed. */
function numberPart(contact, isWrong) {
  if (!contact.call_number) return h("p", { class: "number" }, say("page.desk.no_number"));
  const shown = contact.call_number.replace(/^\+46(7\d)(\d{3})(\d\d)(\d\d)$/, "+46 $1 $2 $3 $4").replaceAll(" ", "\u00a0");
  if (isWrong) return h("p", { class: "number" }, say("page.desk.number_is_wrong", { number: shown }));
  const text = contact.mode === "call" ? say("page.desk.call", { number: shown }) : shown;
  return h("p", { class: "number" }, h("a", { href: `tel:${contact.call_number}` }, text));
}

/** The person; protected data are shown only when asked for. */
function personPart(contact) {
  const known = () => [
    ...term(say("page.desk.name"), contact.name ?? say("page.desk.nobody_named")),
    ...term(say("page.desk.identity"), contact.identity.number ?? say("page.desk.nobody_named")),
    ...term(say("page.desk.caller"), contact.caller_name),
  ];
  const list = h("dl", { class: "facts" }, ...(contact.protected_identity ? [] : known()));
  if (!contact.protected_identity) return list;
  const reveal = button(say("page.desk.show_person"), () => {
    list.replaceChildren(...known());
    reveal.remove();
    focusOn(list);
  }, "quiet small");
  list.append(...term(say("page.desk.name"), say("page.desk.protected")));
  return h("div", { class: "person" }, list, reveal);
}

function matterPart(contact, desk) {
  const sought = dayAndClock(contact.sought_at);
  const times = contact.times_sought > 1 ? `, ${say("page.desk.times_sought", { count: contact.times_sought })}` : "";
  return h(
    "dl",
    { class: "facts" },
    ...term(say("page.desk.reason"), desk.names.reasons[contact.reason] ?? contact.reason),
    ...term(say("page.desk.also_sought_for"), namesOf(contact.also_sought_for.map((one) => one.code), desk.names.reasons)),
    ...term(say("page.desk.facts"), namesOf(contact.facts, desk.names.facts)),
    ...term(say("page.desk.wrote"), contact.free_text && h("q", {}, contact.free_text)),
    ...term(say("page.desk.wrote_more"), contact.wrote_more ? say("page.desk.wrote_more_where") : null),
    ...term(say("page.desk.alert"), alertOf(contact)),
    ...term(say("page.desk.urgency"), urgencyOf(contact.urgency)),
    ...term(say("page.desk.promised"), windowOf(contact)),
    ...term(say("page.desk.sought"), sought + times),
    ...term(say("page.desk.assessment"), assessmentOf(contact)),
    ...term(say("page.desk.attempts"), String(contact.attempts)),
    ...term(say("page.desk.hours"), between(contact.available_from, contact.available_to)),
    ...term(say("page.desk.unit"), contact.unit.name),
    ...term(say("page.desk.consent"), say(`page.desk.${contact.consent}`)),
  );
}
