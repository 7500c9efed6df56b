// Keeps the pages of orders that were opened, so that a reload without a network shows them again.
"use strict";
const KEPT = "tq-inspect-1";
const FILES = [/*FILES*/];
const isPage = (url) => /^\/inspect\/(\d+\/)?$/.test(url.pathname);

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(FILES)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(
    names.filter((name) => name.startsWith("tq-inspect-") && name !== KEPT).map((name) => caches.delete(name)),
  )).then(() => self.clients.claim()));
});
async function page(request) {
  const kept = await caches.open(KEPT);
  const key = new URL(request.url).pathname;
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected && request.mode === "navigate") kept.put(key, answer.clone());
    if (answer.status === 401 || answer.status === 403 || answer.status === 404) kept.delete(key);
    return answer;
  } catch (cut) {
    const found = await kept.match(key, { ignoreVary: true });
    if (found) return found;
    throw cut;
  }
}
async function file(request) {
  try {
    return await fetch(request);
  } catch (cut) {
    const found = await caches.match(request, { ignoreVary: true });
    if (found) return found;
    throw cut;
  }
}
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (isPage(url)) event.respondWith(page(event.request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(event.request));
});
// who signs out leaves no goods of others behind on a shared tablet; what was not sent stays with its owner
self.addEventListener("message", (event) => {
  if (event.data === "forget") event.waitUntil(caches.delete(KEPT));
  else if (event.data?.keep) event.waitUntil(caches.open(KEPT).then(async (kept) => {
    const answer = await fetch(event.data.keep, { credentials: "same-origin" }).catch(() => null);
    if (answer?.ok && !answer.redirected) await kept.put(event.data.keep, answer);
  }));
});
