// Times by the service's clock and in the region's zone, whatever this device is set to.
import { config, say } from "./page.js";

const LOCALE = { sv: "sv-SE", en: "en-GB" }[config.language] ?? "sv-SE";
const inZone = (locale, options) => new Intl.DateTimeFormat(locale, { timeZone: config.zone, ...options });
const CLOCK = inZone(LOCALE, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAY = inZone(LOCALE, { weekday: "long", day: "numeric", month: "long" });
const SHORT_DAY = inZone(LOCALE, { weekday: "short", day: "numeric", month: "short" });
const ISO_DAY = inZone("sv-SE", { year: "numeric", month: "2-digit", day: "2-digit" });
const WALL = inZone("sv-SE", {
  year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});
const A_DAY = 24 * 3600 * 1000;

let skew = 0; // how far this device is behind the server, in milliseconds

/** Learn from an answer's Date header how far this device's clock is off. */
export function noteServerDate(header) {
  const told = Date.parse(header ?? "");
  if (Number.isFinite(told) && Math.abs(told - Date.now() - skew) > 2000) skew = told - Date.now();
}

export const serviceNow = () => new Date(Date.now() + skew + config.clock_offset_seconds * 1000);

export const clock = (moment) => CLOCK.format(new Date(moment));

/** The local day as a key that sorts: two moments of one day have the same. */
export const dayKey = (moment) => ISO_DAY.format(new Date(moment));

/** The day in full, whenever it is: "torsdag 4 februari". */
export const fullDay = (moment) => DAY.format(new Date(moment)).replace(",", "");

/** "i dag", "i morgon" or the day itself. */
export function dayOf(moment) {
  const day = ISO_DAY.format(new Date(moment));
  const now = serviceNow();
  if (day === ISO_DAY.format(now)) return say("page.common.today");
  if (day === ISO_DAY.format(new Date(now.getTime() + A_DAY))) return say("page.common.tomorrow");
  return DAY.format(new Date(moment));
}

export const dayAndClock = (moment) => say("page.common.clock", { day: dayOf(moment), time: clock(moment) });

/** The moment at which the region's clocks show `hhmm`, so many days from today. */
export const momentAt = (daysFromToday, hhmm) => momentOn(dayAfter(dayIn(serviceNow()), daysFromToday), hhmm);

/** The day of a moment in the region, as 2026-11-23. */
export const dayIn = (moment) => ISO_DAY.format(moment);

/** The day so many days later. */
export function dayAfter(day, days) {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10);
}

/** 1 Monday to 7 Sunday. */
export const weekdayOf = (day) => new Date(`${day}T00:00Z`).getUTCDay() || 7;

/** "mån 23 nov." */
export const shortDay = (moment) => SHORT_DAY.format(moment);

/** The moment at which the region's clocks show `hhmm` on that day. */
export function momentOn(isoDay, hhmm) {
  const [year, month, day] = isoDay.split("-").map(Number);
  const [hour, minute] = hhmm.split(":").map(Number);
  const wanted = Date.UTC(year, month - 1, day, hour, minute);
  const first = wanted - zoneOffset(wanted);
  return new Date(wanted - zoneOffset(first));
}

/** How far the zone is ahead of UTC at that moment, in milliseconds. */
function zoneOffset(moment) {
  const at = Object.fromEntries(WALL.formatToParts(new Date(moment)).map((part) => [part.type, part.value]));
  return Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second) - moment;
}
