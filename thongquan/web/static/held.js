// A decision is held back for some seconds, so that it can be undone before anybody has read it.
"use strict";
(() => {
  const bar = document.getElementById("held");
  if (!bar) return;
  const part = (name) => bar.querySelector(`[data-held-${name}]`);
  const PLACE = `tq:held:${bar.dataset.owner}`;
  const LATE = 60000; // what could not be sent for so long is not sent any more: the officer decides again
  const CARRIED = /^\/(desk\/(\d+\/(timeline\/)?|search\/)?|central\/(goods\/\d+\/(history\/)?)?)$/; // pages that know this file
  let clock = 0;
  let carried = false;
  const held = () => JSON.parse(sessionStorage.getItem(PLACE) || "null");
  const drop = () => { clearInterval(clock); sessionStorage.removeItem(PLACE); };

  function show(says, { undo = false, open = "" } = {}) {
    bar.hidden = false;
    if (part("says").textContent !== says) part("says").textContent = says;
    part("undo").hidden = !undo;
    part("open").hidden = !open;
    part("away").hidden = undo;
    if (open) part("open").href = open;
    if (undo) return;
    part("in").textContent = "";
    if (!open) setTimeout(() => { if (!held()) bar.hidden = true; }, 10000);
  }
  const lost = (one) => { drop(); show(`${one.says}. ${bar.dataset.lost}`, { open: one.back }); };

  async function send(one) {
    clearInterval(clock);
    part("undo").hidden = true;
    try {
      const answer = await fetch(one.url, {
        method: "POST", body: new URLSearchParams(one.body), keepalive: true, redirect: "manual", headers: { "X-Held": "1" },
      });
      if (!answer.ok) { lost(one); return; }
      drop();
      localStorage.removeItem(one.kept);
      show((await answer.json()).says);
    } catch {
      part("in").textContent = bar.dataset.again;
      setTimeout(() => (Date.now() - one.until > LATE ? lost(one) : send(one)), 3000);
    }
  }
  function count() {
    const one = held();
    if (!one) { drop(); return; }
    const left = Math.ceil((one.until - Date.now()) / 1000);
    if (left <= 0) { send(one); return; }
    part("in").textContent = bar.dataset.in.replace("{n}", left);
  }
  function resume() {
    const one = held();
    carried = false;
    if (!one) return;
    if (Date.now() - one.until > LATE) { lost(one); return; }
    show(one.says, { undo: true });
    clock = setInterval(count, 250);
    count();
  }

  // the act is tried first: what stands against it is said now, on the page the officer is at
  async function hold(form) {
    const body = new URLSearchParams(new FormData(form)).toString();
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(body), redirect: "manual", headers: { "X-Try": "1" } })
      .catch(() => null);
    if (!answer?.ok) { form.submit(); return; }
    const told = await answer.json();
    if (told.asks) { form.submit(); return; }
    const before = held();
    if (before) { drop(); beacon(before); }
    sessionStorage.setItem(PLACE, JSON.stringify({
      url: form.action, body, says: told.says, back: form.dataset.back || location.pathname + location.search, kept: `tq:desk:${form.dataset.kept}`,
      until: Date.now() + Number(form.dataset.hold) * 1000,
    }));
    carried = true;
    location.href = told.next;
  }
  const beacon = (one) => {
    localStorage.removeItem(one.kept);
    return navigator.sendBeacon(one.url, new URLSearchParams(one.body));
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-hold]")) return;
    event.preventDefault();
    if (form.busy) return;
    form.busy = true;
    hold(form);
  });
  part("undo").addEventListener("click", () => {
    const one = held();
    drop();
    if (one) location.href = one.back;
  });
  part("away").addEventListener("click", () => { bar.hidden = true; });

  // the pages of its work carry it on; whoever leaves them has decided
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const plain = link && !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey && !link.target;
    carried = Boolean(plain && link.origin === location.origin && CARRIED.test(link.pathname) && link.search.indexOf("part=") < 0);
  });
  window.addEventListener("pagehide", () => {
    const one = held();
    if (one && !carried && beacon(one)) drop();
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) resume(); });
  resume();
})();
