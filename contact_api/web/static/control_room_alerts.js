// What the control room is to look at: units without staff time, rosters that end, assessments due, who sends more than one may.
import { Problem, newKey } from "./api.js";
import { button, byId, h, say, whileBusy } from "./page.js";
import { dayAndClock } from "./times.js";

const KINDS = [
  "shortage",
  "assessments_due",
  "roster_ends",
  "bookings_without_time",
  "waiting_overdue",
  "supply_below",
  "over_limit",
  "sender_over_limit",
];
const PAGE = 100; // as many as one answer holds

/** Show the open ones; who may not see alerts sees none. */
export async function showAlerts(room) {
  const found = [];
  try {
    for (let more = true, seen = 0; more; ) {
      const page = await room.ask("GET", `/alerts?limit=${PAGE}&offset=${seen}`);
      found.push(...page.items.filter((alert) => KINDS.includes(alert.kind)));
      seen += page.items.length;
      more = page.more && page.items.length > 0;
    }
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status !== 403) throw problem;
  }
  byId("alerts-part").hidden = found.length === 0;
  byId("alerts").replaceChildren(...found.map((alert) => line(room, alert)));
}

function line(room, alert) {
  const take = button(say("page.control_room.alert_take"), () => whileBusy(take, () => acknowledge(room, alert)), "small");
  take.setAttribute("aria-label", `${say("page.control_room.alert_take")}: ${alert.unit.name}`);
  const when = dayAndClock(alert.last_raised_at);
  const values = { unit: alert.unit.name, when, count: alert.number ?? "", number: alert.number ?? "" };
  return h("li", {}, h("span", {}, say(`page.control_room.alert_${alert.kind}`, values)), " ", take);
}

async function acknowledge(room, alert) {
  try {
    await room.ask("POST", `/alerts/${alert.alert_id}/acknowledgements`, { key: newKey() });
    await showAlerts(room);
  } catch (problem) {
    room.refused(problem);
  }
}
