// What went wrong, said in words and beside the field it is about.
import { Problem } from "./api.js";
import { byId, focusOn, h, say, sayIfKnown } from "./page.js";

const FIELD_OF_CODE = {
  "not-a-phone-number": "phone",
  "not-an-identity": "identity",
  "unit-not-found": "unit_id",
  "unknown-reason": "reason",
};

/** The sentence for a problem, in the page's language. */
export function wordsOf(problem) {
  return (
    sayIfKnown(`refusal.${problem.code}`) ?? sayIfKnown(`page.problem.${problem.code}`) ?? say("page.problem.other")
  );
}

export function clearFaults() {
  byId("errors").hidden = true;
  byId("errors").replaceChildren();
  for (const field of document.querySelectorAll("[data-field]")) mark(field, "");
}

/** Say what is wrong at the top, with a link to each field, and beside each field. */
export function showFaults(faults) {
  const links = faults.map(([name, text]) => {
    const field = document.querySelector(`[data-field="${name}"]`);
    mark(field, text);
    return h("li", {}, h("a", { href: `#${name}`, onclick: (event) => goTo(event, field) }, text));
  });
  tell(say("page.problem.errors"), h("ul", {}, links));
}

/** Show a problem of the API; where it names fields of this page, beside them. Other faults are ours: thrown on. */
export function showProblem(problem) {
  if (!(problem instanceof Problem)) throw problem;
  const named = problem.fields?.length ? problem.fields : [FIELD_OF_CODE[problem.code]];
  const faults = named.map((path) => fieldOf(path)).filter((name) => name);
  const text = wordsOf(problem);
  const own = problem.code === "invalid-request" ? sayIfKnown("page.seek.field") ?? text : text;
  if (faults.length) showFaults([...new Set(faults)].map((name) => [name, own]));
  else tell(say("page.problem.heading"), h("p", {}, text));
}

function fieldOf(path) {
  const names = (path ?? "").split(".").reverse();
  const renamed = { number: "identity", caller_phone: "phone", caller_name: "own_name" };
  return names.map((name) => renamed[name] ?? name).find((name) => document.querySelector(`[data-field="${name}"]`));
}

function tell(heading, ...what) {
  const box = byId("errors");
  box.replaceChildren(h("h2", {}, heading), ...what);
  box.hidden = false;
  focusOn(box);
}

function mark(field, text) {
  const error = field.querySelector(":scope > .error");
  if (!error) return;
  error.textContent = text;
  error.hidden = !text;
  const control = field.matches("fieldset") ? field : field.querySelector("input, select, textarea");
  if (text) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
  field.classList.toggle("faulty", Boolean(text));
}

function goTo(event, field) {
  event.preventDefault();
  (field.querySelector("input, select, textarea") ?? field).focus();
}
