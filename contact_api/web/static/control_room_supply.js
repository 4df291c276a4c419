// Where there are fewer open times than the unit has agreed to have, and whether it was so a week ago.
import { byId, h, say } from "./page.js";

const EVERY = 300000; // milliseconds; it is counted once an hour
const SPANS = [3, 7, 30]; // days

let asked = 0;

/** Show what is short, and nothing while nothing is. */
export async function showSupply(room) {
  if (Date.now() < asked + EVERY) return;
  const supply = await room.ask("GET", "/supply?below-only=true");
  asked = Date.now();
  byId("supply-part").hidden = supply.lines.length === 0;
  byId("supply").replaceChildren(
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, ...heads().map((text) => h("th", { scope: "col" }, text)))),
      h("tbody", {}, ...supply.lines.map(row)),
    ),
  );
}

function heads() {
  const spans = SPANS.map((days) => say("page.control_room.within_days", { days }));
  return [say("page.control_room.unit"), say("page.control_room.kind_of_time"), ...spans, say("page.control_room.week_before")];
}

function row(line) {
  const short = line.below.split(" ");
  const cells = SPANS.map((days) => {
    const open = line[`within_${days}_days`];
    const agreed = line[`agreed_within_${days}_days`];
    const text = agreed === null ? String(open) : say("page.control_room.open_of_agreed", { open, agreed });
    return h("td", {}, short.includes(String(days)) ? h("strong", {}, text) : text);
  });
  const before = line.within_7_days_a_week_before;
  const head = h("th", { scope: "row" }, line.unit_name);
  return h("tr", {}, head, h("td", {}, line.time_type_name), ...cells, h("td", {}, before === null ? "–" : String(before)));
}
