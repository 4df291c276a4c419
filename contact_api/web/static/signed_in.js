// Back from the sign-in: take the code, forget the address it came in, go on.
import { byId, config, focusOn, h, say } from "./page.js";
import { finish } from "./sign_in.js";

const answer = new URLSearchParams(location.search);
history.replaceState(null, "", location.pathname);

try {
  location.replace(await finish(answer));
} catch (failed) {
  byId("wait").hidden = true;
  const box = byId("errors");
  box.replaceChildren(
    h("p", {}, say(`page.signed_in.${failed.how ?? "failed"}`)),
    h("p", {}, h("a", { class: "button", href: failed.back ?? `${config.base}/` }, say("page.signed_in.back"))),
  );
  box.hidden = false;
  focusOn(box);
}
