// A week as a table: a row for each person, a column for each day, each interval a button that opens it.
import { button, h, say, whileBusy } from "./page.js";
import { clock, dayAfter, dayIn, momentOn, serviceNow, shortDay } from "./times.js";

/** The table; `acts` opens an interval, reports somebody sick, or takes that back. */
export function weekTable(staff, times, days, acts) {
  const heads = days.map((day) => h("th", { scope: "col" }, shortDay(momentOn(day, "12:00"))));
  return h(
    "table",
    { class: "week" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, say("page.unit_manager.person")), heads)),
    h("tbody", {}, staff.map((one) => rowOf(one, times.filter((time) => time.staff_id === one.staff_id), days, acts))),
  );
}

function rowOf(member, times, days, acts) {
  const person = { staff_id: member.staff_id, name: member.name ?? member.staff_id };
  const isSick = times.some((time) => time.source === "sick_call" && new Date(time.ends_at) > serviceNow());
  const act = isSick
    ? acting(say("page.unit_manager.back"), person, acts.back)
    : acting(say("page.unit_manager.sick"), person, acts.sick);
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, h("span", { class: "whose" }, person.name), act),
    days.map((day) => h("td", {}, h("ul", { class: "day" }, ofDay(times, day).map((time) => h("li", {}, opener(time, day, person, acts)))))),
  );
}

function acting(label, person, act) {
  const pressed = button(label, () => whileBusy(pressed, () => act(person)), "quiet small");
  pressed.setAttribute("aria-label", `${label}: ${person.name}`);
  return pressed;
}

function ofDay(times, day) {
  const [start, end] = [momentOn(day, "00:00"), momentOn(dayAfter(day, 1), "00:00")];
  return times.filter((time) => new Date(time.starts_at) < end && new Date(time.ends_at) > start);
}

function opener(time, day, person, acts) {
  const kind = say(`staff_time.${time.kind}`);
  const hours = `${hourAt(time.starts_at, day, "00:00")}–${hourAt(time.ends_at, day, "24:00")}`;
  const open = h("button", { type: "button", class: `time kind-${time.kind}`, onclick: () => acts.open({ ...time, name: person.name }) }, `${hours} ${kind}`);
  open.setAttribute("aria-label", `${person.name}, ${shortDay(momentOn(day, "12:00"))}: ${hours} ${kind}`);
  return open;
}

/** The clock, or where the day is cut; an end at midnight is told as 24:00 of the day before. */
function hourAt(moment, day, cut) {
  const there = dayIn(new Date(moment));
  if (there === day) return clock(moment);
  return cut;
}
