// From the form to the request the API takes, and what is missing for one.
import { byId, config, say } from "./page.js";
import { momentAt, serviceNow } from "./times.js";

const value = (id) => byId(id).value.trim();
const ticked = (id) => byId(id).checked;

/** What must be corrected before it can be sent: pairs of a field and a sentence. */
export function faultsOf(form) {
  const faults = [];
  const need = (isThere, name, key) => isThere || faults.push([name, say(`page.seek.${key}`)]);
  const forSomebody = form.elements.whom.value !== "self";
  need(value("unit_id"), "unit_id", "need_unit");
  need(value("reason"), "reason", "need_reason");
  if (forSomebody) {
    need(value("name"), "name", "need_person_name");
    need(value("identity_kind") === "none" || value("identity"), "identity", "need_identity");
    need(value("own_name"), "own_name", "need_own_name");
  }
  need(/(\d\D*){3}/.test(value("phone")), "phone", "need_phone"); // the service says what else is wrong
  need(form.elements.sms_welcome.value, "sms_welcome", "need_sms");
  if (form.elements.hours.value === "some") need(hoursRunForward(), "available_to", "need_hours");
  return faults;
}

/** The body of the request. */
export function requestOf(form, redFlags) {
  const forSomebody = form.elements.whom.value !== "self";
  const facts = [...form.querySelectorAll("input[name=fact]:checked")].map((box) => box.value);
  const body = {
    channel: "web",
    unit_id: value("unit_id"),
    reason: value("reason"),
    facts: ticked("interpreter") ? [...facts, "interpreter"] : facts,
    red_flags: [...redFlags].sort(),
    phone: value("phone"),
    name: value(forSomebody ? "name" : "own_name") || undefined,
    language: value("language"),
    interpreter: ticked("interpreter"),
    needs: { mode: form.elements.mode.value },
    protected_identity: ticked("protected_identity"),
    safe_contact: ticked("safe_contact"),
    sms_welcome: form.elements.sms_welcome.value === "yes",
    consent: form.elements.consent.value,
    free_text: value("free_text") || undefined,
  };
  return { ...body, ...(forSomebody ? somebody(form) : {}), ...hours(form) };
}

function somebody(form) {
  const kind = value("identity_kind");
  return {
    identity: kind === "none" ? { kind } : { kind, number: value("identity") },
    on_behalf_of: {
      relation: form.elements.whom.value,
      caller_name: value("own_name"),
      caller_phone: value("phone"),
    },
  };
}

const from = () => momentAt(Number(value("hours_day")), value("available_from"));
const to = () => momentAt(Number(value("hours_day")), value("available_to"));

const hoursRunForward = () => to() > from() && to() > serviceNow();

function hours(form) {
  if (form.elements.hours.value === "any") return {};
  return { available_from: from().toISOString(), available_to: to().toISOString() };
}

// A page in English still calls in the language the citizen speaks; it is only the first suggestion.
byId("language").value = config.language;
