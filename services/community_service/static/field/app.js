// The phone app: what a tap does, and when the phone talks to the service.
import * as queue from "./queue.js";
import { at, make, said, say, showNeeds, showProofs, showToday, showUnsent, spoken, standing, time } from "./screens.js";

const page = document.documentElement;
const UNDO_MS = 2_000;
const FIX_MS = 10_000;
const MINUTE = 60_000;
const QUIET_MS = 5 * MINUTE;
let view = null;
let kept = [];
let subject = null;
let who = null;
let shown = "today";
let onServer = null;
let banner = null;
let toast = null;

// Showing

const sessions = () => (view?.sites ?? []).flatMap((site) => site.sessions.map((each) => ({ ...each, site: site.name })));
const names = () => new Map([...(view?.gone ?? []), ...sessions()].map((each) => [each.id, each.muster_name]));
const mine = () => kept.filter((each) => each.entry.subject === subject);
const waiting = () => mine().filter((each) => each.state === "waiting");

async function show() {
  const signedOn = queue.who();
  const [all, receipts, me] = await Promise.all([queue.records(), queue.receipts(), queue.me()]);
  [kept, who, subject] = [all, signedOn, me ?? null];
  view = subject && ((await queue.list().catch(() => null))?.view ?? null);
  const own = receipts.filter((each) => each.subject === subject);
  const focus = document.activeElement?.id;
  showToday(view, spoken(own, mine()));
  showUnsent(waiting(), kept.filter((each) => each.state === "waiting").length - waiting().length, names());
  const needs = needed();
  showNeeds(needs, names());
  showProofs(own, names());
  const n = waiting().length;
  at("counter").textContent = n ? say("counter", { n }) : say("all_sent");
  at("counter").classList.toggle("some", n > 0);
  at("needs-count").textContent = needs.length;
  at("needs-count").hidden = !needs.length;
  const last = queue.lastContact();
  at("contact").textContent = last ? say("contact", { time: time(last) }) : say("no_contact");
  if (focus && document.activeElement === document.body) (at(focus) ?? at(`name-${focus.split(" ")[1]}`))?.focus();
}

/** What was refused: here, and at the service too where it keeps it. Side by side with what is on record. */
function needed() {
  const there = new Map((onServer ?? []).map((each) => [each.id, each]));
  const here = mine().filter((each) => each.state === "refused");
  const ids = new Set(here.map((each) => each.entry.id));
  return [
    ...here.map((each) => ({ ...each, here: true, time: said(each), recorded: there.get(each.entry.id)?.recorded })),
    ...[...there.values()].filter((each) => !ids.has(each.id)).map((each) => ({
      ...each, entry: each, time: each.at, kept: true, here: false,
    })),
  ];
}

function go(to) {
  shown = to;
  for (const id of ["today", "unsent", "needs", "proofs"]) at(id).hidden = id !== to;
  for (const tab of at("tabs").children) tab.setAttribute("aria-current", tab.dataset.to === to ? "page" : "false");
  at(to).querySelector("h1").focus();
  if (to === "needs") readRefusals().then(show, troubled);
}

function tell(text) {
  at("said").textContent = "";
  setTimeout(() => (at("said").textContent = text), 50);
}

function notice(word, link = null) {
  banner = word;
  const more = link ? [make("a", say("sign_in_link"), { href: link })] : [];
  at("notice").replaceChildren(...(word ? [make("p", say(word)), ...more] : []));
}

// Talking to the service

async function troubled(error) {
  if (error instanceof queue.SignIn) {
    if (!error.silent) onServer = null;
    notice(error.silent ? "sign_in" : "signed_out", error.link);
  } else if (error instanceof queue.Refused) {
    if (error.slug === "another-signed-in") return renew().catch(troubled);
    if (error.slug === "app-too-old") notice("too_old");
    if (error.status === 403) notice("not_supervisor");
  } else if (!(error instanceof queue.Away)) throw error;
  return show();
}

/** The issuer is asked again once an hour. The app goes there by itself only as it opens: nobody is in the middle of a tap. */
function askAgain(error) {
  const last = Number(sessionStorage.getItem("asked") ?? 0);
  if (!error.silent || document.querySelector("dialog[open]") || Date.now() - last < MINUTE) return false;
  sessionStorage.setItem("asked", Date.now());
  location.assign(error.link);
  return true;
}

async function renew() {
  const headers = await queue.fetchList();
  notice(null);
  if (headers.get("content-language") !== page.lang) await otherLanguage();
  await show();
}

async function readRefusals() {
  const { said: found } = await queue.ask("refusals");
  onServer = found.items;
  if (found.next) return;
  const open = new Set(onServer.map((each) => each.id));
  await queue.drop(mine().filter((each) => each.state === "refused" && each.kept && !open.has(each.entry.id)).map((each) => each.seq));
}

async function send(aloud = false) {
  if (aloud) tell(say("sending"));
  try {
    const refused = await queue.send();
    if (refused === null) return;
    await show();
    if (aloud) tell(refused ? say("sent_some", { n: refused }) : say("sent_all"));
    if (refused) {
      tell(say("sent_some", { n: refused }));
      await renew();
      await readRefusals();
      await show();
    }
    if (["sign_in", "away"].includes(banner)) notice(null);
    update();
  } catch (error) {
    registerSync();
    if (aloud && error instanceof queue.Away) tell(say("away"));
    await troubled(error);
  }
}

const worker = () => navigator.serviceWorker.getRegistration();
const registerSync = async () => (await worker())?.sync?.register("send").catch(() => {});

/** Contact without a name: is the session alive, which releases are taken. */
async function greet() {
  const { said: standing } = await queue.ask("standing");
  if (Number(page.dataset.version) < standing.oldest) notice("too_old");
  if (standing.subject !== subject) await renew();
  await show();
}

async function awake() {
  await queue.forgetWhenOver();
  await show();
  if (document.visibilityState !== "visible") return update();
  const stale = Date.now() - (queue.lastContact() ?? 0) + (queue.now() - Date.now()) > QUIET_MS;
  await send();
  if (stale || !subject) await greet().then(sendOwn, troubled);
}

async function tick() {
  await queue.forgetWhenOver();
  await show();
  await sendOwn();
}

/** Who has just signed on may have left something here; what a page that has gone still held for its place goes later. */
async function sendOwn() {
  if (!waiting().length) return;
  await send();
  const held = waiting().filter(queue.isHeld).map((each) => each.until - Date.now());
  if (held.length) setTimeout(send, Math.max(...held) + 100);
}

// A new release waits until nothing is in the way

async function update(force = false) {
  const registration = await worker();
  if (force) await registration?.update().catch(() => {});
  const next = registration?.waiting;
  const idle = !kept.some((each) => each.state === "waiting") && !document.querySelector("dialog[open]") && !toast;
  if (next && (force || (idle && document.visibilityState !== "visible"))) next.postMessage("take over");
}

async function otherLanguage() {
  const shell = await fetch("./", { cache: "no-store" });
  const name = (await caches.keys()).find((each) => each.startsWith("field "));
  if (!shell.ok || !name) return;
  await (await caches.open(name)).put(new URL("./", location.href).href, shell);
  location.reload();
}

// Taps

async function record(taps, text) {
  if (!subject || (queue.who() && queue.who() !== who)) return awake().then(() => notice("somebody_else"));
  let made;
  try {
    made = await queue.add(subject, taps, UNDO_MS);
  } catch {
    return notice("write_failed");
  }
  await show();
  tell(text);
  offerUndo(made.map((each) => each.seq), text);
  const held = taps.some((each) => each.kind !== "absent" && each.at === undefined) ? await locate(made) : UNDO_MS;
  setTimeout(send, held + 100);
  registerSync();
}

function offerUndo(seqs, text) {
  clearTimeout(toast?.timer);
  toast = { seqs, timer: setTimeout(hideToast, UNDO_MS) };
  at("toast").firstElementChild.textContent = text;
  at("toast").hidden = false;
}
const hideToast = () => ((at("toast").hidden = true), (toast = null));

async function undo() {
  const { seqs } = toast ?? { seqs: [] };
  hideToast();
  const gone = await queue.change(seqs);
  await show();
  tell(say(gone ? "undone" : "too_late"));
}

/** Where the phone is, if it may say so within ten seconds; the entries wait for that. Returns how long they are held. */
async function locate(made) {
  const permission = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
  if (!navigator.geolocation || permission?.state === "denied") return UNDO_MS;
  const [seqs, tapped] = [made.map((each) => each.seq), Date.now()];
  await queue.change(seqs, (each) => ({ ...each, until: tapped + FIX_MS }));
  const fix = await new Promise((found) =>
    navigator.geolocation.getCurrentPosition(found, () => found(null), { maximumAge: 0, timeout: FIX_MS - 1000, enableHighAccuracy: true }),
  );
  const place = fix && {
    latitude: fix.coords.latitude,
    longitude: fix.coords.longitude,
    accuracy_m: Math.ceil(fix.coords.accuracy),
    age_s: Math.max(0, Math.round((tapped - fix.timestamp) / 1000)),
  };
  const until = tapped + UNDO_MS;
  await queue.change(seqs, (each) => ({ ...each, until, entry: place ? { ...each.entry, place } : each.entry }));
  return Math.max(0, until - Date.now());
}

/** Shows a dialog; its answer is the button that was pressed, or nothing. */
function asked(id, heading = null) {
  const box = at(id);
  const form = box.querySelector("form");
  form.reset();
  if (heading) at(`${id}-title`).textContent = heading;
  box.returnValue = "";
  box.pressed = null;
  box.showModal();
  return new Promise((done) =>
    box.addEventListener("close", () => done({ pressed: box.returnValue, fields: new FormData(form), button: box.pressed }), { once: true }),
  );
}

const current = (id) => {
  const found = sessions().find((each) => each.id === id);
  return found && standing(found, spoken([], mine()));
};
const over = (session) => queue.now() >= Date.parse(session.ends_at);

/** The moment that a time of the clock means on the session's day; nothing where it is left as it was. */
function chosen(session, given, before) {
  if (given === before) return undefined;
  const minutes = (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
  return Date.parse(session.starts_at) + (minutes(given) - minutes(face(session.starts_at))) * MINUTE;
}
const face = (moment) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: page.dataset.zone, hour: "2-digit", minute: "2-digit" }).format(new Date(moment));

function written(what, session, moment) {
  return say("written", { what, name: session.muster_name, time: time(moment ?? queue.now()) });
}

const acts = {
  async arrive(session) {
    let moment;
    if (over(session)) {
      const answer = asked("arrive", say("arrive_name", { name: session.muster_name }));
      at("arrive").querySelector("[name=time]").value = face(session.starts_at);
      const { pressed, fields } = await answer;
      if (!pressed) return;
      moment = chosen(session, fields.get("time"), null);
    }
    await record([{ session, site: session.site, at: moment, kind: "arrived" }], written(say("arrived"), session, moment));
  },
  async all(first) {
    const same = (each) => each.site === first.site && each.starts_at === first.starts_at && each.ends_at === first.ends_at;
    const here = sessions().filter(same).map((each) => ({ ...current(each.id), site: each.site }));
    const taps = here.filter((each) => each.state === "scheduled").map((session) => ({ session, site: session.site, kind: "arrived" }));
    await record(taps, say("written_many", { n: taps.length, time: time(queue.now()) }));
  },
  async leave(session) {
    const before = over(session) ? null : face(queue.now());
    const answer = asked("leave", say("leave_name", { name: session.muster_name }));
    at("leave").querySelector("[name=time]").value = before ?? face(session.ends_at);
    const { pressed, fields } = await answer;
    if (!pressed) return;
    const moment = chosen(session, fields.get("time"), before);
    const gear = { true: true, false: false }[fields.get("safety_gear")];
    const how = { safety_gear: gear, work_quality: fields.get("work_quality"), behaviour: fields.get("behaviour") };
    const noted = Object.fromEntries(Object.entries(how).filter(([, value]) => value !== null && value !== undefined));
    const tap = { session, site: session.site, at: moment, kind: "left", outcome: pressed, ...noted };
    await record([tap], written(say("left"), session, moment));
  },
  async absent(session) {
    const { pressed, fields, button } = await asked("absent", say("absent_name", { name: session.muster_name }));
    if (!pressed) return;
    const reason = button?.dataset.reason ?? fields.get("reason").trim();
    const why = pressed === "acceptable_absence" ? { reason } : {};
    await record([{ session, site: session.site, kind: "absent", outcome: pressed, ...why }], written(say("absent"), session));
  },
};

const settling = {
  async retry(item) {
    await queue.again(item);
    await show();
    await send(true);
  },
  propose: (item) => settle(item, "propose", "correction", "proposed"),
  async discard(item) {
    if (item.kept) return settle(item, "discard", "discard", "discarded");
    const { pressed } = await askWhy("discard");
    if (pressed) await settled([item], "discarded");
  },
};

function askWhy(word) {
  at("settle-why").textContent = say(`${word}_why`);
  at("settle-go").textContent = say(word);
  return asked("settle", say(word));
}

async function settle(item, word, path, after) {
  const { pressed, fields } = await askWhy(word);
  if (!pressed) return;
  try {
    await queue.ask(`refusals/${item.entry.id}/${path}`, { reason: fields.get("reason") });
    const all = word === "propose" ? needed().filter((each) => each.entry.session_id === item.entry.session_id) : [item];
    await settled(all.filter((each) => each.kept), after);
  } catch (error) {
    tell(error instanceof queue.Refused ? error.problem.detail : say("needs_network"));
    at("notice").replaceChildren(make("p", error instanceof queue.Refused ? error.problem.detail : say("needs_network")));
    await readRefusals().then(show, troubled);
  }
}

async function settled(items, word) {
  await queue.drop(items.map((each) => each.seq).filter(Boolean));
  const gone = new Set(items.map((each) => each.entry.id));
  onServer = onServer?.filter((each) => !gone.has(each.id)) ?? null;
  notice(null);
  await show();
  tell(say(word));
  at("needs").querySelector("h1").focus();
}

// The menu

async function menu() {
  const { pressed } = await asked("menu");
  if (pressed === "language") return speak();
  if (pressed === "update") return update(true);
  if (pressed === "forget") return queue.forget().then(show).then(() => tell(say("removed")));
  if (pressed === "sign-out") return signOut();
  return null;
}

async function speak() {
  const body = new URLSearchParams({ language: page.lang === "id" ? "en" : "id", back: location.pathname });
  const answer = await fetch(at("tongue").action, { method: "POST", body }).catch(() => null);
  if (answer?.ok) await otherLanguage();
  else tell(say("needs_network"));
}

async function signOut() {
  const n = waiting().length;
  const { pressed } = n ? await asked("unsent-out", say("unsent_at_sign_out", { n })) : { pressed: "out" };
  if (pressed === "export") await save();
  if (pressed === "send") await send(true);
  if (pressed === "out" || (pressed === "send" && !waiting().length)) {
    await queue.leave();
    at("out").submit();
  } else if (pressed) await signOut();
}

/** The queue as a file, without names: for the office, where this phone cannot send any more. */
async function save() {
  const own = mine().map(({ entry, state, problem }) => ({ state, entry, problem }));
  const file = new Blob([JSON.stringify({ masohi_field: 1, saved_at: new Date(queue.now()), entries: own }, null, 1)], { type: "application/json" });
  const link = make("a", "", { href: URL.createObjectURL(file), download: `masohi-${time(queue.now()).replace(/\D/, "")}.json` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), MINUTE);
}

// Beginning

function listen() {
  document.addEventListener("click", ({ target }) => {
    const pressed = target.closest("button");
    const { act, of, to } = pressed?.dataset ?? {};
    if (to) go(to);
    if (acts[act]) {
      const session = { ...current(of), site: sessions().find((each) => each.id === of).site };
      acts[act](session);
    }
    if (settling[act]) settling[act](needed().find((each) => each.entry.id === of));
  });
  document.addEventListener("submit", ({ target, submitter }) => {
    const box = target.closest("dialog");
    if (box) box.pressed = submitter;
  });
  at("absent").querySelector("[data-own]").addEventListener("click", (event) => {
    const field = at("absent").querySelector("[name=reason]");
    field.setCustomValidity(field.value.trim() ? "" : field.closest("label").textContent.trim());
    if (!field.reportValidity()) event.preventDefault();
    field.setCustomValidity("");
  });
  at("toast").querySelector("button").addEventListener("click", undo);
  at("renew").addEventListener("click", () => renew().then(() => tell(say("fetched")), (error) => (tell(say("away")), troubled(error))));
  at("send").addEventListener("click", () => send(true));
  at("export").addEventListener("click", save);
  at("more").addEventListener("click", menu);
  addEventListener("online", () => awake());
  document.addEventListener("visibilitychange", () => awake());
  setInterval(tick, MINUTE);
  queue.onChange(show);
}

async function begin() {
  await queue.begin(new URL("./", location.href).href, Number(page.dataset.version));
  at("plain").remove();
  for (const id of ["counter", "more", "tabs", "today"]) at(id).hidden = false;
  at("tabs").firstElementChild.setAttribute("aria-current", "page");
  listen();
  await show();
  page.dataset.ready = "";
  navigator.storage?.persist?.();
  let before = navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (before) location.reload();
    before = navigator.serviceWorker.controller;
  });
  navigator.serviceWorker.register("sw.js", { type: "module" }).catch(() => {});
  await send();
  await renew().then(sendOwn, (error) => askAgain(error) || troubled(error));
  document.head.append(make("link", [], { rel: "manifest", href: "manifest.webmanifest", crossorigin: "use-credentials" }));
}

const able = ["serviceWorker", "locks"].every((each) => each in navigator) && "indexedDB" in self && "CompressionStream" in self;
if (able && window.HTMLDialogElement && crypto.subtle) begin();
