// Today's promises: kept so far, open and at risk, by hour and by unit.
import { byId, h, say, term } from "./page.js";
import { clock, serviceNow } from "./times.js";

const AN_HOUR = 3600 * 1000;

let hours = []; // of the capacity that was fetched last
let missing = []; // of the shortfalls that were fetched last: the one source of what is missing

/** The units whose hours can be looked at by themselves. */
export function showUnits(units) {
  const choice = byId("show_unit");
  choice.replaceChildren(
    h("option", { value: "" }, say("page.control_room.every_unit")),
    ...units.map((unit) => h("option", { value: unit.id }, unit.name)),
  );
  choice.onchange = showHours;
}

export function showPromises(short, capacity, figures) {
  hours = capacity.hours;
  missing = short.hours;
  const sum = (name) => figures.lines.reduce((total, line) => total + line[name], 0);
  const atRisk = { count: short.conversations_short, minutes: short.minutes_short };
  const without = { contacts: short.unpromised_contacts, minutes: short.unpromised_minutes_short };
  byId("summary").replaceChildren(
    ...term(
      say("page.control_room.kept"),
      say("page.control_room.kept_of", { kept: sum("promises_kept"), due: sum("promises_due") }),
    ),
    ...term(say("page.control_room.open"), String(short.promised_contacts - short.overdue_contacts)),
    ...term(say("page.control_room.overdue"), String(short.overdue_contacts)),
    ...term(
      say("page.control_room.at_risk"),
      short.minutes_short ? say("page.control_room.at_risk_of", atRisk) : say("page.control_room.nothing_at_risk"),
    ),
    ...term(
      say("page.control_room.unpromised"),
      without.minutes ? say("page.control_room.unpromised_short", without) : String(without.contacts),
    ),
  );
  showHours();
  showByUnit(short.units, figures.lines);
}

function showHours() {
  const unit = byId("show_unit").value;
  const now = serviceNow().getTime();
  const isAhead = (one) => Date.parse(one.starts_at) + AN_HOUR > now && (!unit || one.unit.id === unit);
  const short = grouped(missing.filter((one) => !unit || one.unit.id === unit), (one) => one.starts_at);
  const capacity = grouped(hours.filter(isAhead), (one) => one.starts_at);
  const rows = [...new Set([...capacity.keys(), ...short.keys()])].sort().map((starts) => [
    clock(starts),
    ...["staff_minutes", "reserved_minutes"].map((name) => total(capacity.get(starts) ?? [], name)),
    total(short.get(starts) ?? [], "minutes_short"),
  ]);
  const heads = ["hour", "staff_minutes", "reserved", "missing"].map((key) => say(`page.control_room.${key}`));
  byId("by-hour").replaceChildren(
    ...(rows.length ? [table(heads, rows, true), hint("page.control_room.filled_further")] : [hint("page.control_room.no_hours")]),
  );
}

/** Kept by the figures of the day; open and missing by the same answer as the summary, to which they add up. */
function showByUnit(units, lines) {
  const figures = Object.fromEntries(lines.map((line) => [line.group, line]));
  const parts = Object.fromEntries(units.map((one) => [one.unit.id, one]));
  const names = new Map([...hours, ...units].map((one) => [one.unit.id, one.unit.name]));
  const rows = [...names]
    .map(([id, name]) => ({ name, line: figures[id], part: parts[id] }))
    .filter(({ line, part }) => part || line?.promised)
    .map(({ name, line, part }) => {
      const { promises_kept: kept = 0, promises_due: due = 0 } = line ?? {};
      const { promised_contacts: promised = 0, overdue_contacts: overdue = 0, minutes_short: short = 0 } = part ?? {};
      return [name, say("page.control_room.kept_of", { kept, due }), promised - overdue, short];
    })
    .sort((one, other) => other.at(-1) - one.at(-1) || one[0].localeCompare(other[0], "sv"));
  const heads = ["unit", "kept_short", "open_short", "missing"].map((key) => say(`page.control_room.${key}`));
  byId("by-unit").replaceChildren(rows.length ? table(heads, rows, true) : hint("page.control_room.no_units"));
}

/** A table whose first column names the row; with `strong` what is not zero in the last one stands out. */
export function table(heads, rows, strong = false) {
  const cell = (value, place, cells) =>
    h("td", {}, strong && value && place === cells.length - 1 ? h("strong", {}, String(value)) : String(value));
  return h(
    "table",
    {},
    h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", {}, rows.map(([first, ...cells]) => h("tr", {}, h("th", { scope: "row" }, first), cells.map(cell)))),
  );
}

const hint = (key) => h("p", { class: "hint" }, say(key));

const total = (found, name) => found.reduce((sum, one) => sum + one[name], 0);

function grouped(found, by) {
  const groups = new Map();
  for (const one of found) groups.set(by(one), [...(groups.get(by(one)) ?? []), one]);
  return groups;
}
