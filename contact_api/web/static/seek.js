// Seek contact: what it is about, sign in, how to be reached, send; then the answer.
import { showAnswer } from "./answer.js";
import { Problem, allUnits, call, catalogue, newKey } from "./api.js";
import { byId, focusOn, h, say, whileBusy } from "./page.js";
import { clearFaults, showFaults, showProblem } from "./problems.js";
import { RedFlags } from "./red_flags.js";
import { faultsOf, requestOf } from "./request.js";
import { showWho, signedIn, signIn, signOut } from "./sign_in.js";

const DRAFT = "seek.draft"; // codes only, and only while the citizen signs in
const form = byId("seek");
let flags;
let sent = { text: "", key: "" };

function fill(rules, units) {
  const draft = JSON.parse(sessionStorage.getItem(DRAFT) ?? "{}");
  sessionStorage.removeItem(DRAFT);
  byId("unit_id").append(...units.map((unit) => h("option", { value: unit.id }, unit.name)));
  byId("reason").append(...rules.groups.map((group) => reasonsOf(group, rules)).filter((group) => group.children.length));
  byId("facts-list").append(...rules.facts.filter((fact) => fact.code !== "interpreter").map(factBox));
  for (const id of ["available_from", "available_to"]) byId(id).append(...halfHours());
  byId("available_from").value = "08:00";
  byId("available_to").value = hoursUntil(rules.called_until);
  byId("unit_id").value = draft.unit_id ?? "";
  byId("reason").value = draft.reason ?? "";
  flags = new RedFlags(rules, draft.red_flags);
  flags.show(byId("reason").value);
  listen();
  showSteps();
  if (draft.unit_id !== undefined && signedIn("citizen")) focusOn(byId("step-reach"));
}

function reasonsOf(group, rules) {
  const own = rules.reasons.filter((reason) => reason.group === group.code);
  return h("optgroup", { label: group.text }, own.map((reason) => h("option", { value: reason.code }, reason.text)));
}

function factBox(fact) {
  const id = `fact-${fact.code}`;
  const input = h("input", { type: "checkbox", id, name: "fact", value: fact.code });
  return h("div", { class: "option" }, input, h("label", { for: id }, fact.text));
}

/** The last half hour that can be chosen until people are called; the day may end between two. */
function hoursUntil(calledUntil) {
  const times = halfHours().map((option) => option.value);
  return times.findLast((time) => time <= calledUntil && time > "08:00") ?? times.at(-1);
}

function halfHours() {
  const times = [];
  for (let minutes = 7 * 60; minutes <= 20 * 60; minutes += 30) {
    const text = `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
    times.push(h("option", { value: text }, text));
  }
  return times;
}

function listen() {
  byId("reason").addEventListener("change", () => flags.show(byId("reason").value));
  form.addEventListener("change", showDependents);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    whileBusy(byId("send"), send);
  });
  byId("sign-in").addEventListener("click", () => whileBusy(byId("sign-in"), leaveToSignIn));
}

function showSteps() {
  const inside = signedIn("citizen") !== null;
  byId("step-sign-in").hidden = inside;
  byId("rest").hidden = !inside;
  showWho("citizen", () => location.reload());
  if (inside && !byId("own_name").value) byId("own_name").value = signedIn("citizen").name;
  showDependents();
}

function showDependents() {
  byId("for-somebody").hidden = form.elements.whom.value === "self";
  byId("some-hours").hidden = form.elements.hours.value === "any";
  document.querySelector("[data-field=identity]").hidden = byId("identity_kind").value === "none";
}

async function leaveToSignIn() {
  clearFaults();
  const draft = { unit_id: byId("unit_id").value, reason: byId("reason").value, red_flags: [...flags.ticked] };
  sessionStorage.setItem(DRAFT, JSON.stringify(draft));
  await signIn("citizen").catch(() => showProblem(new Problem(0, { type: "offline" })));
}

async function send() {
  clearFaults();
  const who = signedIn("citizen");
  if (!who) return showSteps();
  const faults = faultsOf(form);
  if (faults.length) return showFaults(faults);
  const body = requestOf(form, flags.ticked);
  byId("send").textContent = say("page.seek.sending");
  try {
    const taken = await call("POST", "/contact-requests", { body, token: who.token, key: keyFor(body) });
    byId("seeking").hidden = true;
    showAnswer(taken, who.token);
  } catch (problem) {
    if (problem.status === 401) {
      signOut("citizen");
      showSteps();
    }
    showProblem(problem);
  } finally {
    byId("send").textContent = say("page.seek.send");
  }
}

/** The same content has the same key, so that sending it again cannot make a second request. */
function keyFor(body) {
  const text = JSON.stringify(body);
  if (text !== sent.text) sent = { text, key: newKey() };
  return sent.key;
}

try {
  const [rules, units] = await Promise.all([catalogue(), allUnits()]);
  form.hidden = false;
  fill(rules, units);
} catch (problem) {
  showProblem(problem);
}
