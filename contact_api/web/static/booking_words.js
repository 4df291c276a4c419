// A booked or bookable time in words; every time of day by the region's clock.
import { h, say, term } from "./page.js";
import { clock, dayAndClock, dayKey, fullDay } from "./times.js";

/** The time of day as it is said aloud: "13.30". */
export function timeOf(moment) {
  const [hour, minute] = clock(moment).split(":");
  return say("page.times.clock", { hour, minute });
}

/** "torsdag 4 februari kl. 13.30"; an hour that comes twice is told by its text. */
export const dayAndTime = (moment) => say("page.common.clock", { day: fullDay(moment), time: timeOf(moment) });

/** What kind of time it is: its name, how long, and how the two meet. */
export const kindOf = (type) =>
  say("page.times.kind", { name: type.name, minutes: type.duration_minutes, form: say(`page.times.form_${type.form}`) });

/** Times by local day, in their order: pairs of a day's first moment and its times. */
export function byDay(times) {
  const days = new Map();
  for (const one of times) days.set(dayKey(one.starts_at), [...(days.get(dayKey(one.starts_at)) ?? []), one]);
  return [...days.values()].map((of) => [of[0].starts_at, of]);
}

export const dayWithNumber = (moment, number) =>
  say(number === 1 ? "page.times.day_one" : "page.times.day", { day: fullDay(moment), count: number });

/** What is to be known of a booked or held time. */
export function factsOf(booking) {
  const until = booking.change_until;
  const isAhead = booking.state === "booked";
  return h(
    "dl",
    { class: "facts" },
    ...term(say("page.times.when"), dayAndTime(booking.starts_at)),
    ...term(say("page.times.what"), kindOf(booking.time_type)),
    ...term(say("page.times.where"), booking.unit.name),
    ...term(say("page.times.preparation"), booking.time_type.preparation),
    ...term(isAhead && say("page.times.change_until"), isAhead && (until ? dayAndClock(until) : say("page.times.change_no_more"))),
  );
}
