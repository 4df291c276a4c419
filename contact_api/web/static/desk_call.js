// Having the citizen called: the staff member's own telephone rings first. How far it has come is said as it goes.
import { newKey } from "./api.js";
import { button, h, say, whileBusy } from "./page.js";
import { clearFaults, showFaults } from "./problems.js";

const EVERY = 1500; // milliseconds
const REMEMBERED = "own-telephone";

/** The controls for calling a held contact; nothing where nobody can be called. */
export function callPart(claim, desk, held) {
  const { contact } = claim;
  if (!contact.call_number || contact.mode !== "call") return null;
  return new Calling(claim, desk, held).part;
}

class Calling {
  constructor(claim, desk, held) {
    Object.assign(this, { claim, desk, held });
    this.own = telephone("staff_phone", sessionStorage.getItem(REMEMBERED) ?? "");
    this.interpreter = claim.contact.interpreter ? telephone("interpreter_phone", "") : null;
    this.start = button(say("page.desk.call_start"), () => whileBusy(this.start, () => this.ring()));
    this.start.id = "call";
    this.end = button(say("page.desk.call_end"), () => whileBusy(this.end, () => this.hangUp()), "quiet");
    this.end.id = "hang-up";
    this.end.hidden = true;
    this.state = h("p", { class: "call-state", id: "call-state", role: "status" });
    this.part = h(
      "fieldset",
      { class: "outcome" },
      h("legend", {}, say("page.desk.call_here")),
      h("p", { class: "hint" }, say("page.desk.call_hint")),
      field("staff_phone", this.own),
      this.interpreter && field("interpreter_phone", this.interpreter),
      h("p", { class: "calls" }, this.start, this.end),
      this.state,
    );
  }

  get isHeld() {
    return this.held.claim === this.claim && this.part.isConnected;
  }

  async ring() {
    clearFaults();
    const [own, interpreter] = [this.own.value.trim(), this.interpreter?.value.trim()];
    if (!own) return showFaults([["staff_phone", say("page.desk.need_phone")]]);
    sessionStorage.setItem(REMEMBERED, own);
    const body = { lease_number: this.claim.lease_number, staff_phone: own, interpreter_phone: interpreter || undefined };
    try {
      const path = `/work-queue/claims/${this.claim.contact.contact_id}/calls`;
      await this.follow(await this.desk.ask("POST", path, { body, key: newKey() }));
    } catch (problem) {
      this.desk.refused(problem);
    }
  }

  /** Say how far it has come until it is over. When the API cannot be reached it is asked again. */
  async follow(call) {
    this.show(call);
    while (call.phase !== "over" && this.isHeld) {
      await new Promise((resume) => setTimeout(resume, EVERY));
      const seen = await this.desk.ask("GET", `/work-queue/calls/${call.call_id}`).catch((problem) => {
        if (problem.status && problem.status < 500) throw problem;
        return call;
      });
      if (!this.isHeld) return;
      if (seen.phase !== call.phase) this.show(seen);
      call = seen;
    }
    if (this.isHeld) await this.over(call);
  }

  show(call) {
    this.call = call;
    this.end.hidden = call.phase === "over";
    this.start.hidden = call.phase !== "over";
    this.state.textContent = say(call.came_to ? `call.came_to.${call.came_to}` : `call.phase.${call.phase}`);
  }

  /** What it came to decides whether this staff member still holds the contact. */
  async over(call) {
    const claim = await this.desk.ask("GET", "/work-queue/claims/current");
    if (!this.isHeld) return;
    const kept = claim?.contact.contact_id === this.claim.contact.contact_id;
    if (!kept) this.held.done(`call.came_to.${call.came_to}`);
    else this.claim.lease_until = claim.lease_until;
  }

  async hangUp() {
    try {
      this.show(await this.desk.ask("POST", `/work-queue/calls/${this.call.call_id}/cancellations`, { key: newKey() }));
    } catch (problem) {
      this.desk.refused(problem);
    }
  }
}

function telephone(id, value) {
  return h("input", { type: "tel", id, value, autocomplete: "tel", "aria-describedby": `${id}-error` });
}

function field(id, control) {
  return h(
    "div",
    { class: "field", "data-field": id },
    h("label", { for: id }, say(`page.desk.${id}`)),
    h("p", { class: "error", id: `${id}-error`, hidden: true }),
    control,
  );
}
