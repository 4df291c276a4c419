// What a change breaks, shown before it is saved: minutes, promises by day and unit, and what would help.
import { byId, config, h, say } from "./page.js";
import { clock, dayOf } from "./times.js";

/** Show what was found out; true when it is to be saved all the same. */
export function confirmed(heading, { breaks }) {
  const dialog = byId("breaks");
  byId("breaks-heading").textContent = heading;
  byId("breaks-told").replaceChildren(...told(breaks));
  return new Promise((answer) => {
    let save = false;
    byId("breaks-save").onclick = () => {
      save = true;
      dialog.close();
    };
    byId("breaks-back").onclick = () => dialog.close();
    dialog.onclose = () => answer(save);
    dialog.showModal();
    byId("breaks-back").focus();
  });
}

function told({ minutes, promises, bookings, shortfalls }) {
  const changed = minutes.filter((one) => one.before !== one.after || one.planned_before !== one.planned_after);
  const lines = promises.map(({ day, unit, moved, broken, due }) =>
    h("li", {}, say("page.unit_manager.breaks_line", { day, unit: unit.name, moved, broken, due })),
  );
  const ways = shortfalls.flatMap((one) => [one[`text_${config.language}`], ...one.remedies.map((way) => way[`text_${config.language}`])]);
  return [
    ...changed.map(({ unit, ...counts }) => h("p", {}, say("page.unit_manager.minutes", { unit: unit.name, ...counts }))),
    lines.length ? h("ul", { id: "breaks-promises" }, lines) : h("p", {}, say("page.unit_manager.breaks_nothing")),
    ...(bookings.length ? [h("h3", {}, say("page.unit_manager.bookings_hit")), h("ul", { id: "breaks-bookings" }, bookings.map(booked))] : []),
    ...(ways.length ? [h("h3", {}, say("page.unit_manager.would_help")), h("ul", {}, ways.map((text) => h("li", {}, text)))] : []),
  ];
}

const booked = ({ unit, starts_at: at, ends_at: end }) =>
  h("li", {}, say("page.unit_manager.booking_line", { day: dayOf(at), from: clock(at), to: clock(end), unit: unit.name }));
