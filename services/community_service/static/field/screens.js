// What is shown: today's people as cards, and the lists of what waits, what was refused and what was recorded.
import { now } from "./queue.js";

const page = document.documentElement;
export const words = JSON.parse(document.querySelector("meta[name=words]").content);
export const say = (word, values = {}) => words[word].replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
export const at = (id) => document.getElementById(id);

const zone = { timeZone: page.dataset.zone };
const clockFace = new Intl.DateTimeFormat(page.lang === "id" ? "id" : "en-GB", { ...zone, hour: "2-digit", minute: "2-digit" });
const calendar = new Intl.DateTimeFormat("sv-SE", zone);
const longDay = new Intl.DateTimeFormat(page.lang, { ...zone, weekday: "long", day: "numeric", month: "long" });
export const time = (moment) => clockFace.format(new Date(moment));
const shift = (days) => calendar.format(now() + days * 86_400_000);

export function make(tag, content, attributes = {}) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(name, value);
  made.append(...[content].flat().filter((each) => each !== null && each !== undefined));
  return made;
}
/** Only where something is different: a reader keeps its place, and what is open stays open. */
function fill(id, content) {
  const [here, fresh] = [at(id), at(id).cloneNode(false)];
  fresh.append(...content.filter(Boolean));
  const before = here.querySelectorAll("details");
  fresh.querySelectorAll("details").forEach((each, place) => (each.open = before[place]?.open ?? false));
  if (!here.isEqualNode(fresh)) here.replaceChildren(...fresh.childNodes);
}
const button = (label, act, of, kind = "", about = null) =>
  make("button", label, { type: "button", id: `${act} ${of}`, "data-act": act, "data-of": of, class: kind, "aria-describedby": about });

// What stands of a session: the list, and over it what this phone has recorded since

const RANK = { scheduled: 0, checked_in: 1, recorded: 2, signed_off: 3 };

export function standing(session, said) {
  let here = { ...session, mark: null };
  for (const { entry, state, time } of said.filter((each) => each.entry.session_id === session.id)) {
    if (state === "refused") here.mark = "refused";
    const next = { arrived: "checked_in", left: "recorded", absent: "recorded" }[entry.kind];
    if (state === "refused" || RANK[next] <= RANK[here.state]) continue;
    here = { ...here, state: next, outcome: entry.outcome ?? null, mark: state === "waiting" ? "on_phone" : "sent" };
    if (entry.kind === "arrived") here.checked_in_at = time;
    if (entry.kind === "left") here.checked_out_at = time;
  }
  return here;
}

/** Receipts and entries as one: what was said, when, and how far it is on its way. */
export const spoken = (receipts, records) => [
  ...receipts.map((each) => ({ entry: each, state: "sent", time: each.receipt.at })),
  ...records.map((each) => ({ entry: each.entry, state: each.state, time: said(each) })),
];
export const said = ({ entry }) => Date.parse(entry.device_at) + entry.offset_ms;

// Today

export function showToday(view, spoken) {
  if (!view) return fill("people", [make("p", say("no_list"))]);
  const sites = view.sites.map((site) => ({
    ...site,
    sessions: site.sessions.map((each) => standing(each, spoken)),
  }));
  const [yesterday, today, tomorrow] = [shift(-1), shift(0), shift(1)];
  const open = (each) => each.on === yesterday && RANK[each.state] < 2;
  const parts = [
    group(sites, (each) => open(each), say("yesterday")),
    group(sites, (each) => each.on === today, longDay.format(now())),
    later(sites, (each) => each.on === tomorrow),
  ];
  const people = parts.filter(Boolean);
  if (!sites.some((site) => site.sessions.some((each) => each.on === today))) people.unshift(make("p", say("nobody")));
  fill("people", people);
}

function group(sites, wanted, title) {
  const found = sites.map((site) => ({ ...site, sessions: site.sessions.filter(wanted) })).filter((site) => site.sessions.length);
  if (!found.length) return null;
  return make("div", [make("p", title, { class: "day" }), ...found.flatMap(siteOf)]);
}

function siteOf(site) {
  const slots = grouped(site.sessions);
  return [
    make("h2", site.name),
    site.state === "open" ? null : make("p", say(site.state), { class: "warn" }),
    ...[...slots].map(([slot, sessions]) => slotBox(slot, sessions)),
  ].filter(Boolean);
}
const slotOf = (each) => `${time(each.starts_at)}–${time(each.ends_at)}`;
const grouped = (sessions) =>
  sessions.reduce((slots, each) => slots.set(slotOf(each), [...(slots.get(slotOf(each)) ?? []), each]), new Map());

function slotBox(slot, sessions) {
  const missing = sessions.filter((each) => each.state === "scheduled" && now() < Date.parse(each.ends_at));
  const all = missing.length > 1 ? button(say("all_arrive", { n: missing.length }), "all", missing[0].id) : null;
  const head = make("div", [make("h3", `${slot} · ${say("people", { n: sessions.length })}`), all], { class: "row" });
  return make("section", [head, ...sessions.map(card)]);
}

function card(session) {
  const { id, state } = session;
  const name = make("h4", session.muster_name, { id: `name-${id}`, tabindex: "-1" });
  const mark = session.mark ? make("span", say(session.mark), { class: `mark ${session.mark}` }) : null;
  const acts = [];
  if (state === "scheduled") {
    acts.push(button(say("arrive"), "arrive", id, "go", `name-${id}`));
    if (now() >= Date.parse(session.starts_at)) acts.push(button(say("absent"), "absent", id, "", `name-${id}`));
  }
  if (state === "checked_in") acts.push(button(say("leave"), "leave", id, "go", `name-${id}`));
  const body = [make("div", [name, mark], { class: "row" }), make("p", stateOf(session), { class: "state" })];
  if (acts.length) body.push(make("div", acts, { class: "acts" }));
  return make("article", body, { class: `card ${state}`, "aria-labelledby": name.id });
}

function stateOf({ state, outcome, checked_in_at: came, checked_out_at: left }) {
  if (state === "scheduled") return say("not_come");
  if (state === "checked_in") return say("came_at", { time: time(came) });
  const times = came && left ? ` · ${say("came_left", { from: time(came), to: time(left) })}` : "";
  return outcome ? words[outcome] + times : words[state];
}

function later(sites, wanted) {
  const lines = sites.flatMap((site) =>
    site.sessions.filter(wanted).map((each) => make("li", `${slotOf(each)} ${each.muster_name} · ${site.name}`)),
  );
  return lines.length ? make("details", [make("summary", `${say("tomorrow")} (${lines.length})`), make("ul", lines)]) : null;
}

// Lists

const empty = (word) => make("p", say(word), { class: "quiet" });
const what = ({ kind, outcome }) =>
  kind === "absent" ? words[outcome][0].toUpperCase() + words[outcome].slice(1) : say(kind) + (outcome ? `: ${words[outcome]}` : "");
const title = (names, entry, starts_at, site) =>
  names.get(entry.session_id) ?? `${starts_at ? say("session", { time: time(starts_at) }) : ""}${site ? `, ${site}` : ""}`;

export function showUnsent(waiting, others, names) {
  const rows = waiting.map((each) =>
    make("li", [
      make("strong", title(names, each.entry, each.starts_at, each.site)),
      ` ${what(each.entry)}, ${longDay.format(said(each))} ${time(said(each))}`,
    ]),
  );
  const theirs = others ? make("p", say("others", { n: others }), { class: "warn" }) : null;
  fill("unsent-list", [rows.length ? make("ul", rows, { class: "lines" }) : empty("nothing_waits"), theirs]);
}

export function showNeeds(items, names) {
  fill("needs-list", items.length ? items.map((each) => need(each, names)) : [empty("nothing_needs")]);
}

function need({ entry, time: when, problem, kept, recorded, site, starts_at, here }, names) {
  const { id } = entry;
  const why = [problem.rule && say("rule", problem), problem.article].filter(Boolean).join(" · ");
  const parts = [
    make("h2", title(names, entry, starts_at, site), { id: `need-${id}`, tabindex: "-1" }),
    make("p", problem[`detail_${page.lang}`], { class: "warn" }),
    why ? make("p", why, { class: "quiet" }) : null,
    make("dl", [
      make("dt", say("mine")), make("dd", `${what(entry)}, ${longDay.format(new Date(when))} ${time(when)}`),
      ...(recorded ? [make("dt", say("theirs")), make("dd", onRecord(recorded))] : []),
    ]),
    make("p", say(kept ? "on_server" : "only_here"), { class: "quiet" }),
    make("div", [
      here ? button(say("retry"), "retry", id, "", `need-${id}`) : null,
      kept && recorded && RANK[recorded.state] ? button(say("propose"), "propose", id, "go", `need-${id}`) : null,
      button(say("discard"), "discard", id, "", `need-${id}`),
    ], { class: "acts" }),
  ];
  return make("article", parts.filter(Boolean), { class: "card", "aria-labelledby": `need-${id}` });
}

function onRecord({ state, outcome, checked_in_at: came, checked_out_at: left }) {
  const times = [came, left].filter(Boolean).map(time).join("–");
  return [words[outcome ?? state], times].filter(Boolean).join(", ");
}

export function showProofs(receipts, names) {
  const rows = receipts
    .sort((one, other) => Date.parse(other.receipt.received_at) - Date.parse(one.receipt.received_at))
    .map((each) =>
      make("li", [
        make("strong", title(names, each, each.starts_at, each.site)),
        ` ${what(each)}, ${longDay.format(new Date(each.receipt.at))} ${time(each.receipt.at)}. `,
        say("received", { time: time(each.receipt.received_at) }),
        each.receipt.recorded_late ? ` (${say("late")})` : "",
        make("code", `${each.receipt.version} ${each.receipt.hash}`),
      ]),
    );
  fill("proofs-list", [rows.length ? make("ul", rows, { class: "lines" }) : empty("no_proofs")]);
}
