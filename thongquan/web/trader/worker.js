// Keeps the pages of passes that were opened, so that they open again without a network.
"use strict";
const KEPT = "tq-passes-1";
const FILES = [/*FILES*/];
const isPass = (url) => /^\/trade\/trips\/\d+\/pass\/(\d+\/)?$/.test(url.pathname);

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(FILES)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(
    names.filter((name) => name.startsWith("tq-passes-") && name !== KEPT).map((name) => caches.delete(name)),
  )).then(() => self.clients.claim()));
});
async function passPage(request) {
  const kept = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) kept.put(request.url, answer.clone());
    if (answer.status === 401 || answer.status === 403 || answer.status === 404) kept.delete(request.url);
    return answer;
  } catch (cut) {
    const found = await kept.match(request.url, { ignoreVary: true });
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
  if (isPass(url)) event.respondWith(passPage(event.request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(event.request));
});
// who signs out leaves no pass behind on a shared telephone
self.addEventListener("message", (event) => {
  if (event.data === "forget") event.waitUntil(caches.delete(KEPT));
  else if (typeof event.data === "object" && Array.isArray(event.data.keep)) {
    event.waitUntil(caches.open(KEPT).then((kept) => Promise.all(
      event.data.keep.map((url) => fetch(url, { credentials: "same-origin" }).then((answer) => (answer.ok ? kept.put(new URL(url, location.href).href, answer) : null))),
    )));
  }
});
// an urgent notice, also when no page is open; a tap opens what it speaks of
self.addEventListener("push", (event) => {
  let told = { text: "", link: "" };
  try {
    told = { ...told, ...event.data.json() };
  } catch (plain) {
    told.text = event.data ? event.data.text() : "";
  }
  event.waitUntil(self.registration.showNotification("Thông Quan", { body: told.text, data: told.link, icon: FILES.find((file) => file.includes("favicon")) }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const link = new URL(event.notification.data || "/notices/", location.href);
  if (link.origin === location.origin) event.waitUntil(self.clients.openWindow(link.href));
});
