// The warning signs: fixed public information. A tick shows 112 at once and never makes anything less urgent.
import { byId, h, say } from "./page.js";

const LEVELS = ["", "soon", "now"]; // the graver later

/** The warning signs of a page; `ticked` holds the codes that were affirmed. */
export class RedFlags {
  constructor(catalogue, ticked = []) {
    this.catalogue = catalogue;
    this.ticked = new Set(ticked);
    this.shown = "";
  }

  /** Show those of the reason first and the others behind a fold, with every tick kept. */
  show(reasonCode) {
    const reason = this.catalogue.reasons.find((one) => one.code === reasonCode);
    const first = this.catalogue.red_flags.filter((flag) => reason?.red_flags.includes(flag.code));
    const rest = this.catalogue.red_flags.filter((flag) => !first.includes(flag));
    byId("flags-of-reason").replaceChildren(...first.map((flag) => this.box(flag)));
    byId("flags-rest").replaceChildren(...rest.map((flag) => this.box(flag)));
    byId("flags-others").hidden = rest.length === 0;
    if (rest.some((flag) => this.ticked.has(flag.code))) byId("flags-others").open = true;
    byId("flags-others-summary").textContent = say(first.length ? "page.seek.flags_others" : "page.seek.flags_all");
    byId("red_flags-hint").textContent = say(reason ? "page.seek.flags_hint" : "page.seek.flags_first");
    this.ring();
  }

  box(flag) {
    const id = `flag-${flag.code}`;
    const toggle = (event) => {
      if (event.target.checked) this.ticked.add(flag.code);
      else this.ticked.delete(flag.code);
      if (this.ring()) bringIntoSight(byId("ring"), event.target);
    };
    const input = h("input", { type: "checkbox", id, checked: this.ticked.has(flag.code), onchange: toggle });
    return h("div", { class: "option" }, input, h("label", { for: id }, flag.text));
  }

  /** Say "ring 112" as soon as a sign that means it is ticked; whether more is said now than before. */
  ring() {
    const levels = this.catalogue.red_flags.filter((flag) => this.ticked.has(flag.code)).map((flag) => flag.level);
    const level = levels.includes("call_112") ? "now" : levels.length ? "soon" : "";
    const rises = LEVELS.indexOf(level) > LEVELS.indexOf(this.shown);
    if (level === this.shown) return false;
    this.shown = level;
    const box = byId("ring");
    box.hidden = !level;
    box.className = `ring ${level}`;
    box.replaceChildren(...(level ? ringText(level) : []));
    return rises;
  }
}

/** Put it before whoever ticked a sign, on however small a screen: seen without scrolling, read out, with a way back. */
function bringIntoSight(box, ticked) {
  byId("ring-back").onclick = () => {
    ticked.focus({ preventScroll: true });
    ticked.scrollIntoView({ block: "center", behavior: "instant" });
  };
  box.focus({ preventScroll: true });
  const { top, bottom } = box.getBoundingClientRect();
  if (top < 0 || bottom > window.innerHeight) box.scrollIntoView({ block: "start", behavior: "instant" });
}

function ringText(level) {
  const words = [
    h("p", { class: "ring-heading" }, say(`page.seek.ring_${level}_heading`)),
    h("p", {}, say(`page.seek.ring_${level}`)),
  ];
  const dial = h("a", { class: "button danger", href: "tel:112" }, say("page.common.call_112"));
  const back = h("button", { type: "button", class: "plain", id: "ring-back" }, say("page.seek.ring_back"));
  const ways = h("p", { class: "calls" }, level === "now" ? dial : null, back);
  return level === "now" ? [words[0], ways, words[1]] : [...words, ways];
}
