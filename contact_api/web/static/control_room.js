// The control room: how today's promises stand, what does not add up, and what if. It refreshes itself while it is seen.
import { showAlerts } from "./control_room_alerts.js";
import { assessmentsOf, showAssessments } from "./control_room_assessments.js";
import { showInboundCalls } from "./control_room_inbound_calls.js";
import { prepareDialling, showDialling } from "./control_room_dialling.js";
import { showPromises, showUnits } from "./control_room_promises.js";
import { showSupply } from "./control_room_supply.js";
import { showShortfalls } from "./control_room_shortfalls.js";
import { prepareWhatIf, tryChange } from "./control_room_what_if.js";
import { Problem, allUnits, call, catalogue } from "./api.js";
import { byId, say, whileBusy } from "./page.js";
import { clearFaults, showProblem } from "./problems.js";
import { showWho, signedIn, signIn, signOut } from "./sign_in.js";
import { clock, serviceNow } from "./times.js";

const EVERY = 15000; // milliseconds

/** What the parts of the page share: a way to ask as who is signed in, and what to do with a refusal. */
const room = {
  ask: (method, path, more = {}) => call(method, path, { token: signedIn("staff")?.token, ...more }),
  isOpen: () => !byId("inside").hidden,
  tryChange: (change, what) => tryChange(room, change, what),
  refused,
};

async function enter() {
  clearFaults();
  await signIn("staff").catch(() => showProblem(new Problem(0, { type: "offline" })));
}

async function begin() {
  if (!signedIn("staff")) return outside();
  byId("outside").hidden = true;
  byId("inside").hidden = false;
  showWho("staff", outside);
  try {
    const [rules, units, capacity] = await Promise.all([catalogue(), allUnits(), room.ask("GET", "/capacity")]);
    const seen = new Set(capacity.hours.map((hour) => hour.unit.id)); // a manager's own unit, or all that work today
    const mine = units.filter((unit) => seen.has(unit.id));
    showUnits(mine);
    prepareWhatIf(room, mine, units, rules.professions);
    prepareDialling(room);
    await look();
    setInterval(() => room.isOpen() && document.visibilityState === "visible" && look(), EVERY);
  } catch (problem) {
    refused(problem);
  }
}

/** Fetch how things stand. When that fails it is said, what was seen stays, and the focus does not move. */
async function look() {
  if (!signedIn("staff")) return outside();
  try {
    const [short, capacity, figures, inboundCalls, assessments] = await Promise.all([
      room.ask("GET", "/shortfalls"),
      room.ask("GET", "/capacity"),
      room.ask("GET", "/figures?group-by=unit"),
      room.ask("GET", "/telephony/inbound-figures"),
      assessmentsOf(room),
      showDialling(room),
      showAlerts(room),
      showSupply(room),
    ]);
    if (!room.isOpen()) return undefined;
    showShortfalls(room, short);
    showPromises(short, capacity, figures);
    showInboundCalls(inboundCalls);
    showAssessments(assessments);
    byId("updated").textContent = say("page.control_room.updated", { time: clock(serviceNow()) });
    byId("stale").hidden = true;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.status === 401 || problem.status === 403) return refused(problem);
    byId("stale").hidden = false;
  }
}

/** Say what went wrong; a sign-in that has run out leads back to the door, one without the right is told so. */
function refused(problem) {
  if (problem.status === 403) {
    byId("inside").hidden = true;
    byId("not-for-you").hidden = false;
    return;
  }
  if (problem.status === 401) {
    signOut("staff");
    outside();
  }
  showProblem(problem);
}

function outside() {
  for (const id of ["shortfalls", "summary", "inbound-calls", "assessed", "by-hour", "by-unit", "result", "short-now", "alerts"]) byId(id).replaceChildren();
  byId("inside").hidden = true;
  byId("not-for-you").hidden = true;
  byId("outside").hidden = false;
  byId("who").hidden = true;
}

byId("sign-in").addEventListener("click", () => whileBusy(byId("sign-in"), enter));
byId("refresh").addEventListener("click", () => whileBusy(byId("refresh"), look));
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && room.isOpen()) look();
});
await begin();
