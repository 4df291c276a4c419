// Times that can be booked instead of being called: seen by kind and day, held while one decides, then booked or let go.
import { newKey } from "./api.js";
import { byDay, dayAndTime, dayWithNumber, factsOf, kindOf, timeOf } from "./booking_words.js";
import { button, focusOn, h, say, whileBusy } from "./page.js";
import { clearFaults, showProblem } from "./problems.js";
import { fullDay, serviceNow } from "./times.js";

const PAGE = 100; // times in one answer at most
const AHEAD = 14 * 24 * 3600 * 1000; // milliseconds that one answer looks ahead
const TICK = 1000;
const GONE = ["time-not-offered", "window-not-offered"];
const WHY = { "contact-is-closed": "not_now", "has-another-booking": "another", "booking-is-over": "over" };
let lists = 0;

/**
 * The part of a page in which a time is chosen. `ask` asks under the contact request; `done(booking)` goes on with what is
 * booked; `changed()` looks again when something else has changed meanwhile. With `moving` the chosen time is that
 * booking's new one: it keeps the one it has until then.
 */
export class BookTime {
  constructor(ask, { done, changed, moving = null, heading = "page.times.heading", hint = "page.times.hint" }) {
    Object.assign(this, { ask, done, changed, moving });
    this.list = h("div", { class: "times" });
    this.title = h("h3", { tabindex: "-1" }, say(heading));
    this.told = h("p", { class: "error", role: "alert", hidden: true });
    this.part = h("section", { class: "step book-time", hidden: true }, this.title, h("p", { class: "hint" }, say(hint)), this.told, this.list);
    this.timer = null;
    this.kinds = [];
  }

  /** Show what fits, if anything does; whether there is anything. */
  async offer() {
    const asked = this.moving ? `&time-type-id=${this.moving.time_type.id}&unit-id=${this.moving.unit.id}` : "";
    const { time_types: types } = await this.ask("GET", `/bookable-times?limit=1${asked}`);
    this.kinds = await Promise.all(types.map((type) => new Kind(this, type).load()));
    const some = this.kinds.filter((kind) => kind.times.length);
    this.stop();
    this.list.replaceChildren(...some.map((kind) => kind.part));
    this.part.hidden = !some.length;
    return some.length > 0;
  }

  /** Where a kind is asked for: the same as the booking that is moved, else wherever the request is. */
  get where() {
    return this.moving ? `&unit-id=${this.moving.unit.id}` : "";
  }

  /** A time is chosen: it is kept for as long as it says, or it is the booking's new time. */
  async choose(time) {
    this.say("");
    const body = { unit_id: time.unit.id, starts_at: time.starts_at };
    try {
      if (this.moving) {
        this.done(await this.ask("POST", `/bookings/${this.moving.booking_id}/moves`, { body, key: newKey() }));
      } else {
        const held = { ...body, time_type_id: time.time_type_id };
        this.hold(await this.ask("POST", "/booking-holds", { body: held, key: newKey() }));
      }
    } catch (problem) {
      await this.refused(problem);
    }
  }

  /** Ask whether to book what is held; how long it is held is told minute by minute. */
  hold(kept) {
    clearFaults();
    this.stop();
    const left = h("p", { class: "hold-left", "aria-live": "polite" });
    const confirm = button(say("page.times.confirm"), () => whileBusy(confirm, () => this.confirm(kept)));
    const back = button(say("page.times.let_go"), () => whileBusy(back, () => this.letGo(kept)), "quiet");
    const heading = h("h4", { tabindex: "-1" }, say("page.times.held", { when: dayAndTime(kept.starts_at) }));
    confirm.id = "confirm-time";
    back.id = "let-go";
    this.list.replaceChildren(heading, factsOf(kept), left, h("p", { class: "calls" }, confirm, back));
    this.part.hidden = false;
    focusOn(heading);
    this.timer = setInterval(() => this.tick(kept, left), TICK);
    this.tick(kept, left);
  }

  tick(kept, left) {
    const minutes = Math.ceil((new Date(kept.held_until) - serviceNow()) / 60000);
    const text = minutes > 1 ? say("page.times.left", { minutes }) : say("page.times.left_last");
    if (minutes <= 0) this.again("page.times.ended");
    else if (left.textContent !== text) left.textContent = text;
  }

  /** The same hold confirmed again is the same booking, however often it is pressed. */
  async confirm(kept) {
    try {
      const booking = await this.ask("POST", "/bookings", { body: { hold_id: kept.booking_id }, key: `book-${kept.booking_id}` });
      this.stop();
      this.done(booking);
    } catch (problem) {
      await this.refused(problem);
    }
  }

  async letGo(kept) {
    try {
      await this.ask("DELETE", `/booking-holds/${kept.booking_id}`);
      await this.again("page.times.let_go_done");
    } catch (problem) {
      showProblem(problem);
    }
  }

  /** What cannot be had any more is said, with fresh times; when the request itself has changed, the page looks again. */
  async refused(problem) {
    if (GONE.includes(problem.code)) return this.again("page.times.taken");
    if (problem.code in WHY) {
      this.stop();
      await this.changed(say(`page.times.${WHY[problem.code]}`));
      return undefined;
    }
    return showProblem(problem);
  }

  /** Say why, and show the times anew. */
  async again(key) {
    this.stop();
    const some = await this.offer().catch((problem) => showProblem(problem));
    this.part.hidden = false;
    this.say(some === false ? `${say(key)} ${say("page.times.none")}` : say(key));
    focusOn(this.title);
  }

  say(text) {
    this.told.textContent = text;
    this.told.hidden = !text;
  }

  hide() {
    this.stop();
    this.part.hidden = true;
  }

  stop() {
    clearInterval(this.timer);
    this.say("");
  }
}

/** The times of one kind, by day; later ones are asked for. */
export class Kind {
  constructor(owner, type) {
    this.owner = owner;
    this.type = type;
    this.times = [];
    this.from = null;
    this.days = h("ul", { class: "days" });
    this.later = button(say("page.times.later"), () => whileBusy(this.later, () => this.more()), "quiet small");
    this.later.setAttribute("aria-label", `${say("page.times.later")}: ${type.name}`);
    this.part = h("div", {}, h("h4", {}, kindOf(type)), this.days, h("p", {}, this.later));
  }

  async load() {
    const from = this.from ?? serviceNow().toISOString();
    const asked = `?time-type-id=${this.type.id}&limit=${PAGE}${this.owner.where}${this.from ? `&from=${from}` : ""}`;
    const { times } = await this.owner.ask("GET", `/bookable-times${asked}`);
    this.take(times, from);
    return this;
  }

  /** A day that an answer may have cut is shown when it is whole. */
  take(times, from) {
    const days = byDay(times);
    const isCut = times.length === PAGE && days.length > 1;
    const whole = isCut ? days.slice(0, -1) : days;
    this.times.push(...whole.flatMap(([, of]) => of));
    this.from = isCut ? days.at(-1)[0] : new Date(new Date(times.at(-1)?.starts_at ?? from).getTime() + (times.length === PAGE ? 1 : AHEAD)).toISOString();
    this.days.append(...whole.map(([day, of]) => this.day(day, of)));
  }

  async more() {
    const before = this.times.length;
    try {
      await this.load();
    } catch (problem) {
      return showProblem(problem);
    }
    if (this.times.length > before) return this.days.children[byDay(this.times.slice(0, before)).length]?.querySelector("button").focus();
    const none = h("p", { class: "hint", tabindex: "-1" }, say("page.times.no_later"));
    this.later.replaceWith(none);
    return none.focus();
  }

  /** A day is opened by a button that tells how many times it has. */
  day(moment, of) {
    lists += 1;
    const list = h("ul", { class: "day-times", id: `times-${lists}`, hidden: true }, of.map((time) => h("li", {}, this.time(time, of))));
    const open = button(dayWithNumber(moment, of.length), () => {
      list.hidden = !list.hidden;
      open.setAttribute("aria-expanded", String(!list.hidden));
    }, "quiet small");
    open.setAttribute("aria-expanded", "false");
    open.setAttribute("aria-controls", list.id);
    return h("li", {}, open, list);
  }

  time(time, of) {
    const twice = of.some((other) => other !== time && timeOf(other.starts_at) === timeOf(time.starts_at));
    const clock = twice ? `${timeOf(time.starts_at)} ${time.text.match(/\(.*\)$/)?.[0] ?? ""}` : timeOf(time.starts_at);
    const take = button(clock, () => whileBusy(take, () => this.owner.choose(time)), "small");
    const key = this.owner.moving ? "page.times.move_to" : "page.times.book";
    take.setAttribute("aria-label", say(key, { time: clock, day: fullDay(time.starts_at) }));
    return take;
  }
}
