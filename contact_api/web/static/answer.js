// The answer to a request: 112 if it must be, then the promise, why, what else there is, and the citizen's own link.
import { follow, waysOf } from "./alternatives.js";
import { call } from "./api.js";
import { BookTime } from "./book_time.js";
import { dayAndTime, factsOf } from "./booking_words.js";
import { byId, config, focusOn, h, say } from "./page.js";
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
    h("div", { id: "book-instead" }),
    h("details", {}, h("summary", {}, say("page.seek.answer_sorted")), h("p", {}, taken.sorted_as)),
    h("p", {}, h("a", { href: location.pathname + location.search }, say("page.seek.answer_another"))),
  );
  focusOn(taken.call_112.now ? byId("ring-answer") : heading);
  if (taken.state === "waiting" && !taken.call_112.now) offerTimes(taken, token);
}

/** Fitting times stand beside the call, and are asked for when it is told; without any nothing is shown. */
function offerTimes(taken, token) {
  const who = taken.link ? { link: taken.link.token } : { token };
  const ask = (method, path, more = {}) => call(method, `/contact-requests/${taken.contact_id}${path}`, { ...who, ...more });
  const book = new BookTime(ask, { done: (booking) => showReceipt(booking, taken), changed: (why) => lookAgain(why, taken) });
  byId("book-instead").replaceChildren(book.part);
  book.offer().catch(() => {}); // the promise stands whatever becomes of this
}

function showReceipt(booking, taken) {
  const heading = h("h2", { tabindex: "-1", class: "promise" }, say("page.times.receipt", { when: dayAndTime(booking.starts_at) }));
  byId("answer").replaceChildren(
    heading,
    h("p", {}, say("page.times.receipt_means")),
    factsOf(booking),
    ...linkPart(taken.link),
    h("p", {}, h("a", { href: location.pathname + location.search }, say("page.seek.answer_another"))),
  );
  focusOn(heading);
}

/** Something else became of the request meanwhile, in another tab or by a call: their own page tells what. */
function lookAgain(why, taken) {
  const told = h("h2", { tabindex: "-1", class: "promise" }, why);
  byId("answer").replaceChildren(told, ...linkPart(taken.link));
  focusOn(told);
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
    waysOf(taken.alternatives, (way) => take(way, taken, token)),
  ];
}

async function take(way, taken, token) {
  clearFaults();
  const path = `/contact-requests/${taken.contact_id}`;
  const ask = (method, to, more = {}) => call(method, to, { token, ...more });
  try {
    const changed = await follow(way, ask);
    const { alternatives } = await ask("GET", `${path}/alternatives`);
    showAnswer({ ...taken, ...changed, alternatives }, token);
  } catch (problem) {
    if (problem.code !== "window-not-offered") return showProblem(problem);
    const gone = h("p", { class: "error", role: "alert" }, wordsOf(problem));
    byId("answer").querySelector(".ways").before(gone);
  }
}
