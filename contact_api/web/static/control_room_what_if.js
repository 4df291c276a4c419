// What if: a change is asked about, and the day is shown without it and with it. Nothing is stored.
import { table } from "./control_room_promises.js";
import { sentenceOf } from "./control_room_shortfalls.js";
import { byId, focusOn, h, say, whileBusy } from "./page.js";
import { clearFaults, showFaults } from "./problems.js";
import { clock, momentAt, serviceNow } from "./times.js";

const AN_HOUR = 3600 * 1000;
const MOST_STAFF = 100;
const WITH_STAFF = ["lend_staff", "add_staff"];
const WITH_HOURS = [...WITH_STAFF, "close_unit"];
const FIGURES = [
  ["row_short", "conversations_short"],
  ["row_break", "would_break"],
  ["row_move", "would_be_moved"],
  ["row_unpromised", "unpromised_contacts"],
  ["row_promised", "would_be_promised"],
  ["row_unpromised_short", "unpromised_minutes_short"],
  ["row_left", "minutes_left"],
];

/** Fill the form's choices and let it ask. `mine`: the units that may be tried with. */
export function prepareWhatIf(room, mine, units, professions) {
  const optionsOf = (some) => some.map((unit) => h("option", { value: unit.id }, unit.name));
  const choose = () => h("option", { value: "" }, say("page.control_room.choose"));
  byId("unit_id").replaceChildren(...(mine.length === 1 ? [] : [choose()]), ...optionsOf(mine));
  byId("to_unit").replaceChildren(choose(), ...optionsOf(units));
  byId("professions").replaceChildren(...professions.map((one) => h("option", { value: one.code }, one.text)));
  if (professions.some((one) => one.code === "nurse")) byId("professions").value = "nurse";
  byId("kind").onchange = showWhatIsAsked;
  byId("what-if").onsubmit = (event) => {
    event.preventDefault();
    whileBusy(byId("ask"), () => ask(room));
  };
  showWhatIsAsked();
  byId("what-if").hidden = false;
}

function showWhatIsAsked() {
  const kind = byId("kind").value;
  document.querySelector("[data-field=to_unit]").hidden = kind !== "lend_staff";
  for (const part of document.querySelectorAll("[data-only]")) part.hidden = !part.dataset.only.split(" ").includes(kind);
}

async function ask(room) {
  clearFaults();
  const faults = faultsOf();
  if (faults.length) return showFaults(faults);
  await tryChange(room, changeOf(), byId("kind").selectedOptions[0].textContent);
}

function faultsOf() {
  const kind = byId("kind").value;
  const staff = Number(byId("staff").value);
  const faults = [];
  const fault = (when, field, key) => when && faults.push([field, say(key)]);
  fault(!byId("unit_id").value, "unit_id", "page.control_room.need_unit");
  const to = byId("to_unit").value;
  fault(kind === "lend_staff" && (!to || to === byId("unit_id").value), "to_unit", "page.control_room.need_to_unit");
  const wrong = !Number.isInteger(staff) || staff < 1 || staff > MOST_STAFF;
  fault(WITH_STAFF.includes(kind) && wrong, "staff", "page.control_room.need_staff");
  fault(WITH_HOURS.includes(kind) && !hoursRun(), "to_at", "page.control_room.need_hours");
  return faults;
}

function hoursRun() {
  const [from, to] = ["from_at", "to_at"].map((id) => byId(id).value);
  return !to || ((!from || from < to) && momentAt(0, to) > serviceNow());
}

function changeOf() {
  const kind = byId("kind").value;
  const change = { kind, unit_id: byId("unit_id").value };
  if (kind === "lend_staff") change.to_unit = byId("to_unit").value;
  if (WITH_STAFF.includes(kind)) {
    change.staff = Number(byId("staff").value);
    change.professions = [byId("professions").value];
  }
  for (const id of WITH_HOURS.includes(kind) ? ["from_at", "to_at"] : []) {
    if (byId(id).value) change[id] = momentAt(0, byId(id).value).toISOString();
  }
  return change;
}

/** Ask about one change and show what would come of it; the focus goes there. */
export async function tryChange(room, change, what) {
  clearFaults();
  try {
    const answer = await room.ask("POST", "/what-ifs", { body: { changes: [change] } });
    if (!room.isOpen()) return;
    const heading = h("h3", { id: "result-heading" }, say("page.control_room.result"));
    byId("result").replaceChildren(heading, ...told(answer, change, what));
    focusOn(heading);
  } catch (problem) {
    room.refused(problem);
  }
}

function told({ before, after, moved_minutes: moved }, change, what) {
  const heads = ["figure", "before", "after"].map((key) => say(`page.control_room.${key}`));
  const rows = FIGURES.map(([key, name]) => [say(`page.control_room.${key}`), before[name], after[name]]);
  const aboutStaff = change.kind !== "ask_consent";
  const short = after.shortfalls.map((one) => h("li", {}, sentenceOf(one)));
  return [
    h("p", {}, say("page.control_room.tried", { what })),
    aboutStaff && !moved ? h("p", { class: "notice" }, say("page.control_room.nothing_moved")) : null,
    h("div", { class: "scroll", role: "region", tabindex: "0", "aria-labelledby": "result-heading" }, table(heads, rows)),
    h("h4", {}, say("page.control_room.then_short")),
    short.length ? h("ul", {}, short) : h("p", {}, say("page.control_room.then_fits")),
    ...hoursOf(after.hours),
  ].filter((part) => part);
}

function hoursOf(hours) {
  if (!hours.length) return [];
  const lines = hours.map(({ starts_at: at, would_break: broken, would_be_moved: moved, would_be_promised: promised }) => {
    const hour = at ? `${clock(at)}–${clock(Date.parse(at) + AN_HOUR)}` : say("page.control_room.no_hour");
    return h("li", {}, say("page.control_room.hour_told", { hour, broken, moved, promised }));
  });
  return [h("h4", {}, say("page.control_room.then_hours")), h("ul", {}, lines)];
}
