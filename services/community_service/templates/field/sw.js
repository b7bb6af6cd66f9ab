// Keeps the app's files and its nameless shell on the phone; sends what waits when the network is back.
import { begin, forgetWhenOver, send, waiting } from "{{ asset('field/queue.js') }}";

const FILES = {{ files | tojson }};
const HERE = self.registration.scope;
const KEPT = "field " + FILES[0];

const ready = () => begin(HERE, {{ version }});

self.addEventListener("install", (event) => event.waitUntil(keep()));

async function keep() {
  const shell = await fetch(HERE, { cache: "no-store" });
  const text = await shell.clone().text();
  if (!shell.ok || shell.redirected || !text.includes(FILES[0])) throw new Error("the shell is of another release");
  const kept = await caches.open(KEPT);
  await kept.addAll(FILES);
  await kept.put(HERE, shell);
}

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

async function takeOver() {
  const old = (await caches.keys()).filter((name) => name.startsWith("field ") && name !== KEPT);
  await Promise.all([...old.map((name) => caches.delete(name)), ready()]);
  await self.clients.claim();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  url.search = url.hash = "";
  const shell = request.mode === "navigate" && request.method === "GET" && url.href === HERE;
  if (shell || FILES.includes(url.pathname)) event.respondWith(fromPhone(shell ? HERE : request, request));
  if (shell) event.waitUntil(ready());
});

async function fromPhone(name, request) {
  return (await (await caches.open(KEPT)).match(name)) ?? fetch(request);
}

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
  event.waitUntil(ready());
});

self.addEventListener("sync", (event) => event.waitUntil(deliver()));

async function deliver() {
  await ready();
  await new Promise((wake) => setTimeout(wake, 2500));
  await send();
  await forgetWhenOver();
  if (await waiting()) throw new Error("some wait");
}
