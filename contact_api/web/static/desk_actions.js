// What staff do with the contact they hold: say how it went, give it back, pass it on, change its urgency.
import { newKey } from "./api.js";
import { button, byId, focusOn, h, say, sure, whileBusy } from "./page.js";
import { clearFaults, showFaults } from "./problems.js";
import { dayAndClock } from "./times.js";
import { isBooked } from "./desk_book_time.js";
import { saveOutcome } from "./desk_outcome.js";
import { urgencyOf } from "./desk_words.js";

const RESULTS = [
  "advice", "self_care", "booked_visit", "booked_distance", "prescription", "referred", "sent_to_112", "administrative",
];
const URGENCIES = ["U0", "U1", "U2", "U3", "U4", "U5", "U6"];

/** The controls for a held contact. */
export function actionsOn(claim, desk, held) {
  const act = (what, body, done) => change(claim, desk, what, body, done);
  return [outcomes(claim, desk, held), release(act, held), transfer(act, held, desk, claim.contact), override(act, held, desk, claim)];
}

/** Change the held contact, once however often it is sent; then go on with what came of it. */
async function change(claim, desk, what, body, done) {
  clearFaults();
  byId("said").textContent = "";
  try {
    const path = `/work-queue/claims/${claim.contact.contact_id}/${what}`;
    const sent = { ...body, lease_number: claim.lease_number };
    await done(await desk.ask("POST", path, { body: sent, key: newKey() }));
  } catch (problem) {
    desk.refused(problem);
  }
}

function outcomes(claim, desk, held) {
  const save = async (outcome, result, more) => {
    clearFaults();
    byId("said").textContent = "";
    try {
      held.done(...wordsOfOutcome(await saveOutcome(desk, claim, outcome, result, more)));
    } catch (problem) {
      desk.refused(problem);
    }
  };
  const ask = async (outcome) => {
    const [heading, means] = [`page.desk.sure_${outcome}`, `page.desk.sure_${outcome}_means`];
    if (await sure(say(heading), say(means))) await save(outcome);
  };
  return h(
    "fieldset",
    { class: "outcome" },
    h("legend", {}, say("page.desk.outcome")),
    reached((outcome, result, more) => isTrue(result, claim, desk).then((yes) => yes && save(outcome, result, more)), claim.contact),
    h(
      "p",
      { class: "calls" },
      pressing("no_answer", () => save("no_answer")),
      pressing("wrong_number", () => ask("wrong_number")),
      pressing("declined", () => ask("declined")),
    ),
  );
}

/** Whoever says that a time is booked is asked when none is; they may still save it, as it may stand elsewhere. */
async function isTrue(result, claim, desk) {
  if (!result.startsWith("booked_")) return true;
  const booked = await isBooked(claim, desk).catch(() => true); // what cannot be looked up stops nobody
  return booked || sure(say("page.desk.sure_unbooked"), say("page.desk.sure_unbooked_means"));
}

function pressing(outcome, act) {
  const press = button(say(`outcome.${outcome}`), () => whileBusy(press, act), "quiet");
  press.dataset.outcome = outcome;
  return press;
}

/** Somebody was reached; where the guarantee has it assessed within three days, licensed staff may say it need not be. */
function reached(save, contact) {
  const results = h("select", { id: "result" }, RESULTS.map((code) => h("option", { value: code }, say(`page.desk.result_${code}`))));
  const press = button(say("outcome.reached"), () => whileBusy(press, () => save("reached", results.value, needless.checked ? { no_assessment_needed: true } : {})));
  press.dataset.outcome = "reached";
  const needless = h("input", { type: "checkbox", id: "needless" });
  const option = h("div", { class: "option" }, needless, h("label", { for: "needless" }, say("page.desk.no_assessment_needed")));
  return h(
    "div",
    {},
    contact.guarantee === "none" ? null : option,
    h("div", { class: "together" }, field("result", "page.desk.result", results), press),
  );
}

/** What is said of an outcome that was saved: a text and its values. */
export function wordsOfOutcome({ outcome, standing }) {
  if (standing.next_try_at) return ["page.desk.saved_retry", { when: dayAndClock(standing.next_try_at) }];
  if (outcome === "wrong_number") return ["page.desk.saved_wrong_number"];
  if (standing.state === "not_reached") return ["page.desk.saved_last"];
  return ["page.desk.saved", { outcome: say(`outcome.${outcome}`) }];
}

function release(act, held) {
  const press = button(say("page.desk.release"), () => whileBusy(press, () => act("releases", {}, () => held.done("page.desk.released"))), "quiet");
  press.id = "release";
  return h("p", {}, press);
}

function transfer(act, held, desk, contact) {
  const professions = Object.entries(desk.names.professions).map(([code, text]) => [code, text]);
  const units = desk.units.filter((unit) => unit.id !== contact.unit.id).map((unit) => [unit.id, unit.name]);
  const yes = saysYes(() => isOtherProvider(byId("to_unit").value, contact, desk));
  const send = async () => {
    const [profession, unit] = [byId("to_professions").value, byId("to_unit").value];
    const why = byId("transfer_why").value.trim();
    const faults = [];
    if (!profession && !unit) faults.push(["to_professions", say("page.desk.need_target")]);
    if (!why) faults.push(["transfer_why", say("page.desk.need_why")]);
    if (yes.isMissing()) faults.push(["consent", say("page.desk.need_consent")]);
    if (faults.length) return showFaults(faults);
    const body = { why, to_professions: profession ? [profession] : undefined, to_unit: unit || undefined, consent: yes.given() };
    await act("transfers", body, () => held.done("page.desk.transferred"));
  };
  return fold(
    "transfer",
    field("to_professions", "page.desk.to_profession", choose("to_professions", professions)),
    field("to_unit", "page.desk.to_unit", choose("to_unit", units, yes.ask)),
    yes.part,
    whyField("transfer_why"),
    sending("page.desk.transfer", send),
  );
}

function override(act, held, desk, claim) {
  const urgencies = URGENCIES.filter((code) => code !== claim.contact.urgency).map((code) => [code, urgencyOf(code)]);
  const select = h("select", { id: "urgency" }, urgencies.map(([code, text]) => h("option", { value: code }, text)));
  const send = async () => {
    const why = byId("override_why").value.trim();
    if (!why) return showFaults([["override_why", say("page.desk.need_why")]]);
    await act("triage-overrides", { why, urgency: select.value }, () => seen(desk, held));
  };
  return fold(
    "override",
    h("p", { class: "hint" }, say("page.desk.override_hint")),
    field("urgency", "page.desk.new_urgency", select),
    whyField("override_why"),
    sending("page.desk.override", send),
  );
}

/** Show the contact as it now stands; it is still held. */
async function seen(desk, held) {
  const claim = await desk.ask("GET", "/work-queue/claims/current");
  if (!claim) return held.done("page.desk.lost");
  held.hold(claim);
  desk.show("page.desk.overridden");
}

const fold = (name, ...parts) =>
  h("details", { class: "more", id: name, ontoggle: (event) => event.target.open && focusOn(event.target) },
    h("summary", {}, say(`page.desk.${name}`)), ...parts);

function sending(key, send) {
  const press = button(say(key), () => whileBusy(press, send));
  return h("p", {}, press);
}

/** Whether passing on to this unit discloses the citizen to a care provider they have not said yes to. */
function isOtherProvider(unitId, contact, desk) {
  const providerOf = (id) => desk.units.find((unit) => unit.id === id)?.provider_id;
  return Boolean(unitId) && contact.consent !== "any_provider" && providerOf(unitId) !== providerOf(contact.unit.id);
}

/** The citizen's yes to another care provider: asked for only where that is what the contact would be passed on to. */
function saysYes(isNeeded) {
  const box = h("input", { type: "checkbox", id: "consent", "aria-describedby": "consent-hint consent-error" });
  const part = h(
    "div",
    { class: "field", "data-field": "consent", hidden: true },
    h("p", { class: "hint", id: "consent-hint" }, say("page.desk.consent_hint")),
    h("p", { class: "error", id: "consent-error", hidden: true }),
    h("div", { class: "option" }, box, h("label", { for: "consent" }, say("page.desk.consent_given"))),
  );
  const ask = () => {
    part.hidden = !isNeeded();
    box.checked = false; // a yes is to the unit that was named
  };
  return {
    part,
    ask,
    isMissing: () => isNeeded() && !box.checked,
    given: () => (isNeeded() && box.checked ? "any_provider" : undefined),
  };
}

function choose(id, options, onchange) {
  const all = [["", say("page.desk.same")], ...options];
  return h("select", { id, "aria-describedby": `${id}-error`, onchange }, all.map(([value, text]) => h("option", { value }, text)));
}

function whyField(id) {
  const area = h("textarea", { id, rows: "2", maxlength: "500", "aria-describedby": `${id}-hint ${id}-error` });
  return field(id, "page.desk.why", area, "page.desk.why_hint");
}

function field(id, label, control, hint) {
  return h(
    "div",
    { class: "field", "data-field": id },
    h("label", { for: id }, say(label)),
    hint ? h("p", { class: "hint", id: `${id}-hint` }, say(hint)) : null,
    h("p", { class: "error", id: `${id}-error`, hidden: true }),
    control,
  );
}
