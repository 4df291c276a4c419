// The waiting list for times: what is waited for, a time that is held meanwhile with yes or no to it, and the way onto it.
import { newKey } from "./api.js";
import { dayAndTime, factsOf, kindOf } from "./booking_words.js";
import { button, h, say, sure, whileBusy } from "./page.js";
import { clearFaults, showProblem } from "./problems.js";
import { dayAfter, dayAndClock, dayIn, fullDay, momentOn, serviceNow } from "./times.js";

const OPEN = ["waiting", "offered"];
const DAYS = 30; // that somebody waits who says nothing else
const GONE = ["time-not-offered", "waiting-not-found"];

const isOffered = (place) => place.state === "offered" && place.offer && new Date(place.offered_until) > serviceNow();
const dayInWords = (day) => fullDay(momentOn(day, "12:00"));

export class MyWaitingList {
  constructor(ask, changed) {
    Object.assign(this, { ask, changed, places: [], shown: "" });
    this.part = h("div", { "aria-live": "polite" });
    this.join = h("details", { class: "more step", id: "join", hidden: true });
  }

  /** Ask how it stands; who is not on the list is not asked about again and again. */
  async load({ quietly = false } = {}) {
    if (quietly && !this.places.length) return;
    const { places } = await this.ask("GET", "/waiting-list");
    this.places = places.filter((one) => OPEN.includes(one.state));
    const text = JSON.stringify(this.places.map((one) => [one, isOffered(one)]));
    if (text === this.shown) return;
    this.shown = text;
    this.part.replaceChildren(...this.places.map((one) => (isOffered(one) ? this.offer(one) : this.place(one))));
  }

  /** Whether a held time is one that is offered here, which is answered here. */
  has = (booking) => this.places.some((one) => one.offer?.booking_id === booking.booking_id);

  offer(place) {
    const when = dayAndTime(place.offer.starts_at);
    const yes = this.press("take_offer", when, () => this.answer(place, true));
    const no = this.press("decline_offer", when, () => this.answer(place, false), "quiet");
    const until = say("page.mine.offer_until", { when: dayAndClock(place.offered_until) });
    const heading = h("h2", {}, say("page.times.held", { when }));
    return h("section", { class: "step offer" }, heading, factsOf(place.offer), h("p", {}, until), h("p", { class: "calls" }, yes, no));
  }

  place(place) {
    const units = place.units.map((one) => one.name).join(", ");
    const what = { kind: kindOf(place.time_type), units, day: dayInWords(place.until_day) };
    const leave = this.press("leave_list", place.time_type.name, () => this.leave(place), "quiet");
    const heading = h("h2", {}, say("page.mine.on_list"));
    return h("section", { class: "step place" }, heading, h("p", {}, say("page.mine.waits_for", what)), h("p", { class: "calls" }, leave));
  }

  press(key, about, act, style = "") {
    const pressed = button(say(`page.mine.${key}`), () => whileBusy(pressed, act), style);
    pressed.setAttribute("aria-label", `${say(`page.mine.${key}`)}: ${about}`);
    return pressed;
  }

  /** The same answer to the same offer is given once, however often it is pressed. */
  async answer(place, accept) {
    const key = `${accept ? "accept" : "decline"}-${place.offer.booking_id}`;
    const told = accept ? say("page.times.receipt", { when: dayAndTime(place.offer.starts_at) }) : say("page.mine.declined");
    await this.change(told, () => this.ask("POST", `/waiting-list/${place.waiting_id}/answers`, { body: { accept }, key }));
  }

  async leave(place) {
    if (!(await sure(say("page.mine.leave_sure"), say("page.mine.leave_means"), say("page.mine.leave_yes")))) return;
    await this.change(say("page.mine.left"), () => this.ask("DELETE", `/waiting-list/${place.waiting_id}`));
  }

  /** Do it and say so; an offer that has ended meanwhile is said, and the page looks again. */
  async change(told, act) {
    clearFaults();
    try {
      await act();
    } catch (problem) {
      return GONE.includes(problem.code) ? this.changed(say("page.mine.offer_gone")) : showProblem(problem);
    }
    return this.changed(told);
  }

  /** The way onto the list for one of these kinds, of which such times are free now. */
  offerToJoin(kinds) {
    this.join.hidden = !kinds.length;
    const options = kinds.map(({ type }) => h("option", { value: type.id }, kindOf(type)));
    const kind = h("select", { id: "wait-kind" }, options);
    const last = h("input", { type: "date", id: "until_day", min: dayIn(serviceNow()), "aria-describedby": "until_day-error" });
    const suggest = () => (last.value = lastDay(kinds.find(({ type }) => type.id === kind.value)));
    const join = button(say("page.mine.join"), () => whileBusy(join, () => this.joinList(kind.value, last.value)));
    kind.addEventListener("change", suggest);
    if (kinds.length) suggest();
    this.join.replaceChildren(
      h("summary", {}, say("page.mine.join_heading")),
      h("p", { class: "hint" }, say("page.mine.join_hint")),
      h("div", { class: "field" }, h("label", { for: kind.id }, say("page.times.what")), kind),
      h("div", { class: "field", "data-field": last.id }, h("label", { for: last.id }, say("page.mine.join_until")), fault(), last),
      h("p", { class: "calls" }, join),
    );
  }

  async joinList(kind, day) {
    const told = say("page.mine.joined");
    await this.change(told, () => this.ask("POST", "/waiting-list", { body: { time_type_id: kind, until_day: day }, key: newKey() }));
  }
}

const fault = () => h("p", { class: "error", id: "until_day-error", hidden: true });

/** An earlier time is one before the first that is free; where none is, some weeks are waited. */
function lastDay(kind) {
  const today = dayIn(serviceNow());
  const first = kind.times[0];
  if (!first) return dayAfter(today, DAYS);
  const before = dayAfter(dayIn(new Date(first.starts_at)), -1);
  return before < today ? today : before;
}
