// Alerts: somebody affirmed a warning sign. Whoever takes care of it sees at once whom to call.
import { newKey } from "./api.js";
import { button, byId, h, say, sayIfKnown, whileBusy } from "./page.js";
import { clearFaults } from "./problems.js";
import { dayAndClock } from "./times.js";

let shown = "";

/** Show the open alerts; nothing moves when they are the same as before. */
export async function showAlerts(desk) {
  const { items } = await desk.ask("GET", "/alerts?limit=100");
  if (!desk.isOpen()) return;
  const text = JSON.stringify(items);
  if (text === shown && byId("alerts").hasChildNodes()) return;
  shown = text;
  const list = h("ul", { class: "alerts" }, items.map((alert) => line(alert, desk)));
  byId("alerts").replaceChildren(items.length ? list : h("p", { class: "hint" }, say("page.desk.alerts_none")));
}

function line(alert, desk) {
  const take = button(say("page.desk.acknowledge"), () => whileBusy(take, () => acknowledge(alert, desk)), "danger");
  return h(
    "li",
    {},
    h("p", { class: "ring-heading" }, sayIfKnown(`page.desk.alert_${alert.kind}`) ?? say("page.desk.alert_same_hour")),
    h("p", {}, say("page.desk.alert_raised", { when: dayAndClock(alert.raised_at), unit: alert.unit.name })),
    h("p", {}, take),
  );
}

async function acknowledge(alert, desk) {
  clearFaults();
  try {
    await desk.ask("POST", `/alerts/${alert.alert_id}/acknowledgements`, { key: newKey() });
    await showAlerts(desk);
    desk.show("page.desk.acknowledged");
    const contact = await desk.ask("GET", `/desk/contact-requests/${alert.contact_id}`);
    desk.showPerson(contact, { numberIsWrong: alert.kind === "wrong_number" && contact.state === "not_reached" });
  } catch (problem) {
    desk.refused(problem);
  }
}
