// Assessed within three days, over the last month: of those due, of those over the limit who chose to wait, and what was published.
import { byId, say, term } from "./page.js";
import { serviceNow } from "./times.js";

const DAYS = 31; // what one answer spans
const A_DAY = 24 * 3600 * 1000;
const EVERY = 300000; // milliseconds: it changes slowly

let known = null;
let asked = 0;

/** The figures of the last month, fetched now and then. */
export async function assessmentsOf(room) {
  const now = serviceNow();
  if (known && now - asked < EVERY) return known;
  const [from, to] = [day(now - (DAYS - 1) * A_DAY), day(now)];
  known = await room.ask("GET", `/figures?from=${from}&to=${to}`);
  asked = now;
  return known;
}

export function showAssessments({ lines, references }) {
  const sum = (name) => lines.reduce((total, line) => total + line[name], 0);
  const [due, inTime] = [sum("assessments_due"), sum("assessed_in_time")];
  const over = { over: sum("assessments_over"), chosen: sum("over_by_choice") };
  const shares = { part: inTime, whole: due, percent: due ? Math.round((100 * inTime) / due) : "–" };
  byId("assessed").replaceChildren(
    ...term(say("page.control_room.assessed_in_time"), say("page.control_room.assessed_of", shares)),
    ...term(say("page.control_room.assessments_over"), say("page.control_room.over_by_choice", over)),
    ...term(say("page.control_room.no_assessment_needed"), String(sum("no_assessment_needed"))),
    ...term(say("page.control_room.guarantee_missing"), String(sum("guarantee_missing"))),
    ...term(say("page.control_room.published"), published(references)),
  );
}

/** The region's own published figures, the latest first, with who published them and when they were read. */
function published(references) {
  const own = references.filter((one) => one.figure === "assessed_in_time" && one.area === "region");
  const told = own.sort((one, other) => other.year - one.year).map(({ percent, year }) => `${percent} % (${year})`);
  return own.length ? `${told.join(", ")}. ${own[0].source}, ${own[0].as_of}` : "";
}

const day = (moment) => new Date(moment).toISOString().slice(0, 10);
