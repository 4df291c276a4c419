// The unit manager: a week of staff time, person by person; what a change breaks is shown before it is saved.
import { Problem, call, newKey } from "./api.js";
import { byId, focusOn, h, say, whileBusy } from "./page.js";
import { clearFaults, showProblem } from "./problems.js";
import { showWho, signedIn, signIn, signOut } from "./sign_in.js";
import { dayAfter, dayIn, momentOn, serviceNow, weekdayOf } from "./times.js";
import { confirmed } from "./unit_manager_breaks.js";
import { closeForm, prepareForm, showForm } from "./unit_manager_form.js";
import { weekTable } from "./unit_manager_week.js";

const PAGE = 100; // as many as one answer holds
const DAYS = 7;

/** What the parts of the page share. */
const room = {
  ask: (method, path, more = {}) => call(method, path, { token: signedIn("staff")?.token, ...more }),
  unit: () => byId("unit_id").value,
  staff: [],
  change,
};
let monday = mondayOf(dayIn(serviceNow()));

function mondayOf(day) {
  return dayAfter(day, 1 - weekdayOf(day));
}

async function enter() {
  clearFaults();
  await signIn("staff").catch(() => showProblem(new Problem(0, { type: "offline" })));
}

async function begin() {
  if (!signedIn("staff")) return outside();
  try {
    room.staff = await all("/staff");
    byId("outside").hidden = true;
    byId("inside").hidden = false;
    showWho("staff", outside);
    showUnits();
    prepareForm(room);
    await look();
  } catch (problem) {
    refused(problem);
  }
}

/** Everything of a list, page by page. */
async function all(path) {
  const found = [];
  for (let more = true; more; ) {
    const page = await room.ask("GET", `${path}${path.includes("?") ? "&" : "?"}limit=${PAGE}&offset=${found.length}`);
    found.push(...page.items);
    more = page.more && page.items.length > 0;
  }
  return found;
}

/** The units somebody works at whose time may be changed; a manager has their own. */
function showUnits() {
  const units = new Map(room.staff.map(({ unit }) => [unit.id, unit.name]));
  const named = [...units].sort(([, one], [, other]) => one.localeCompare(other, "sv"));
  byId("unit_id").replaceChildren(...named.map(([id, name]) => h("option", { value: id }, name)));
  byId("unit_id").onchange = () => whileBusy(byId("unit_id"), look);
}

/** Fetch the week and show it. */
async function look() {
  const last = dayAfter(monday, DAYS - 1);
  try {
    const query = `unit-id=${encodeURIComponent(room.unit())}&from-day=${monday}&to-day=${last}`;
    const times = await all(`/staff-time?${query}`);
    const there = room.staff.filter((one) => one.units.includes(room.unit()));
    const days = Array.from({ length: DAYS }, (_, number) => dayAfter(monday, number));
    byId("week-heading").textContent = say("page.unit_manager.week", { from: monday, to: last });
    byId("nobody").hidden = there.length > 0;
    const acts = { open: showForm, sick: reportSick, back: takeBack };
    byId("week").replaceChildren(weekTable(there, times, days, acts));
  } catch (problem) {
    refused(problem);
  }
}

/** Show what a request would break; once that is accepted do it, say so and show the week anew. */
async function change(heading, done, method, path, body) {
  clearFaults();
  try {
    const tried = await room.ask(method, `${path}?dry-run=true`, { body });
    if (!(await confirmed(heading, tried))) return;
    await room.ask(method, path, { body, key: method === "POST" ? newKey() : undefined });
    closeForm();
    await look();
    byId("said").textContent = done;
    focusOn(byId("said"));
  } catch (problem) {
    refused(problem);
  }
}

const ofStaff = (staffId, what) => `/staff/${encodeURIComponent(staffId)}/${what}`;

const reportSick = ({ staff_id: id, name }) =>
  change(say("page.unit_manager.sick_of", { name }), say("page.unit_manager.said_sick"), "POST", ofStaff(id, "sick-calls"), {});

const takeBack = ({ staff_id: id, name }) =>
  change(say("page.unit_manager.back_of", { name }), say("page.unit_manager.said_back"), "POST", ofStaff(id, "sick-call-withdrawals"), {});

function refused(problem) {
  if (problem.status === 403) {
    byId("outside").hidden = true;
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
  closeForm();
  for (const id of ["week", "said", "unit_id", "staff_id"]) byId(id).replaceChildren();
  byId("inside").hidden = true;
  byId("not-for-you").hidden = true;
  byId("outside").hidden = false;
  byId("who").hidden = true;
}

const turnTo = (id, day) => byId(id).addEventListener("click", () => {
  monday = day();
  whileBusy(byId(id), look);
});
turnTo("earlier", () => dayAfter(monday, -DAYS));
turnTo("later", () => dayAfter(monday, DAYS));
turnTo("this-week", () => mondayOf(dayIn(serviceNow())));
byId("add").addEventListener("click", () => showForm(null, momentOn(dayIn(serviceNow()) > monday ? dayIn(serviceNow()) : monday, "08:00")));
byId("sign-in").addEventListener("click", () => whileBusy(byId("sign-in"), enter));
await begin();
