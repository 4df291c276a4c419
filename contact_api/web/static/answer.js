// The answer to a request: 112 if it must be, then the promise, why, what else there is, and the citizen's own link.
import { call } from "./api.js";
import { button, byId, config, focusOn, h, say, whileBusy } from "./page.js";
import { clearFaults, showProblem, wordsOf } from "./problems.js";
import { dayAndClock } from "./times.js";

/** Show it in place of the form. */
export function showAnswer(taken, token) {
  clearFaults();
  const heading = h("h2", { tabindex: "-1", class: "promise" }, taken.promise?.text ?? taken.state_text);
  byId("answer").replaceChildren(
    ...(taken.call_112.now ? [ringNow(taken.call_112)] : []),
    heading,
    ...(taken.promise ? [h("p", {}, taken.promise.explanation)] : []),
    h("p", {}, say(taken.merged ? "page.seek.answer_merged" : "page.seek.answer_sought", { when: dayAndClock(taken.sought_at) })),
    ...linkPart(taken.link),
    ...otherWays(taken, token),
    h("details", {}, h("summary", {}, say("page.seek.answer_sorted")), h("p", {}, taken.sorted_as)),
    h("p", {}, h("a", { href: location.pathname + location.search }, say("page.seek.answer_another"))),
  );
  focusOn(taken.call_112.now ? byId("ring-answer") : heading);
}

function ringNow(call112) {
  return h(
    "div",
    { class: "ring now", id: "ring-answer", role: "alert", tabindex: "-1" },
    h("p", { class: "ring-heading" }, say("page.seek.ring_now_heading")),
    h("p", {}, h("a", { class: "button danger", href: "tel:112" }, say("page.common.call_112"))),
    h("p", {}, call112.text),
  );
}

function linkPart(link) {
  if (!link) return [h("p", {}, say("page.seek.answer_no_link"))];
  const address = `${config.base}/my-contact?language=${config.language}#${link.token}`;
  return [
    h("p", {}, h("a", { class: "button", id: "own-link", href: address }, say("page.seek.answer_link"))),
    h("p", { class: "hint" }, say("page.seek.answer_link_hint")),
  ];
}

function otherWays(taken, token) {
  if (!taken.alternatives.length) return [];
  return [
    h("h3", {}, say("page.seek.answer_others")),
    h("ul", { class: "ways" }, taken.alternatives.map((way) => h("li", {}, ...wayOf(way, taken, token)))),
  ];
}

function wayOf(way, taken, token) {
  const unit = way.unit && !way.text.includes(way.unit.name) ? h("span", { class: "hint" }, ` ${way.unit.name}`) : null;
  if (way.kind === "call_1177") return [way.text, " ", h("a", { href: "tel:1177" }, say("page.common.call_1177"))];
  if (way.kind !== "other_window") return [way.text, unit];
  const take = button(say("page.seek.answer_take"), () => whileBusy(take, () => move(way, taken, token)), "quiet small");
  take.setAttribute("aria-label", `${say("page.seek.answer_take")}: ${way.text}`);
  return [h("span", {}, way.text, unit), " ", take];
}

async function move(way, taken, token) {
  clearFaults();
  const body = { window_from: way.window_from, unit_id: way.unit.id };
  try {
    const moved = await call("PUT", `/contact-requests/${taken.contact_id}/promise`, { body, token });
    const left = taken.alternatives.filter((other) => other !== way);
    showAnswer({ ...taken, ...moved, alternatives: left }, token);
  } catch (problem) {
    if (problem.code !== "window-not-offered") return showProblem(problem);
    const gone = h("p", { class: "error", role: "alert" }, wordsOf(problem));
    byId("answer").querySelector(".ways").before(gone);
  }
}
