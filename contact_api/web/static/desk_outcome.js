// How it went is saved once: one key for each lease, kept in this tab until the answer has come, however often it is sent.
import { signedIn } from "./sign_in.js";

const PENDING = "desk.outcome"; // ids and codes only

/** Save it; what came of it. Where an earlier press was saved and its answer lost, what came of that one. */
export async function saveOutcome(desk, claim, outcome, result, more = {}) {
  const one = { contactId: claim.contact.contact_id, lease: claim.lease_number };
  const before = pending().filter((press) => press.contactId === one.contactId && press.lease === one.lease);
  keep([...before, { ...one, outcome, result, more, who: signedIn("staff")?.name }]);
  return settle(desk);
}

/** What came of an outcome whose answer was lost, such as by a reload; null where there is none. */
export async function recoverOutcome(desk) {
  const mine = pending().filter((press) => press.who === signedIn("staff")?.name);
  keep(mine);
  return mine.length ? settle(desk) : null;
}

/** Whether the answer to an outcome of this claim is still to come. */
export const isUnsure = (claim) =>
  pending().some((press) => press.contactId === claim.contact.contact_id && press.lease === claim.lease_number);

/** Send the last press; when the key says that another was saved, the one before it. */
async function settle(desk) {
  for (;;) {
    const presses = pending();
    const { contactId, lease, outcome, result, more } = presses.at(-1);
    const sent = { body: { outcome, result, lease_number: lease, ...more }, key: `outcome-${contactId}-${lease}` };
    try {
      const standing = await desk.ask("POST", `/work-queue/claims/${contactId}/outcomes`, sent);
      keep([]);
      return { outcome, standing };
    } catch (problem) {
      const isRefused = problem.status >= 400 && problem.status < 500 && problem.status !== 401;
      if (isRefused) keep(presses.slice(0, -1));
      if (problem.code !== "idempotency-key-reused" || presses.length < 2) throw problem;
    }
  }
}

const pending = () => JSON.parse(sessionStorage.getItem(PENDING) ?? "[]");

const keep = (presses) =>
  presses.length ? sessionStorage.setItem(PENDING, JSON.stringify(presses)) : sessionStorage.removeItem(PENDING);
