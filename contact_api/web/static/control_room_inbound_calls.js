// Who rang today: how many were turned away or gave up, and how many got through, counted both ways.
import { byId, h, say, term } from "./page.js";

/** Show the day's calls; without any it is said that none were told of. */
export function showInboundCalls(day) {
  byId("no-calls").hidden = day.attempts > 0;
  byId("inbound-calls").replaceChildren(...(day.attempts > 0 ? told(day) : []));
}

function told(day) {
  const { attempts, callers, callers_reached: reached, turned_away: away, abandoned, requests, answered } = day;
  return [
    ...term(say("inbound_calls.attempts"), say("inbound_calls.attempts_by", { attempts, callers })),
    ...strongTerm(say("inbound_calls.turned_away"), away),
    ...term(say("inbound_calls.abandoned"), String(abandoned)),
    ...term(say("inbound_calls.taken_in"), String(requests + answered)),
    ...term(say("inbound_calls.reached"), say("inbound_calls.reached_of", { reached, callers })),
    ...term(say("inbound_calls.nationally"), say("inbound_calls.reached_of", { reached: day.skr_same_day, callers: day.skr_calls })),
  ];
}

const strongTerm = (name, count) => term(name, count ? h("strong", {}, String(count)) : "0");
