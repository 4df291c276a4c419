// The citizen's link stands in the address only until the page reads it: no history, no screenshot, nobody after them has it.
const KEPT = "contact-link"; // in this tab alone, for a reload or another language

/** The token behind `#`, gone from address and history at once; else the one this tab came by. */
export function takeLink() {
  const sent = location.hash.slice(1);
  if (!sent) return kept();
  history.replaceState(null, "", location.pathname + location.search);
  keep(sent);
  return sent;
}

/** A link that opens nothing is not kept. */
export function forgetLink() {
  try {
    sessionStorage.removeItem(KEPT);
  } catch {
    // nothing is kept where nothing may be
  }
}

function kept() {
  try {
    return sessionStorage.getItem(KEPT) ?? "";
  } catch {
    return "";
  }
}

function keep(token) {
  try {
    sessionStorage.setItem(KEPT, token);
  } catch {
    // without it a reload asks for the link again
  }
}
