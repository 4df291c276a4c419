// What else the citizen can do: each is one action that the API names, and a button that does it.
import { button, h, say, whileBusy } from "./page.js";

const API_ROOT = "/contact-routing/v1"; // what the path of an action begins with

/** The list; `act` does the chosen one. */
export function waysOf(alternatives, act) {
  return h("ul", { class: "ways" }, alternatives.map((way) => h("li", {}, ...lineOf(way, act))));
}

/** Do what an alternative is, by a way to ask the API as the citizen. */
export const follow = (way, ask) =>
  ask(way.action.method, way.action.path.slice(API_ROOT.length), { body: way.action.body });

function lineOf(way, act) {
  const unit = way.text.includes(way.unit.name) ? null : h("span", { class: "hint" }, ` ${way.unit.name}`);
  const label = say(way.action.body.window_from ? "page.common.take_time" : "page.common.say_yes");
  const take = button(label, () => whileBusy(take, () => act(way)), "quiet small");
  take.setAttribute("aria-label", `${label}: ${way.text}`);
  return [h("span", {}, way.text, unit), " ", take];
}
