// What the phone has written down, and how it is sent. The page and the service worker share it.
import { openDB } from "../vendor/idb.js";

const SCHEMA = 1;
const MOST = 25;
const PATIENCE_MS = 30_000;
const RECEIPTS_MS = 30 * 86_400_000;
const HELD_MS = 15_000;
const STEADY_MS = 4_000;
const TRIED_AGAIN = [401, 408, 425, 429];
const channel = new BroadcastChannel("masohi-field");
const run = crypto.randomUUID();

let base = "./";
let version = 0;
let clock = { ms: 0, at: 0, trip: Infinity };
let opened;

export class Away extends Error {}
export class SignIn extends Error {
  constructor(said) {
    super("sign in");
    Object.assign(this, { link: said.sign_in, silent: said.silent });
  }
}
export class Refused extends Error {
  constructor(problem, status) {
    super(problem.title);
    Object.assign(this, { problem, status, slug: problem.slug ?? problem.title });
  }
}

/** Names where the service is and which release this is; puts the phone's clock right as far as it is known. */
export async function begin(where, release) {
  base = where;
  version = release;
  clock = (await held("clock")) ?? clock;
  await forgetWhenOver();
}
export const now = () => Date.now() + clock.ms;
export const lastContact = () => (clock.at ? clock.at + clock.ms : null);
export const onChange = (heard) => (channel.onmessage = heard);
const changed = (result) => (channel.postMessage("changed"), result);

// The database

function db() {
  opened ??= openDB("masohi-field", SCHEMA, {
    upgrade(base, from) {
      if (from < 1) {
        base.createObjectStore("entries", { keyPath: "seq", autoIncrement: true });
        base.createObjectStore("receipts", { keyPath: "id" });
        base.createObjectStore("held");
      }
    },
    blocking: (from, to, event) => (event.target.close(), (opened = undefined)),
    terminated: () => (opened = undefined),
  }).catch((error) => ((opened = undefined), Promise.reject(error)));
  return opened;
}

async function write(names, work) {
  const tx = (await db()).transaction(names, "readwrite", { durability: "strict" });
  tx.done.catch(() => {});
  let result;
  try {
    result = await work(...names.map((name) => tx.objectStore(name)));
  } catch (error) {
    tx.abort();
    throw error;
  }
  await tx.done;
  return changed(result);
}

const held = async (name) => (await db()).get("held", name);
const hold = (name, value) => write(["held"], (store) => store.put(value, name));
export const records = async () => (await db()).getAll("entries");
export const receipts = async () => (await db()).getAll("receipts");

/** The digest of who signed on last, where that is known: the worker has no cookies. */
export const who = () => self.document?.cookie.match(/(?:^|; )[^=;]*-who=([0-9a-f]{64})/)?.[1];

/** Who taps, as the service said last; nobody, where somebody else has signed on since. */
export async function me() {
  const [signedOn, subject] = [who(), await held("me")];
  return !signedOn || (subject && signedOn === (await digest(subject))) ? subject : undefined;
}

const digest = async (text) => hexed(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
const hexed = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

// Names: only here, only sealed, and only for as long as the list is good for

const NAME = "list";
const KEY = "key";

async function keepList(view, tag, until) {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(view));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text);
  await write(["held"], (store) =>
    Promise.all([store.put(key, KEY), store.put({ iv, sealed, tag, until }, NAME), store.put(view.subject, "me")]),
  );
}

export async function list() {
  const store = (await db()).transaction("held").store;
  const [kept, key] = await Promise.all([store.get(NAME), store.get(KEY)]);
  if (!kept || !key || now() >= kept.until) return null;
  const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.iv }, key, kept.sealed);
  return { view: JSON.parse(new TextDecoder().decode(text)), tag: kept.tag };
}

export const forget = () => write(["held"], (store) => Promise.all([store.delete(NAME), store.delete(KEY)]));

/** After the list's last day, and receipts after theirs. */
export async function forgetWhenOver() {
  const kept = await held(NAME);
  if (kept && now() >= kept.until) await forget();
  const old = (await receipts()).filter((each) => Date.parse(each.receipt.received_at) < now() - RECEIPTS_MS);
  if (old.length) await write(["receipts"], (store) => Promise.all(old.map((each) => store.delete(each.id))));
}

/** At sign-out. What is not sent stays, under the subject who made it. */
export async function leave() {
  await forget();
  if (!(await records()).length) await write(["held"], (store) => store.clear());
}

// What the service says

export async function ask(path, body, headers = {}) {
  const [started, sent] = [performance.now(), Date.now()];
  let answer, said;
  try {
    answer = await fetch(base + path, {
      method: body ? "POST" : "GET",
      body: body && (await new Response(zipped(body)).blob()),
      headers: { "x-field-version": version, ...(body && JSON_ZIPPED), ...headers },
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const text = await answer.text();
    said = text ? JSON.parse(text) : null;
  } catch {
    throw new Away();
  }
  if (answer.status === 401 && said?.sign_in) {
    if (!said.silent) await forget();
    throw new SignIn(said);
  }
  const time = Date.parse(answer.headers.get("x-service-time"));
  if (time && (answer.ok || answer.status === 304)) {
    await measure(time, sent, performance.now() - started);
    return { status: answer.status, said, headers: answer.headers };
  }
  const ours = said?.type?.startsWith("urn:masohi:problem:") && answer.status < 500;
  if (!ours || TRIED_AGAIN.includes(answer.status) || said.title === "concurrent-change") throw new Away();
  if (answer.status === 403) await forget();
  throw new Refused(said, answer.status);
}

const JSON_ZIPPED = { "content-type": "application/json", "content-encoding": "gzip" };
const zipped = (body) => new Blob([JSON.stringify(body)]).stream().pipeThrough(new CompressionStream("gzip"));

/** The service's clock less the phone's. A slow answer says less than a quick one that is not old. */
async function measure(time, sent, trip) {
  const ms = Math.round(time - sent - trip / 2);
  const moved = Math.abs(ms - clock.ms) > trip;
  if (trip > STEADY_MS && trip > clock.trip && !moved) return;
  clock = { ms, at: sent, trip };
  await hold("clock", clock);
}

export async function fetchList() {
  const kept = await list();
  const answer = await ask("today", null, kept ? { "if-none-match": kept.tag } : {});
  if (answer.status === 304) return answer.headers;
  const view = { ...answer.said, gone: await gone(kept?.view, answer.said) };
  await keepList(view, answer.headers.get("etag"), Date.parse(answer.headers.get("x-forget-after")));
  return answer.headers;
}

/** Who is on the list no more, but whose entry is still here: as long as they would have been listed. */
async function gone(before, view) {
  if (before?.subject !== view.subject) return [];
  const here = new Set((await records()).map((each) => each.entry.session_id));
  const listed = new Set(view.sites.flatMap((site) => site.sessions.map((each) => each.id)));
  const known = [...before.sites.flatMap((site) => site.sessions), ...before.gone];
  const missed = known.filter((each) => here.has(each.id) && !listed.has(each.id));
  const since = new Date(Date.parse(view.today) - 86_400_000).toISOString().slice(0, 10);
  return missed.filter((each) => each.on >= since).map(({ id, on, muster_name }) => ({ id, on, muster_name }));
}

// Entries

/** One tap each; on the disk when this returns. `at`: a time that was chosen, where it is not now. */
export async function add(subject, taps, holdMs = 0) {
  const made = taps.map(({ session, site, at, ...said }) => ({
    v: SCHEMA,
    state: "waiting",
    until: Date.now() + holdMs,
    site,
    starts_at: session.starts_at,
    entry: { id: uuid7(now()), subject, session_id: session.id, ...said, ...times(at), app_version: `${version}` },
  }));
  return write(["entries"], (store) => Promise.all(made.map(async (each) => ({ ...each, seq: await store.add(each) }))));
}

/** A chosen time is no reading of a clock: it stands in a run of its own. */
function times(at) {
  const reading = at === undefined ? clocks() : { at: at - clock.ms, monotonic_ms: 0, clock_run: crypto.randomUUID() };
  return {
    device_at: new Date(reading.at).toISOString(),
    offset_ms: Math.round(clock.ms),
    offset_age_s: Math.min(1e9, Math.max(0, Math.round((Date.now() - clock.at) / 1000))),
    monotonic_ms: reading.monotonic_ms,
    clock_run: reading.clock_run,
  };
}
const clocks = () => ({ at: Date.now(), monotonic_ms: Math.round(performance.now()), clock_run: run });

function uuid7(ms) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let place = 5, left = Math.max(0, Math.floor(ms)); place >= 0; place--, left = Math.floor(left / 256)) {
    bytes[place] = left % 256;
  }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return hexed(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export const isHeld = (record) => record.until > Date.now() && record.until - Date.now() <= HELD_MS;

/** Changes what is not on its way yet; whether it was in time. */
export const change = (seqs, how) =>
  write(["entries"], async (store) => {
    const found = (await Promise.all(seqs.map((seq) => store.get(seq)))).filter((each) => each && isHeld(each));
    await Promise.all(found.map((each) => (how ? store.put(how(each)) : store.delete(each.seq))));
    return found.length;
  });

export const drop = (seqs) => write(["entries"], (store) => Promise.all(seqs.map((seq) => store.delete(seq))));
export const again = (record) => write(["entries"], (store) => store.put({ ...record, state: "waiting", until: 0 }));

/** How many of who is signed in wait to be sent. */
export async function waiting() {
  const [all, subject] = await Promise.all([records(), me()]);
  return all.filter((each) => each.state === "waiting" && each.entry.subject === subject).length;
}

/** The next ones to go, in their order; what is held keeps back the rest of its session. */
function due(all, subject) {
  const waits = new Set();
  const mine = all.filter((each) => each.state === "waiting" && each.entry.subject === subject);
  return mine.filter(({ entry, ...record }) => {
    if (isHeld(record)) waits.add(entry.session_id);
    return !waits.has(entry.session_id);
  }).slice(0, MOST);
}

/** Sends all that is due. One sender at a time, on all pages and the worker. Returns how many were refused. */
export const send = () =>
  navigator.locks.request("masohi-field-sender", { ifAvailable: true }, (lock) => (lock ? deliver() : null));

async function deliver() {
  const subject = await me();
  let refused = 0;
  for (;;) {
    const batch = subject ? due(await records(), subject) : [];
    if (!batch.length) return refused;
    refused += await settle(batch, await answers(batch, subject));
  }
}

async function answers(batch, subject) {
  const { at, monotonic_ms, clock_run } = clocks();
  const sent_at = new Date(at).toISOString();
  const body = { sent_at, sent_monotonic_ms: monotonic_ms, clock_run, entries: batch.map((each) => each.entry) };
  let found;
  try {
    found = (await ask("entries", body, { "x-field-subject": subject })).said.entries;
  } catch (error) {
    if (!(error instanceof Refused) || ["app-too-old", "another-signed-in"].includes(error.slug)) throw error;
    const { slug, problem } = error;
    const why = { slug, detail_id: problem.detail, detail_en: problem.detail, rule: problem.rule, article: problem.article };
    return batch.map(() => ({ status: "refused", problem: why, kept: false }));
  }
  const whole = found?.length === batch.length && batch.every((each, place) => found[place].id === each.entry.id);
  if (!whole || found.some((each) => each.problem?.slug === "entry-of-another")) throw new Away();
  return found;
}

/** An entry leaves the queue in the same write that keeps its receipt. */
const settle = (batch, said) =>
  write(["entries", "receipts"], async (entries, kept) => {
    const work = batch.map((record, place) => {
      const { receipt, problem, kept: there } = said[place];
      if (!receipt) return entries.put({ ...record, state: "refused", problem, kept: there });
      const { key, ...proof } = receipt;
      const { id, subject, session_id, kind, outcome } = record.entry;
      const { site, starts_at } = record;
      return Promise.all([
        kept.put({ id, subject, session_id, kind, outcome, site, starts_at, receipt: proof }),
        entries.delete(record.seq),
      ]);
    });
    await Promise.all(work);
    return said.filter((each) => !each.receipt).length;
  });
