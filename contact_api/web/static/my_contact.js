// The citizen's own case, by the link they were sent. The token is taken out of the address and sent as a header.
import { follow, waysOf } from "./alternatives.js";
import { Problem, call, newKey } from "./api.js";
import { BookTime } from "./book_time.js";
import { dayAndTime } from "./booking_words.js";
import { MyBookings } from "./my_bookings.js";
import { MyWaitingList } from "./my_waiting_list.js";
import { MyWrittenMessages } from "./my_written_messages.js";
import { button, byId, config, focusOn, h, say, sure, term, whileBusy } from "./page.js";
import { forgetLink, takeLink } from "./own_link.js";
import { clearFaults, showProblem } from "./problems.js";
import { dayAndClock, serviceNow } from "./times.js";

const REFRESH = 60000; // milliseconds
const WRITING_REFRESH = 15000; // milliseconds, where something is or may be written
const CLOSE = 15 * 60000; // milliseconds
const OPEN = ["waiting", "claimed"];
const NO_TIME = ["cancelled", "no_show"]; // what a booking leaves when its citizen has no time any more
const ID_BEGINS = 19; // after the token's signature (16 bytes), serial (2) and kind (1)
let link = "";
let contactId = "";
let shown = "";
let messages = null;
let bookings = null;
let waiting = null;
let book = null;

async function open() {
  link = takeLink();
  contactId = contactIdOf(link);
  shown = "";
  byId("case").replaceChildren();
  removeParts();
  messages = new MyWrittenMessages(ask);
  bookings = new MyBookings(ask, lookAgain);
  waiting = new MyWaitingList(ask, lookAgain);
  book = new BookTime(ask, { done: booked, changed: lookAgain });
  byId("case").after(waiting.part, bookings.part, book.part, waiting.join, messages.part);
  if (contactId) await load();
  else unusable("page.mine.no_link");
}

const removeParts = () => [messages, bookings, waiting, book, { part: waiting?.join }].forEach((one) => one?.part?.remove());

/** Which contact the link is of; whether the link is real only the server can tell. */
function contactIdOf(token) {
  try {
    const text = atob(token.replace(/-/g, "+").replace(/_/g, "/"));
    const hex = [...text.slice(ID_BEGINS)].map((sign) => sign.charCodeAt(0).toString(16).padStart(2, "0")).join("");
    return hex.length === 32 ? hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5") : "";
  } catch {
    return "";
  }
}

const ask = (method, path = "", more = {}) => call(method, `/contact-requests/${contactId}${path}`, { link, ...more });

async function load({ quietly = false } = {}) {
  try {
    await see(await ask("GET"), { quietly });
  } catch (problem) {
    if (quietly && problem instanceof Problem) return;
    if ([401, 404].includes(problem.status)) unusable("page.mine.bad_link");
    else showProblem(problem);
  }
}

/** The case with what is booked, waited for and offered. */
async function see(found, { quietly = false } = {}) {
  const { bookings: all } = await ask("GET", "/bookings");
  show(found, all);
  bookings.show(all);
  await waiting.load({ quietly });
  await offerTimes(found, all, { quietly });
}

/** A time that is still held is asked about first: by a reload, another tab or the way back it is not lost. */
async function offerTimes(found, all, { quietly }) {
  const held = all.find((one) => one.state === "held" && !waiting.has(one) && new Date(one.held_until) > serviceNow());
  const isBooked = all.some((one) => one.state === "booked" && new Date(one.ends_at) > serviceNow());
  const may = (found.state === "waiting" && !found.call_112.now) || found.state === "booked";
  if (may && !isBooked && quietly) return; // a choice that is being made stays
  book.hide();
  waiting.offerToJoin([]);
  if (!may || isBooked) return;
  if (held) book.hold(held);
  else await book.offer().then(() => waiting.offerToJoin(book.kinds), () => book.hide()); // what stands is shown whatever becomes of this
}

const booked = (booking) => lookAgain(say("page.times.receipt", { when: dayAndTime(booking.starts_at) }));

/** Show how things stand now, and say why. */
async function lookAgain(why) {
  await load();
  if (!why) return;
  byId("said").textContent = why;
  focusOn(byId("said"));
}

function unusable(key) {
  forgetLink();
  contactId = "";
  removeParts();
  byId("case").replaceChildren(
    h("div", { class: "notice", role: "alert" }, h("p", {}, say(key)), h("p", {}, seekAgain())),
  );
}

const seekAgain = () =>
  h("a", { class: "button", href: `${config.base}/?language=${config.language}` }, say("page.mine.seek_again"));

/** Show the case; when nothing changed, nothing moves. What is written is asked for only when there is more of it. */
function show({ written_messages: written, ...found }, all) {
  messages.inWriting = found.mode !== "call";
  messages.sees(written, found.state);
  const callInstead = found.state === "booked" && all.every((one) => NO_TIME.includes(one.state));
  const text = JSON.stringify([found, callInstead]);
  if (text === shown) return;
  shown = text;
  const open = OPEN.includes(found.state);
  byId("case").replaceChildren(
    h("section", { class: "step", "aria-labelledby": "promise" }, ...promisePart(found, open)),
    ...(found.state === "waiting" && !found.promise?.backed ? [h("section", { id: "alternatives", class: "step", hidden: true })] : []),
    ...(open ? [changePart(found.state)] : []),
    ...(found.state === "not_reached" ? [found.number_was_wrong ? rightNumberPart() : reopenPart()] : []),
    ...(callInstead ? [callInsteadPart()] : []),
    ...(["cancelled", "declined", "reached"].includes(found.state) ? [h("p", {}, seekAgain())] : []),
  );
  if (byId("alternatives")) showAlternatives().catch(() => {}); // what stands is shown whatever becomes of this
}

/** Without a time: what would bring one, each done by one press. */
async function showAlternatives() {
  const { alternatives } = await ask("GET", "/alternatives");
  const part = byId("alternatives");
  if (!part || !alternatives.length) return;
  part.replaceChildren(h("h2", {}, say("page.mine.alternatives")), waysOf(alternatives, take));
  part.hidden = false;
}

const take = (way) => change(() => follow(way, (method, path, more) => call(method, path, { link, ...more })), "page.mine.taken");

function promisePart(found, open) {
  const promise = open ? found.promise : null;
  const nothing = say("page.mine.why_none");
  return [
    ...(open && found.call_112.now ? [h("p", { class: "ring now" }, found.call_112.text)] : []),
    h("h2", { id: "promise", class: "promise" }, promise?.text ?? found.state_text),
    h(
      "dl",
      { class: "facts" },
      ...term(say("page.mine.state"), found.state_text),
      ...(promise ? term(promise.backed ? say("page.mine.why") : nothing, promise.explanation) : []),
      ...term(say("page.mine.sought"), dayAndClock(found.sought_at)),
      ...(found.attempts ? term(say("page.mine.attempts"), String(found.attempts)) : []),
      ...(found.next_try_at ? term(say("page.mine.next_try"), dayAndClock(found.next_try_at)) : []),
    ),
  ];
}

function changePart(state) {
  const change = button(say("page.mine.change"), () => whileBusy(change, showWindows), "quiet");
  const cancel = button(say("page.mine.cancel"), () => whileBusy(cancel, cancelIt), "quiet");
  change.id = "change";
  change.hidden = state !== "waiting"; // somebody is calling right now
  cancel.id = "cancel";
  return h("section", { class: "step" }, h("p", { class: "calls" }, change, cancel), h("div", { id: "windows", "aria-live": "polite" }));
}

async function showWindows() {
  clearFaults();
  try {
    const offered = (await ask("GET", "/windows")).windows.filter((window) => !isHers(window));
    byId("windows").replaceChildren(...(offered.length ? offers(offered) : [h("p", {}, say("page.mine.no_windows"))]));
  } catch (problem) {
    showProblem(problem);
  }
}

/** Whether it is the window the citizen already has, or so close to it that nobody would move for it. */
function isHers(window) {
  const [{ promise }] = JSON.parse(shown);
  const apart = new Date(window.window_from) - new Date(promise?.window_from ?? 0);
  return promise?.unit?.id === window.unit.id && Math.abs(apart) < CLOSE;
}

function offers(windows) {
  const list = windows.map((window) => {
    const text = say("page.mine.unit_of_window", { text: window.text, unit: window.unit.name });
    const take = button(say("page.mine.take"), () => whileBusy(take, () => move(window)), "small");
    take.setAttribute("aria-label", `${say("page.mine.take")}: ${text}`);
    return h("li", {}, h("span", {}, text), " ", take);
  });
  return [h("p", { class: "hint" }, say("page.mine.change_hint")), h("ul", { class: "ways" }, list)];
}

async function move(window) {
  const body = { window_from: window.window_from, unit_id: window.unit.id };
  await change(() => ask("PUT", "/promise", { body }), "page.mine.moved");
}

async function cancelIt() {
  clearFaults();
  const [heading, means] = [say("page.mine.cancel_sure"), say("page.mine.cancel_means")];
  if (await sure(heading, means)) await change(() => ask("POST", "/cancellation", { key: newKey() }), "page.mine.cancelled");
}

function reopenPart() {
  const again = button(say("page.mine.reopen"), () => whileBusy(again, reopen));
  return h("section", { class: "step" }, h("p", {}, say("page.mine.reopen_means")), h("p", {}, again));
}

function callInsteadPart() {
  const again = button(say("page.mine.call_instead"), () => whileBusy(again, reopen));
  again.id = "call-instead";
  return h("section", { class: "step" }, h("p", {}, say("page.mine.call_instead_means")), h("p", { class: "calls" }, again));
}

/** Opened as it is the same stranger would be called again: the way on is the form, with the right number. */
const rightNumberPart = () =>
  h("section", { class: "step" }, h("p", {}, say("page.mine.wrong_number_means")), h("p", {}, seekAgain()));

const reopen = () => change(() => ask("POST", "/reopening", { key: newKey() }), "page.mine.reopened");

async function change(act, key) {
  clearFaults();
  try {
    await see(await act());
    byId("said").textContent = say(key);
    focusOn(byId("said"));
  } catch (problem) {
    showProblem(problem);
    if (problem.code === "window-not-offered") await showWindows();
  }
}

await open();
window.addEventListener("hashchange", open);
const isSeen = () => document.visibilityState === "visible" && contactId;
setInterval(() => isSeen() && !messages.isUsed && load({ quietly: true }), REFRESH);
setInterval(() => isSeen() && messages.isUsed && load({ quietly: true }), WRITING_REFRESH);
