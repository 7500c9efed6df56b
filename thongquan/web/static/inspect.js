// What the tablet notes goes into a queue in the browser and from there to the centre, each thing once.
"use strict";
(() => {
  const sign = document.getElementById("queue");
  if (!sign) return;
  const words = sign.dataset;
  const owner = words.owner;
  const PAUSES = [1000, 3000, 10000, 30000];
  const SMALLER = 1600000; // pictures above this many bytes are made smaller before they are sent
  const SIDE = 2200;
  let token = words.csrf;
  let tries = 0;
  let clock = 0;

  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register(words.worker, { scope: "/inspect/" }).catch(() => {});
    navigator.serviceWorker.ready.then((ready) => ready.active.postMessage({ keep: location.pathname }));
    document.addEventListener("submit", (event) => {
      if (event.target.action.endsWith("/accounts/logout/")) navigator.serviceWorker.controller?.postMessage("forget");
    });
  }

  // ---- the queue
  const opened = new Promise((done, failed) => {
    const asked = indexedDB.open("tq-inspect", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("queue", { keyPath: "seq", autoIncrement: true });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  async function store(mode, act) {
    const database = await opened;
    return new Promise((done, failed) => {
      const work = database.transaction("queue", mode, { durability: "strict" });
      const asked = act(work.objectStore("queue"));
      work.oncomplete = () => done(asked?.result);
      work.onabort = work.onerror = () => failed(work.error);
    });
  }
  const all = () => store("readonly", (queue) => queue.getAll());
  const drop = (seq) => store("readwrite", (queue) => queue.delete(seq));

  // a later word on the same thing takes the place of one that was not sent yet
  let last = Promise.resolve();
  function put(item) {
    last = last.catch(() => {}).then(async () => {
      const before = item.key ? (await all()).filter((one) => one.owner === owner && one.url === item.url && one.key === item.key) : [];
      await store("readwrite", (queue) => {
        before.forEach((one) => queue.delete(one.seq));
        return queue.add(item);
      });
      await tell();
      flush();
    });
    return last;
  }

  // ---- what is shown
  async function tell() {
    const items = await all();
    const mine = items.filter((one) => one.owner === owner && !one.refused);
    const others = items.filter((one) => one.owner !== owner);
    sign.hidden = !mine.length && !others.length && !words.order;
    sign.dataset.n = mine.length;
    sign.classList.toggle("is-check", mine.length > 0);
    sign.classList.toggle("is-go", !mine.length);
    const says = mine.length ? words.waits?.replace("{n}", mine.length) : words.none;
    const more = others.length ? ` · ${words.others?.replace("{n}", others.length)}` : "";
    const place = sign.querySelector("span");
    if (place && place.textContent !== `${says}${more}`) place.textContent = `${says}${more}`;
    showRefused(items.filter((one) => one.owner === owner && one.refused));
  }
  function showRefused(items) {
    const place = document.getElementById("refused");
    if (!place) return;
    place.hidden = !items.length;
    place.replaceChildren(...items.map((item) => {
      const line = document.createElement("div");
      line.className = "note is-stop";
      const text = document.createElement("p");
      text.className = "grow";
      text.textContent = `${words.refused}: ${item.refused}`;
      const away = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: words.drop });
      away.addEventListener("click", async () => { await drop(item.seq); tell(); });
      line.append(text, away);
      return line;
    }));
  }

  // ---- sending, oldest first, one at a time whatever tabs are open
  function flush() {
    clearTimeout(clock);
    return navigator.locks.request("tq-inspect", { ifAvailable: true }, async (lock) => {
      if (!lock) { later(); return; }
      for (;;) {
        const item = (await all()).find((one) => one.owner === owner && !one.refused);
        if (!item) break;
        const went = await send(item);
        await tell();
        if (!went) { later(); return; }
      }
      tries = 0;
      await tell();
    });
  }
  function later() {
    clock = setTimeout(flush, PAUSES[Math.min(tries, PAUSES.length - 1)]);
    tries += 1;
  }
  async function send(item, again = false) {
    const body = new FormData();
    item.fields.forEach(([name, value]) => body.append(name, value));
    body.append("sent_id", item.sent_id);
    body.append("taken_at", item.taken_at);
    if (item.blob) body.append("file", item.blob, item.name);
    let answer;
    try {
      answer = await fetch(item.url, { method: "POST", body, redirect: "manual", headers: { Accept: "application/json", "X-CSRFToken": token } });
    } catch {
      return false;
    }
    if (answer.ok) { await arrived(item, await answer.json().catch(() => ({}))); return true; }
    if (answer.type === "opaqueredirect" || answer.status === 401) { sign.querySelector("span").textContent = words.signin; return false; }
    if (answer.status === 403 && !again && (await fresh())) return send(item, true);
    if (answer.status === 429 || answer.status >= 500 || answer.status === 403) return false;
    const told = await answer.json().catch(() => ({ says: String(answer.status) }));
    if ((await all()).some((one) => one.seq === item.seq)) await store("readwrite", (queue) => queue.put({ ...item, refused: told.says }));
    return true;
  }
  // the form's token may have been renewed by another sign-in
  async function fresh() {
    const page = await fetch(location.pathname, { cache: "no-store" }).then((a) => a.text()).catch(() => "");
    const found = page.match(/data-csrf="([^"]+)"/);
    if (!found || found[1] === token) return false;
    token = found[1];
    return true;
  }
  async function arrived(item, told) {
    await drop(item.seq);
    const waiting = document.querySelector(`[data-sent="${item.sent_id}"]`);
    if (told.html) {
      const drawn = document.createRange().createContextualFragment(told.html);
      if (waiting) waiting.replaceWith(drawn); else document.getElementById(item.into || "shots")?.append(drawn);
    }
    const said = told.line && document.getElementById(`said-${told.line}`);
    if (said) {
      said.replaceChildren(document.createRange().createContextualFragment(told.said));
      said.closest(".found").classList.toggle("no", told.differs);
    }
    if (told.go) location.href = told.go;
  }

  // ---- forms of the page
  const here = (form) => new URL(form.action).pathname;
  const fields = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
  function note(form, extra = {}) {
    const many = "many" in form.dataset;
    const item = { owner, url: here(form), key: many ? "" : form.dataset.send, sent_id: crypto.randomUUID(), taken_at: new Date().toISOString(),
      fields: fields(form), into: form.dataset.into || "", ...extra };
    return put(item).then(() => item);
  }
  async function smaller(file) {
    if (!file.type.startsWith("image/") || file.size < SMALLER) return file;
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
      const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      return (await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.85); })) || file;
    } catch {
      return file;
    }
  }
  function preview(item) {
    const place = document.getElementById(item.into || "shots");
    if (!place || document.querySelector(`[data-sent="${item.sent_id}"]`)) return;
    const figure = Object.assign(document.createElement("figure"), { className: "shot waits" });
    figure.dataset.sent = item.sent_id;
    if (item.blob?.type.startsWith("image/")) {
      const picture = Object.assign(new Image(), { src: URL.createObjectURL(item.blob), alt: "" });
      picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
      figure.append(picture);
    }
    const shown = item.fields.filter(([name, value]) => value && !/^(kind|line|unit)$/.test(name)).map(([, value]) => value).join(" · ");
    figure.append(Object.assign(document.createElement("figcaption"), { className: "xs", textContent: shown || item.name || "" }));
    place.append(figure);
  }
  document.addEventListener("change", async (event) => {
    const form = event.target.form;
    if (!form?.dataset.send || "now" in form.dataset) return;
    if (event.target.type === "file") {
      const files = [...event.target.files];
      const kept = fields(form);
      event.target.value = "";
      for (const file of files) {
        const blob = form.dataset.send === "scan" ? file : await smaller(file); // readers know an image by its very bytes
        preview(await note(form, { blob, name: file.name, fields: kept }));
      }
    } else if (!("many" in form.dataset)) {
      clearTimeout(typing.get(form));
      note(form);
    }
  });
  // what is being typed is kept while it is typed, not only when the box is left
  const typing = new WeakMap();
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form?.dataset.send || "now" in form.dataset || "many" in form.dataset || !/^(text|search)$/.test(event.target.type)) return;
    clearTimeout(typing.get(form));
    typing.set(form, setTimeout(() => note(form), 300));
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.send) return;
    event.preventDefault();
    if (!form.reportValidity()) return;
    const item = await note(form);
    if ("many" in form.dataset) { preview(item); form.reset(); }
  });

  // ---- after a reload: what was not sent yet stands where it was typed
  async function restore() {
    for (const item of (await all()).filter((one) => one.owner === owner && one.url.startsWith(`/inspect/${words.order}/`))) {
      const form = item.key && [...document.querySelectorAll("form[data-send]")].find((one) => one.dataset.send === item.key);
      if (!form) { if (!item.key && !item.refused) preview(item); continue; }
      const typed = new Map(item.fields);
      [...form.elements].forEach((box) => {
        if (!box.name || box.type === "hidden") return;
        if (box.type === "checkbox") box.checked = typed.has(box.name);
        else if (typed.has(box.name)) box.value = typed.get(box.name);
      });
    }
  }
  if (words.order) restore();
  tell().then(flush);
  window.addEventListener("online", () => { tries = 0; flush(); });
})();
