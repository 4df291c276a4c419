// Writing to the citizen whom one holds: the way for who cannot hear, or cannot speak.
import { Problem } from "./api.js";
import { WrittenMessages } from "./written_messages.js";
import { byId, h, say } from "./page.js";

const EVERY = 10000; // milliseconds

/** The thread of a held contact; where calls are the way it is shown only once something was written. */
export class DeskWrittenMessages {
  constructor(claim, desk, held) {
    Object.assign(this, { claim, desk, held });
    const { contact } = claim;
    const hint = contact.texts_arrive === false ? say("page.desk.written_messages_no_text") : say("page.desk.written_messages_hint");
    this.messages = new WrittenMessages("page.desk.written_messages", hint, {
      send: (text, key) => this.send(text, key),
      refused: desk.refused,
    });
    this.part = h(
      "fieldset",
      { class: "outcome", id: "written-messages-part", "data-contact": contact.contact_id, hidden: contact.mode === "call" },
      h("legend", {}, say("page.desk.written_messages")),
      ...this.messages.parts,
    );
    this.messages.area.value = draftTo(contact.contact_id);
  }

  get isHeld() {
    return this.held.claim === this.claim && this.part.isConnected;
  }

  send(text, key) {
    const path = `/work-queue/claims/${this.claim.contact.contact_id}/written-messages`;
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
      this.messages.show(await this.desk.ask("GET", `/desk/contact-requests/${contact.contact_id}/written-messages?limit=100`));
      this.part.hidden = contact.mode === "call" && this.messages.isEmpty;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
    }
  }
}

/** What was being written to the same person when the contact is shown anew. */
function draftTo(contactId) {
  return byId("written-messages-part")?.dataset.contact === contactId ? byId("text").value : "";
}
