// Signing in: OpenID Connect, authorization code with PKCE (RFC 7636), as a client without a secret.
// The token stays in this tab (sessionStorage) and is forgotten with it.
import { byId, config, say } from "./page.js";

const PENDING = "sign-in.pending";
const place = (area) => `sign-in.${area}`;

/** Who is signed in to this area (`citizen` or `staff`), or null. */
export function signedIn(area) {
  const kept = JSON.parse(sessionStorage.getItem(place(area)) ?? "null");
  return kept && kept.until > Date.now() ? kept : null;
}

export function signOut(area) {
  sessionStorage.removeItem(place(area));
}

/** Show who is signed in, and the button that ends it. */
export function showWho(area, ended) {
  const who = signedIn(area);
  byId("who").hidden = !who;
  if (!who) return;
  byId("who-name").textContent = who.name
    ? say("page.common.signed_in_as", { name: who.name })
    : say("page.common.signed_in");
  byId("sign-out").onclick = () => {
    signOut(area);
    byId("who").hidden = true;
    ended();
  };
}

/** Leave for the page of who signs people in; it leads back to this page. */
export async function signIn(area) {
  if (new URL(config.redirect_uri).origin !== location.origin) {
    location.assign(new URL(config.redirect_uri).origin + location.pathname + location.search);
    return;
  }
  const provider = await discover(config.issuers[area]);
  const pending = { area, issuer: config.issuers[area], state: chance(), nonce: chance(), verifier: chance(), back: location.pathname + location.search };
  sessionStorage.setItem(PENDING, JSON.stringify(pending));
  const asked = new URL(provider.authorization_endpoint);
  for (const [name, value] of Object.entries({
    response_type: "code",
    client_id: config.client_id,
    redirect_uri: config.redirect_uri,
    scope: "openid",
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await challengeOf(pending.verifier),
    code_challenge_method: "S256",
  })) asked.searchParams.set(name, value);
  location.assign(asked);
}

/** Take the code that came back, once; where to go on. Throws `SignInFailed`. */
export async function finish(answer) {
  const pending = JSON.parse(sessionStorage.getItem(PENDING) ?? "null");
  sessionStorage.removeItem(PENDING);
  const back = pending?.back ?? `${config.base}/`;
  if (!pending || answer.get("state") !== pending.state) throw new SignInFailed("failed", back);
  if (answer.get("error")) throw new SignInFailed("refused", back);
  const from = answer.get("iss");
  if (from !== null && from !== pending.issuer) throw new SignInFailed("failed", back); // RFC 9207
  const tokens = await redeem(answer.get("code"), pending).catch(() => null);
  const about = tokens && claimsOf(tokens.id_token);
  if (!tokens?.access_token || (about && about.nonce !== pending.nonce)) throw new SignInFailed("failed", back);
  const until = Date.now() + (tokens.expires_in ?? 300) * 1000;
  const kept = { token: tokens.access_token, name: about?.name ?? "", until };
  sessionStorage.setItem(place(pending.area), JSON.stringify(kept));
  return back;
}

export class SignInFailed extends Error {
  constructor(how, back) {
    super(how);
    this.how = how;
    this.back = back;
  }
}

async function discover(issuer) {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`, { credentials: "omit" });
  const provider = await response.json();
  if (!issuer || provider.issuer !== issuer) throw new Error("another issuer answered");
  return provider;
}

async function redeem(code, pending) {
  const provider = await discover(pending.issuer);
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    code,
    client_id: config.client_id,
    redirect_uri: config.redirect_uri,
    code_verifier: pending.verifier,
  });
  const response = await fetch(provider.token_endpoint, { method: "POST", body, credentials: "omit" });
  return response.ok ? response.json() : null;
}

/** The claims of an identity token that came straight from the provider (OpenID Connect Core 3.1.3.7). */
function claimsOf(token) {
  if (!token) return null;
  const text = atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (sign) => sign.charCodeAt(0))));
}

const chance = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

async function challengeOf(verifier) {
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
}

function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
