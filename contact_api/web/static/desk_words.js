// Codes as the words that staff read.
import { say, sayIfKnown } from "./page.js";
import { clock, dayAndClock, dayOf } from "./times.js";

export const languageOf = (code) => sayIfKnown(`language.${code}`) ?? code;

export const urgencyOf = (code) => `${code} ${say(`page.desk.urgency_${code}`)}`;

export const windowOf = (contact) =>
  contact.window_from ? between(contact.window_from, contact.window_to) : say("page.desk.not_promised");

/** What staff were alerted to, and how that stands. */
export function alertOf({ alert }) {
  if (!alert) return "";
  const what = sayIfKnown(`page.desk.alert_${alert.kind}`) ?? say("page.desk.alert_same_hour");
  const when = dayAndClock(alert.closed_at ?? alert.acknowledged_at ?? alert.raised_at);
  return `${what}. ${say(`page.desk.alert_is_${alert.state}`, { when, by: alert.acknowledged_by ?? "" })}`;
}

/** How the three-day clock stands, and whether anybody has said which kind of problem it is. */
export function assessmentOf({ guarantee, assessment, assessment_ended_at: ended }) {
  if (guarantee === "none") return "";
  const standing = say(`page.desk.assessment_is_${assessment}`, { when: ended ? dayAndClock(ended) : "" });
  return guarantee === "missing" ? `${standing}. ${say("page.desk.guarantee_missing")}` : standing;
}

export function between(from, to) {
  if (!from && !to) return "";
  if (!from || !to) return dayAndClock(from ?? to);
  return say("page.desk.between", { day: dayOf(from), start: clock(from), end: clock(to) });
}

/** The words for codes; a code that the catalogue no longer has stands for itself. */
export const namesOf = (codes, names) => codes.map((code) => names[code] ?? code).join(", ");

/** What whoever makes the contact must not overlook, and how grave each is. */
export function flagsOf(contact, names) {
  const flags = [];
  const add = (when, style, text) => when && flags.push([style, text]);
  for (const code of contact.red_flags ?? []) {
    add(true, "grave", `${say("page.desk.red_flags")}: ${names.red_flags[code] ?? code}`);
  }
  add(contact.protected_identity, "grave", say("page.desk.protected"));
  add(contact.safe_contact, "grave", say("page.desk.safe"));
  add(contact.sms_welcome === false && !contact.safe_contact, "", say("page.desk.no_sms"));
  const silent = ["undelivered", "opted_out", "not_mobile", "not_allowed"].includes(contact.why_no_texts);
  const only = contact.mode === "text" && contact.texts_arrive === false;
  const why = contact.why_no_texts ? say(`not_sent.${contact.why_no_texts}`) : "";
  add(silent || only, only ? "grave" : "", say(only ? "page.desk.no_texts_only_way" : "page.desk.no_texts", { why }));
  if (contact.mode !== "call") add(true, "", say(`page.desk.mode_${contact.mode}`));
  const language = contact.citizen_language ?? contact.language;
  const spoken = { language: languageOf(language) };
  if (!contact.interpreter) add(language !== "sv", "", say("page.desk.speaks", spoken));
  else add(true, "", contact.citizen_language ? say("page.desk.interpreter_of", spoken) : say("page.desk.interpreter"));
  add(contact.on_behalf_of, "", say(`page.desk.${contact.on_behalf_of === "child" ? "child" : "adult"}`));
  return flags;
}
