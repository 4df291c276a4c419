// What staff wrote to the citizen, and the answers; shown where there is something to read.
import { Problem } from "./api.js";
import { WrittenMessages } from "./written_messages.js";
import { h, say } from "./page.js";
import { showProblem } from "./problems.js";

export class MyWrittenMessages {
  /** `ask` asks about the citizen's own contact request. */
  constructor(ask) {
    this.ask = ask;
    this.inWriting = false; // whether that is how the citizen takes the contact: then they may write first
    this.seen = ""; // how many messages there were, and where the case stood
    this.messages = new WrittenMessages("page.mine.written_messages", say("page.mine.written_messages_hint"), {
      send: (text, key) => ask("POST", "/written-messages", { body: { text }, key }),
      refused: (problem) => this.refused(problem),
    });
    this.part = h(
      "section",
      { class: "step", id: "written-messages-part", "aria-labelledby": "written-messages-heading", hidden: true },
      h("h2", { id: "written-messages-heading" }, say("page.mine.written_messages")),
      ...this.messages.parts,
    );
  }

  get isUsed() {
    return this.inWriting || !this.messages.isEmpty;
  }

  /** The case says how many there are: read them when that, or whether one may write, has changed. */
  sees(number, state) {
    const seen = `${number} ${state}`;
    if (seen === this.seen || (number === 0 && !this.isUsed)) return;
    this.refresh().then((done) => (this.seen = done ? seen : ""));
  }

  /** See what is new; when the API cannot be reached it is asked again at the next turn. */
  async refresh() {
    try {
      this.messages.show(await this.ask("GET", "/written-messages?limit=100"));
      this.part.hidden = this.messages.isEmpty && !this.inWriting;
      return true;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      return false;
    }
  }

  async refused(problem) {
    showProblem(problem);
    if (problem.code === "contact-is-closed") await this.refresh();
  }
}
