// The public API. Who asks is said in headers only, never in a URL.
import { config } from "./page.js";
import { noteServerDate } from "./times.js";

const TRIES = 3;
const PATIENCE = 20000; // milliseconds for one try

/** A refusal: `code` is the last part of the problem's type; `fields` are those it names. */
export class Problem extends Error {
  constructor(status, body = {}) {
    super(body.detail ?? String(status));
    this.status = status;
    this.code = (body.type ?? "").split(":").pop() || "other";
    this.fields = (body.errors ?? []).map((fault) => fault.field.replace(/^body\.?/, ""));
  }
}

/** A key under which the same request sent again is done once. */
export const newKey = () => crypto.randomUUID();

/**
 * Ask the API; null is its "nothing to say". `token` is a sign-in, `link` the citizen's own link.
 * With a `key`, or when nothing is changed, it is asked again while others are faster; with a `key` also when no answer
 * came, as the same request sent again is done once.
 */
export async function call(method, path, { body, token, link, key } = {}) {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (token) headers["Authorization"] = `Bearer ${token}`;
  if (link) headers["Contact-Link"] = link;
  if (key) headers["Idempotency-Key"] = key;
  const request = { method, headers, body: body && JSON.stringify(body), cache: "no-store", credentials: "omit" };
  for (let tries = 1; ; tries += 1) {
    let seconds = 1;
    try {
      const response = await reach(config.api + path, request);
      noteServerDate(response.headers.get("Date"));
      if (response.status !== 503 || !(key || method === "GET") || tries >= TRIES) return await read(response);
      seconds = Number(response.headers.get("Retry-After")) || 1;
    } catch (problem) {
      if (problem.code !== "offline" || !key || tries >= TRIES) throw problem;
    }
    await new Promise((resume) => setTimeout(resume, 1000 * seconds));
  }
}

async function reach(url, request) {
  try {
    return await fetch(url, { ...request, signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    throw new Problem(0, { type: "offline" });
  }
}

async function read(response) {
  if (response.status === 204) return null;
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Problem(response.status, body ?? {});
  if (body === null) throw new Problem(0, { type: "offline" }); // broken off half way
  return body;
}

/** Every unit one can turn to, by name. */
export async function allUnits() {
  const units = [];
  for (let more = true; more; ) {
    const page = await call("GET", `/units?limit=100&offset=${units.length}`);
    units.push(...page.items);
    more = page.more && page.items.length > 0;
  }
  return units.sort((one, other) => one.name.localeCompare(other.name, "sv"));
}

export const catalogue = () => call("GET", `/catalogue?language=${config.language}`);
