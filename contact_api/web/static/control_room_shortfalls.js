// What does not add up today, in sentences, with what would help and a button that tries it.
import { button, byId, config, h, say, whileBusy } from "./page.js";

let shown = "";

/** Show the shortfalls; nothing moves when they are the same as before. */
export function showShortfalls(room, short) {
  const text = JSON.stringify(short.shortfalls);
  if (text === shown && byId("shortfalls").hasChildNodes()) return;
  shown = text;
  const lines = short.shortfalls.map((one) => line(room, one));
  const none = h("li", { class: "hint" }, say("page.control_room.all_fits"));
  byId("shortfalls").replaceChildren(...(lines.length ? lines : [none]));
  byId("more").hidden = !short.more;
  byId("short-now").textContent = short.conversations_short
    ? say("page.control_room.short_now", { count: short.conversations_short })
    : say("page.control_room.all_fits");
}

/** The sentence of a shortfall or a remedy, in the page's language. */
export const sentenceOf = (one) => one[`text_${config.language}`] ?? one.text_sv;

function line(room, one) {
  const { promised_contacts: promised, unpromised_contacts: unpromised, minutes_short: minutes } = one;
  return h(
    "li",
    {},
    h("ul", { class: "flags" }, h("li", one.short === "promises" ? { class: "grave" } : {}, say(`page.control_room.of_${one.short}`))),
    h("p", { class: "queue-when" }, sentenceOf(one)),
    h("p", { class: "hint" }, say("page.control_room.competing", { promised, unpromised, minutes })),
    one.remedies.length ? ways(room, one.remedies) : h("p", { class: "hint" }, say("page.control_room.remedies_none")),
  );
}

function ways(room, remedies) {
  return [
    h("p", { class: "remedies" }, say("page.control_room.remedies")),
    h("ul", { class: "ways" }, remedies.map((remedy) => way(room, remedy))),
  ];
}

function way(room, remedy) {
  const text = sentenceOf(remedy);
  const attempt = button(say("page.control_room.try"), () => whileBusy(attempt, () => room.tryChange(remedy.change, text)), "quiet small");
  attempt.setAttribute("aria-label", `${say("page.control_room.try")}: ${text}`);
  return h("li", {}, h("span", {}, text), attempt);
}
