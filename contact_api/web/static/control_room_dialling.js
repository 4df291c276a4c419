// What the service telephones, and the stop of it, which is the control room's.
import { byId, say, sure, term, whileBusy } from "./page.js";
import { showFaults } from "./problems.js";
import { clock } from "./times.js";

/** Fetch and show how dialling stands; who may not stop it is shown no buttons. */
export async function showDialling(room) {
  show(await room.ask("GET", "/dialling"));
}

/** Make the buttons work; once. */
export function prepareDialling(room) {
  byId("stop-calls").addEventListener("click", () => whileBusy(byId("stop-calls"), () => stop(room)));
  byId("allow-calls").addEventListener("click", () => whileBusy(byId("allow-calls"), () => allow(room)));
}

function show(standing) {
  const money = (hundredths) => say("page.control_room.kronor", { amount: Math.round(hundredths / 100) });
  byId("dialling").replaceChildren(
    ...term(say("page.control_room.calls_now"), say("page.control_room.of", { part: standing.calls, whole: standing.calls_at_once })),
    ...term(
      say("page.control_room.calls_cost"),
      say("page.control_room.of", { part: money(standing.cost_today), whole: money(standing.cost_per_day) }),
    ),
    ...term(
      say("page.control_room.texts_today"),
      say("page.control_room.of", { part: standing.texts_today, whole: standing.texts_per_day }),
    ),
  );
  byId("calls-stopped").replaceChildren(
    standing.stopped ? say("page.control_room.calls_stopped", { time: clock(standing.stopped_at), why: standing.why }) : "",
  );
  byId("stop-part").hidden = standing.stopped || !standing.may_stop;
  byId("allow-calls").hidden = !standing.stopped || !standing.may_stop;
}

async function stop(room) {
  const why = byId("stop_why").value.trim();
  if (!why) return showFaults([["stop_why", say("page.control_room.need_why")]]);
  if (!(await sure(say("page.control_room.sure_stop"), say("page.control_room.sure_stop_means")))) return;
  try {
    show(await room.ask("PUT", "/dialling/stop", { body: { stopped: true, why } }));
    byId("stop_why").value = "";
  } catch (problem) {
    room.refused(problem);
  }
}

async function allow(room) {
  try {
    show(await room.ask("PUT", "/dialling/stop", { body: { stopped: false } }));
  } catch (problem) {
    room.refused(problem);
  }
}
