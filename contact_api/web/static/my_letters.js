// What staff wrote to the citizen, and her answers; shown where there is something to read.
import { Problem } from "./api.js";
import { Letters } from "./letters.js";
import { h, say } from "./page.js";
import { showProblem } from "./problems.js";

export class MyLetters {
  /** `ask` asks about her own contact request. */
  constructor(ask) {
    this.ask = ask;
    this.inWriting = false; // whether that is how she takes the contact: then she may write first
    this.letters = new Letters("page.mine.letters", say("page.mine.letters_hint"), {
      send: (text, key) => ask("POST", "/letters", { body: { text }, key }),
      refused: (problem) => this.refused(problem),
    });
    this.part = h(
      "section",
      { class: "step", id: "letters-part", "aria-labelledby": "letters-heading", hidden: true },
      h("h2", { id: "letters-heading" }, say("page.mine.letters")),
      ...this.letters.parts,
    );
  }

  /** See what is new; when the API cannot be reached it is asked again at the next turn. */
  async refresh() {
    try {
      this.letters.show(await this.ask("GET", "/letters"));
      this.part.hidden = this.letters.isEmpty && !this.inWriting;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
    }
  }

  async refused(problem) {
    showProblem(problem);
    if (problem.code === "contact-is-closed") await this.refresh();
  }
}
