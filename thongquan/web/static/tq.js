// Small comforts of every page; each one works without this file too, only slower.
"use strict";
(() => {
  const all = (css, root = document) => [...root.querySelectorAll(css)];
  const one = (css, root = document) => root.querySelector(css);
  const typing = (el) => el && (el.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(el.tagName))
    && !/^(checkbox|radio|button|submit)$/.test(el.type);

  // ---- light, dark, or what the device says
  document.addEventListener("submit", (event) => {
    const chosen = event.submitter;
    if (!event.target.matches("form.theme") || !chosen) return;
    event.preventDefault();
    const data = new FormData(event.target, chosen);
    const root = document.documentElement;
    if (chosen.value === "auto") root.removeAttribute("data-theme");
    else root.dataset.theme = chosen.value;
    all("form.theme button").forEach((b) => b.setAttribute("aria-pressed", b.value === chosen.value));
    fetch(event.target.action, { method: "POST", body: data, redirect: "manual" });
  });

  // ---- what went wrong comes first, and each line leads to its field
  const open = (el) => { for (let d = el; (d = d.parentElement?.closest("details")); ) d.open = true; };
  const point = (root) => one(".errsum", root)?.focus();
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".errsum a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    open(field);
    field.focus();
    field.closest(".f")?.scrollIntoView({ block: "center" });
  });

  // ---- drafts save themselves: at once in this browser, a moment later on the server
  const values = (form) => [...new FormData(form)].filter(([name, v]) => typeof v === "string" && name !== "csrfmiddlewaretoken");
  const tell = (form, text, bad) => {
    const place = one("[data-saved]", form) || one("[data-saved]");
    if (!place || !text) return;
    place.textContent = text;
    place.closest(".saved")?.classList.toggle("t-stop", Boolean(bad));
  };
  async function save(form) {
    clearTimeout(form.later);
    if (!form.changed) return;
    form.changed = false;
    const data = new FormData(form);
    all("input[type=file]", form).forEach((f) => data.delete(f.name));
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: data, headers: { "X-Autosave": "1" } });
      if (!answer.ok) throw new Error(answer.status);
      if (!form.changed) localStorage.removeItem("tq:" + form.dataset.autosave);
      tell(form, await answer.text());
    } catch {
      form.changed = true;
      form.later = setTimeout(save, 8000, form);
      tell(form, form.dataset.kept, true);
    }
  }
  function refill(form) {
    const kept = localStorage.getItem("tq:" + form.dataset.autosave);
    if (!kept) return;
    const pairs = JSON.parse(kept);
    for (const el of form.elements) {
      if (!el.name || el.name === "csrfmiddlewaretoken" || el.type === "file") continue;
      const mine = pairs.filter(([name]) => name === el.name).map(([, v]) => v);
      if (/^(checkbox|radio)$/.test(el.type)) el.checked = mine.includes(el.value);
      else if (mine.length) el.value = mine[0];
    }
    form.changed = true;
    tell(form, form.dataset.restored);
    save(form);
  }
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form?.dataset.autosave) return;
    form.changed = true;
    localStorage.setItem("tq:" + form.dataset.autosave, JSON.stringify(values(form)));
    clearTimeout(form.later);
    form.later = setTimeout(save, 900, form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.autosave) return;
    clearTimeout(form.later);
    if (navigator.onLine) localStorage.removeItem("tq:" + form.dataset.autosave);
  });
  document.addEventListener("click", async (event) => {
    const link = event.target.closest(".lang a");
    const forms = link ? all("form[data-autosave]").filter((f) => f.changed) : [];
    if (!forms.length) return;
    event.preventDefault();
    await Promise.all(forms.map(save));
    location.href = link.href;
  });

  // ---- rows that repeat: the template of a row carries __n__ where its number goes
  document.addEventListener("click", (event) => {
    const more = event.target.closest("[data-more]");
    const less = event.target.closest("[data-less]");
    if (more) {
      const rows = document.getElementById(more.dataset.more);
      const n = Number(rows.dataset.next);
      rows.insertAdjacentHTML("beforeend", one(":scope>template", rows).innerHTML.replaceAll(rows.dataset.mark || "__n__", n));
      rows.dataset.next = n + 1;
      more.hidden = n + 1 >= Number(rows.dataset.most || 99);
      one("input,select", rows.lastElementChild)?.focus();
    } else if (less) {
      const rows = less.closest(".rows");
      less.closest(".row-f,.row-t").remove();
      one("input,select,[data-more]", rows.parentElement)?.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });

  // ---- keys: data-key="j" or "g q" on what they press; never while someone types
  let before = "";
  const press = (key) => {
    const target = all("[data-key]").find((el) => el.dataset.key.toLowerCase() === key && el.offsetParent !== null);
    if (!target) return false;
    if (typing(target)) target.focus(); else target.click();
    return true;
  };
  const walk = (step) => {
    const rows = all("[data-rows-keys] tbody tr");
    if (!rows.length) return false;
    const at = rows.findIndex((row) => row.classList.contains("on"));
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
    rows.forEach((row) => row.classList.toggle("on", row === next));
    one("a", next)?.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  };
  const help = () => {
    const dialog = document.getElementById("keys");
    if (!dialog) return false;
    const list = one("dl", dialog);
    list.replaceChildren();
    for (const el of all("[data-key],[data-key-says]")) {
      const says = el.dataset.says || el.getAttribute("aria-label") || el.textContent.trim();
      (el.dataset.key || el.dataset.keySays).split(" ").reduce((dt, k) => {
        dt.append(Object.assign(document.createElement("kbd"), { textContent: k }), " ");
        return dt;
      }, list.appendChild(document.createElement("dt")));
      list.appendChild(document.createElement("dd")).textContent = says;
    }
    dialog.showModal();
    return true;
  };
  const moves = { j: () => walk(1), k: () => walk(-1), x: () => { const b = one("tr.on input[type=checkbox]"); b?.click(); return b; }, "?": help };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") all("details.menu[open]").forEach((d) => { d.open = false; one("summary", d).focus(); });
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || one("dialog[open]")) return;
    const key = event.key.toLowerCase();
    if (press(`${before} ${key}`) || press(key) || moves[key]?.()) event.preventDefault();
    before = key;
    setTimeout(() => { before = ""; }, 1200);
  });
  document.addEventListener("click", (event) => {
    all("details.menu[open]").forEach((d) => { if (!d.contains(event.target)) d.open = false; });
    const button = event.target.closest("[data-do]");
    if (button?.dataset.do === "keys") help();
    if (button?.dataset.do === "print") print();
    if (button?.dataset.do === "away") button.closest(".toast")?.remove();
    if (button?.dataset.do === "share") {
      const url = new URL(button.dataset.url || location.href, location.href).href;
      if (navigator.share) navigator.share({ url, title: document.title }).catch(() => {});
      else navigator.clipboard?.writeText(url).then(() => { button.lastChild.textContent = button.dataset.done || url; });
    }
  });

  // ---- toasts go away by themselves unless someone is on them
  const toast = (el) => setTimeout(() => (el.matches(":hover,:focus-within") ? toast(el) : el.remove()), Number(el.dataset.seconds) * 1000);
  // ---- live pages say when their figures are old
  let cut = 0;
  const heard = () => { cut = 0; const bar = document.getElementById("cut"); if (bar) bar.hidden = true; };
  for (const name of ["htmx:sse:after:message", "htmx:sse:after:connection", "htmx:after:swap"]) document.addEventListener(name, heard);
  for (const name of ["htmx:sse:error", "htmx:error"]) document.addEventListener(name, () => { cut ||= Date.now(); });
  setInterval(() => {
    const bar = document.getElementById("cut");
    const seconds = Math.round((Date.now() - cut) / 1000);
    if (!bar || !cut || seconds < Number(bar.dataset.after)) return;
    bar.hidden = false;
    one("b", bar).textContent = bar.dataset.says.replace("{n}", seconds);
  }, 1000);

  const ready = (root) => { point(root); all(".toast[data-seconds]", root).forEach(toast); all("form[data-autosave]", root).forEach(refill); };
  document.addEventListener("htmx:after:swap", (event) => point(event.target));
  ready(document);
})();
