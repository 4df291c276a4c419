// Writing to the citizen whom one holds: the way for who cannot hear, or cannot speak.
import { Problem } from "./api.js";
import { Letters } from "./letters.js";
import { byId, h, say } from "./page.js";

const EVERY = 10000; // milliseconds

/** The thread of a held contact; where calls are the way it is shown only once something was written. */
export class DeskLetters {
  constructor(claim, desk, held) {
    Object.assign(this, { claim, desk, held });
    const { contact } = claim;
    const hint = contact.texts_arrive === false ? say("page.desk.letters_no_text") : say("page.desk.letters_hint");
    this.letters = new Letters("page.desk.letters", hint, {
      send: (text, key) => this.send(text, key),
      refused: desk.refused,
    });
    this.part = h(
      "fieldset",
      { class: "outcome", id: "letters-part", "data-contact": contact.contact_id, hidden: contact.mode === "call" },
      h("legend", {}, say("page.desk.letters")),
      ...this.letters.parts,
    );
    this.letters.area.value = draftTo(contact.contact_id);
  }

  get isHeld() {
    return this.held.claim === this.claim && this.part.isConnected;
  }

  send(text, key) {
    const path = `/work-queue/claims/${this.claim.contact.contact_id}/letters`;
    return this.desk.ask("POST", path, { body: { text, lease_number: this.claim.lease_number }, key });
  }

  /** See what is new for as long as the contact is held. When the API cannot be reached it is asked again. */
  async follow() {
    while (this.isHeld) {
      await this.refresh();
      await new Promise((resume) => setTimeout(resume, EVERY));
    }
  }

  async refresh() {
    const { contact } = this.claim;
    try {
      this.letters.show(await this.desk.ask("GET", `/desk/contact-requests/${contact.contact_id}/letters`));
      this.part.hidden = contact.mode === "call" && this.letters.isEmpty;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
    }
  }
}

/** What was being written to the same person when the contact is shown anew. */
function draftTo(contactId) {
  return byId("letters-part")?.dataset.contact === contactId ? byId("text").value : "";
}
