// Alerts: somebody affirmed a warning sign. Whoever takes care of it sees at once whom to call.
import { newKey } from "./api.js";
import { button, byId, h, say, sayIfKnown, whileBusy } from "./page.js";
import { clearFaults } from "./problems.js";
import { dayAndClock } from "./times.js";

const PAGE = 100; // as many as one answer holds
let shown = "";

/** Show the open alerts; nothing moves when they are the same as before. */
export async function showAlerts(desk) {
  const items = await openAlerts(desk);
  if (!desk.isOpen()) return;
  const text = JSON.stringify(items);
  if (text === shown && byId("alerts").hasChildNodes()) return;
  shown = text;
  const list = h("ul", { class: "alerts" }, items.map((alert) => line(alert, desk)));
  byId("alerts").replaceChildren(items.length ? list : h("p", { class: "hint" }, say("page.desk.alerts_none")));
}

/** All that are open, the oldest first, however many there are. */
async function openAlerts(desk) {
  const items = [];
  for (let more = true; more; ) {
    const page = await desk.ask("GET", `/alerts?limit=${PAGE}&offset=${items.length}`);
    items.push(...page.items);
    more = page.more && page.items.length > 0;
  }
  return items;
}

function raised(alert) {
  const when = dayAndClock(alert.raised_at);
  const values = { when, unit: alert.unit.name };
  if (alert.times_raised === 1) return say("page.desk.alert_raised", values);
  return say("page.desk.alert_raised_again", { ...values, count: alert.times_raised, last: dayAndClock(alert.last_raised_at) });
}

function headingOf(alert) {
  if (alert.kind === "assessments_due") return say("page.desk.alert_assessments_due", { count: alert.number });
  return sayIfKnown(`page.desk.alert_${alert.kind}`) ?? say("page.desk.alert_same_hour");
}

function line(alert, desk) {
  const take = button(say("page.desk.acknowledge"), () => whileBusy(take, () => acknowledge(alert, desk)), "danger");
  return h(
    "li",
    {},
    h("p", { class: "ring-heading" }, headingOf(alert)),
    h("p", {}, raised(alert)),
    h("p", {}, take),
  );
}

async function acknowledge(alert, desk) {
  clearFaults();
  try {
    const taken = await desk.ask("POST", `/alerts/${alert.alert_id}/acknowledgements`, { key: newKey() });
    await showAlerts(desk);
    if (taken.claim) return desk.takeOn(taken.claim);
    desk.show(taken.acknowledged_by ? "page.desk.acknowledged" : "page.desk.alert_over");
    if (!alert.contact_id) return undefined;
    const contact = await desk.ask("GET", `/desk/contact-requests/${alert.contact_id}`);
    desk.showPerson(contact, { numberIsWrong: alert.kind === "wrong_number" && contact.state === "not_reached" });
  } catch (problem) {
    desk.refused(problem);
  }
}
