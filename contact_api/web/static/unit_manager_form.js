// The form for one interval: a new one, or one that is changed or ended.
import { byId, focusOn, h, say, whileBusy } from "./page.js";
import { clearFaults, showFaults } from "./problems.js";
import { clock, dayIn, momentOn } from "./times.js";

let open = null; // the interval that is changed; null: a new one
let room = null;

/** Make the form work; once. */
export function prepareForm(of) {
  room = of;
  byId("edit").onsubmit = (event) => {
    event.preventDefault();
    whileBusy(byId("try"), save);
  };
  byId("end").onclick = () => whileBusy(byId("end"), end);
  byId("leave").onclick = () => {
    closeForm();
    focusOn(byId("week-heading"));
  };
}

/** Show an interval to change, or an empty form for a day. */
export function showForm(time, from) {
  clearFaults();
  open = time;
  const there = room.staff.filter((one) => one.units.includes(room.unit()));
  byId("staff_id").replaceChildren(...there.map((one) => h("option", { value: one.staff_id }, one.name ?? one.staff_id)));
  const [starts, ends] = time ? [time.starts_at, time.ends_at] : [from, from];
  if (time) byId("staff_id").value = time.staff_id;
  byId("staff_id").disabled = Boolean(time);
  byId("kind").value = time?.kind ?? "callback";
  for (const [name, moment] of [["starts", starts], ["ends", ends]]) {
    byId(`${name}_day`).value = dayIn(new Date(moment));
    byId(`${name}_at`).value = clock(moment);
  }
  byId("end").hidden = !time;
  byId("edit-heading").textContent = time ? say("page.unit_manager.change_of", { name: time.name }) : say("page.unit_manager.add");
  byId("entered").textContent = time ? enteredBy(time) : "";
  byId("edit-part").hidden = false;
  focusOn(byId("edit-heading"));
}

export function closeForm() {
  open = null;
  byId("edit-part").hidden = true;
}

const enteredBy = ({ source, author, unit }) =>
  say("page.unit_manager.entered", { source: say(`staff_time.source.${source}`), author, unit: unit.name });

async function save() {
  clearFaults();
  const faults = faultsOf();
  if (faults.length) return showFaults(faults);
  const body = { kind: byId("kind").value, starts_at: momentOf("starts"), ends_at: momentOf("ends") };
  const said = say("page.unit_manager.said_saved");
  if (open) {
    const path = `/staff-time/${encodeURIComponent(open.staff_time_id)}`;
    return room.change(say("page.unit_manager.change_of", { name: open.name }), said, "PUT", path, body);
  }
  const added = { ...body, staff_id: byId("staff_id").value, unit_id: room.unit() };
  return room.change(say("page.unit_manager.add"), said, "POST", "/staff-time", added);
}

const end = () =>
  room.change(
    say("page.unit_manager.end_of", { name: open.name }),
    say("page.unit_manager.said_ended"),
    "DELETE",
    `/staff-time/${encodeURIComponent(open.staff_time_id)}`,
  );

function faultsOf() {
  const faults = [];
  for (const field of ["starts_day", "starts_at", "ends_day", "ends_at"]) {
    if (!byId(field).value) faults.push([field, say(`page.unit_manager.need_${field.endsWith("day") ? "day" : "clock"}`)]);
  }
  if (!faults.length && momentOf("ends") <= momentOf("starts")) faults.push(["ends_at", say("page.unit_manager.need_forward")]);
  return faults;
}

const momentOf = (name) => momentOn(byId(`${name}_day`).value, byId(`${name}_at`).value).toISOString();
