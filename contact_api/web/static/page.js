// What every page needs: its configuration, its texts, and elements made without any HTML text.

export const config = JSON.parse(document.querySelector("meta[name=page-config]").content);

/** The text in the page's language, its named places filled. */
export function say(key, values = {}) {
  const template = config.texts[key];
  if (template === undefined) throw new Error(`no such text: ${key}`);
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** The text, or undefined where there is none. */
export function sayIfKnown(key) {
  return key in config.texts ? say(key) : undefined;
}

export const byId = (id) => document.getElementById(id);

/** An element: attributes, `on…` listeners, and children that are elements, texts or lists of them. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(2).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/** A term and what it is, for a `dl`; nothing where there is no value. */
export function term(name, value) {
  return value === undefined || value === null || value === "" ? [] : [h("dt", {}, name), h("dd", {}, value)];
}

export function button(text, onclick, style = "") {
  return h("button", { type: "button", class: `button ${style}`.trim(), onclick }, text);
}

/** Move the focus to an element that is no control, such as a heading, and bring it into view. */
export function focusOn(element) {
  if (!element.hasAttribute("tabindex")) element.setAttribute("tabindex", "-1");
  element.focus({ preventScroll: true });
  const gently = window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  element.scrollIntoView({ block: "start", behavior: gently });
}

/** Keep a control from being pressed twice while `act` runs. */
export async function whileBusy(control, act) {
  if (control.getAttribute("aria-disabled") === "true") return;
  control.setAttribute("aria-disabled", "true");
  try {
    await act();
  } finally {
    control.removeAttribute("aria-disabled");
  }
}

/** Ask before something that cannot be taken back; the answer is true or false. `yes`: what its button says, if not as usual. */
export function sure(heading, means, yes) {
  const [dialog, agree] = [byId("sure"), byId("sure-yes")];
  agree.dataset.usual ??= agree.textContent;
  agree.textContent = yes ?? agree.dataset.usual;
  if (heading) byId("sure-heading").textContent = heading;
  if (means) byId("sure-means").textContent = means;
  return new Promise((answer) => {
    const decide = (event) => {
      dialog.returnValue = event.currentTarget.id === "sure-yes" ? "yes" : "no";
      dialog.close(dialog.returnValue);
    };
    for (const id of ["sure-yes", "sure-no"]) byId(id).onclick = decide;
    dialog.returnValue = "no";
    dialog.onclose = () => answer(dialog.returnValue === "yes");
    dialog.showModal();
    byId("sure-no").focus();
  });
}

// The switch of language keeps what stands behind `#`, which the server never sees; a link is in the tab's memory.
for (const link of document.querySelectorAll("a.language")) {
  link.addEventListener("click", () => {
    link.hash = location.hash;
  });
}
