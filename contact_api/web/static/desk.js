// The staff desk: sign in, take the next contact, see what waits and what is urgent.
import { wordsOfOutcome } from "./desk_actions.js";
import { showAlerts } from "./desk_alerts.js";
import { Assessments } from "./desk_assessments.js";
import { DayBookings } from "./desk_bookings.js";
import { Held } from "./desk_contact.js";
import { recoverOutcome } from "./desk_outcome.js";
import { PlannedContact } from "./desk_plan.js";
import { Queue } from "./desk_queue.js";
import { TelephoneTimes } from "./desk_telephone_times.js";
import { Problem, allUnits, call, catalogue } from "./api.js";
import { byId, button, focusOn, h, say, whileBusy } from "./page.js";
import { clearFaults, showProblem } from "./problems.js";
import { showWho, signedIn, signIn, signOut } from "./sign_in.js";

const QUEUE_EVERY = 30000; // milliseconds
const ALERTS_EVERY = 15000;

/** What the parts of the desk share: the words of the catalogue, and a way to ask as who is signed in. */
const desk = {
  names: { reasons: {}, facts: {}, red_flags: {}, professions: {} },
  units: [],
  isOpen: () => !byId("inside").hidden,
  ask: (method, path, more = {}) => call(method, path, { token: signedIn("staff")?.token, ...more }),
  show: (key, values) => {
    byId("said").textContent = say(key, values);
    focusOn(byId("said"));
  },
  ended: () => {
    showPull();
    queue.refresh();
    assessments.refresh();
    telephoneTimes.refresh();
  },
  refused,
  showPerson: (contact, more) => held.look(contact, more),
  takeOn,
};
const held = new Held(desk);
const queue = new Queue(desk);
const assessments = new Assessments(desk);
const telephoneTimes = new TelephoneTimes(desk);
new DayBookings(desk);
new PlannedContact(desk);

async function enter() {
  clearFaults();
  await signIn("staff").catch(() => showProblem(new Problem(0, { type: "offline" })));
}

async function begin() {
  if (!signedIn("staff")) return outside();
  byId("outside").hidden = true;
  byId("inside").hidden = false;
  showWho("staff", outside);
  byId("contact").replaceChildren(h("p", { class: "hint" }, say("page.common.loading")));
  try {
    const [rules, units] = await Promise.all([catalogue(), allUnits()]);
    for (const kind of Object.keys(desk.names)) {
      desk.names[kind] = Object.fromEntries(rules[kind].map((entry) => [entry.code, entry.text]));
    }
    desk.units = units;
    await tend();
  } catch (problem) {
    refused(problem);
  }
}

/** See the alerts, what is held already and the queue, and go on seeing them. */
async function tend() {
  await watch();
  if (!signedIn("staff")) return;
  try {
    const saved = await recoverOutcome(desk).catch((problem) => refused(problem) ?? null);
    if (!signedIn("staff")) return;
    const claim = await desk.ask("GET", "/work-queue/claims/current");
    if (!desk.isOpen()) return;
    if (claim) held.hold(claim);
    else showPull();
    if (saved) desk.show(...wordsOfOutcome(saved));
    const refreshAll = () => Promise.all([queue.refresh(), assessments.refresh(), telephoneTimes.refresh()]);
    await refreshAll();
    setInterval(() => ifInside(refreshAll), QUEUE_EVERY);
  } catch (problem) {
    if (problem.status !== 403) throw problem;
    byId("contact").replaceChildren(h("p", { class: "notice" }, say("page.desk.not_for_you")));
    for (const id of ["queue-part", "assessments-part", "telephone-part", "bookings-part"]) byId(id).hidden = true;
  }
  setInterval(() => ifInside(watch), ALERTS_EVERY);
}

const ifInside = (act) => desk.isOpen() && signedIn("staff") && act();

/** See the alerts. When they cannot be seen that is said beside them, without moving the focus. */
async function watch() {
  try {
    await showAlerts(desk);
    byId("alerts-stale").hidden = true;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.status === 401) return refused(problem);
    byId("alerts-stale").hidden = false;
  }
}

function showPull() {
  const take = button(say("page.desk.pull"), () => whileBusy(take, pull));
  take.id = "pull";
  byId("contact").replaceChildren(h("p", { class: "hint" }, say("page.desk.no_contact")), h("p", {}, take));
}

async function pull() {
  clearFaults();
  byId("said").textContent = "";
  try {
    const claim = await desk.ask("POST", "/work-queue/pulls");
    if (!desk.isOpen()) return undefined;
    if (!claim) return desk.show("page.desk.none");
    await takeOn(claim);
  } catch (problem) {
    refused(problem);
  }
}

/** Show the contact that is held from now on. */
async function takeOn(claim) {
  byId("said").textContent = "";
  held.hold(claim);
  focusOn(byId("contact-heading"));
  await queue.refresh();
}

/** Say what went wrong; a sign-in that has run out leads back to the door, a lost lease to the next contact. */
function refused(problem) {
  if (problem.status === 401) {
    signOut("staff");
    outside();
  }
  if (["lease-lost", "contact-is-closed", "contact-not-found"].includes(problem.code)) {
    held.letGo();
    showPull();
  }
  showProblem(problem);
}

function outside() {
  held.letGo();
  byId("contact").replaceChildren();
  byId("queue").replaceChildren();
  byId("assessments").replaceChildren();
  byId("alerts").replaceChildren();
  byId("inside").hidden = true;
  byId("outside").hidden = false;
  byId("who").hidden = true;
}

byId("sign-in").addEventListener("click", () => whileBusy(byId("sign-in"), enter));
byId("refresh").addEventListener("click", () => whileBusy(byId("refresh"), () => queue.refresh()));
byId("more-assessments").addEventListener("click", () => whileBusy(byId("more-assessments"), () => assessments.more()));
byId("more").addEventListener("click", () => whileBusy(byId("more"), () => queue.more()));
await begin();
