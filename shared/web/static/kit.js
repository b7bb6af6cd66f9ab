// Small comforts. Every page works without this file.
const sent = new WeakSet();

function guard(event) {
  const form = event.target;
  if (form.method !== "post" || form.target) return; // what opens in another tab may be asked for again
  if (sent.has(form)) return event.preventDefault();
  sent.add(form);
  event.submitter?.setAttribute("aria-disabled", "true");
}

function again() {
  document.querySelectorAll("form").forEach((form) => sent.delete(form));
  document.querySelectorAll("[type=submit][aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
}

function toField(event) {
  const link = event.target.closest?.(".govuk-error-summary a[href^='#']");
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) return;
  event.preventDefault();
  (field.closest("fieldset") ?? field.closest(".govuk-form-group") ?? field).scrollIntoView();
  field.focus({ preventScroll: true });
}

function menu(button) {
  button.hidden = false;
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => {
    button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") === "false"));
  });
}

// The rest of the navigation lies over the page: it goes away as a menu does.
function aside(rest) {
  document.addEventListener("click", (event) => rest.contains(event.target) || (rest.open = false));
  rest.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !rest.open) return;
    rest.open = false;
    rest.firstElementChild.focus();
  });
}

// Browsers show 2026-02-09 in the order of their own language: the words beside the field say which day it is.
function echo(field) {
  const words = document.createElement("span");
  words.className = "kit-echo";
  words.setAttribute("aria-live", "polite");
  const form = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const say = () => (words.textContent = field.valueAsDate ? form.format(field.valueAsDate) : "");
  field.after(words);
  field.addEventListener("input", say);
  say();
}

document.addEventListener("submit", guard);
document.addEventListener("click", toField);
document.addEventListener("htmx:after:swap", (event) => event.target.querySelector?.("[autofocus]")?.focus());
addEventListener("pageshow", (event) => event.persisted && again());
document.querySelectorAll(".kit-more").forEach(menu);
document.querySelectorAll(".kit-rest").forEach(aside);
document.querySelectorAll("input[type=date]").forEach(echo);
