// Small comforts of every page; each one works without this file too, only slower.
"use strict";
(() => {
  const all = (css, root = document) => [...root.querySelectorAll(css)];
  const one = (css, root = document) => root.querySelector(css);
  const typing = (el) => el && (el.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(el.tagName))
    && !/^(checkbox|radio|button|submit)$/.test(el.type);

  // ---- a second click does not send the same form again; a page that comes back sends as before
  const SENDING = 8000;
  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (performance.now() - form.sent < SENDING) event.preventDefault();
    else form.sent = performance.now();
  });
  addEventListener("pageshow", () => [...document.forms].forEach((form) => { delete form.sent; }));
  document.addEventListener("click", (event) => {
    if (!event.target.closest("a[data-back]") || history.length < 2) return;
    event.preventDefault();
    history.back();
  });

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
  const place = (form) => `tq:${form.dataset.owner || ""}:${form.dataset.autosave || form.dataset.keeps}`;
  // what is only sent as a whole (`data-keeps`) is kept in this browser until a page answers it
  const kept = (form) => form?.dataset.autosave || form?.dataset.keeps;
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
    const sent = boxes(form);
    let out = false;
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: data, headers: { "X-Autosave": "1" }, redirect: "manual" });
      out = answer.type === "opaqueredirect";
      if (!answer.ok) throw new Error(answer.status);
      if (!form.changed) localStorage.removeItem(place(form));
      renamed(form, data);
      agreed(sent, data, (answer.headers.get("X-Unread") || "").split(","));
      settle(form, answer.headers.get("Content-Location"));
      tell(form, await answer.text());
    } catch {
      form.changed = true;
      form.later = setTimeout(save, 8000, form);
      tell(form, out ? form.dataset.out : form.dataset.kept, true);
    }
  }
  // a new page becomes the page of its draft, so that going back, reloading or another language finds it again
  function settle(form, address) {
    if (!address || address === form.dataset.autosave) return;
    localStorage.removeItem(place(form));
    form.dataset.autosave = address;
    history.replaceState(history.state, "", address);
  }
  // rows that were added are added again: `containers-1-seals-2` asks for a second container and its third seal
  function grow(form, name) {
    for (const found of name.matchAll(/-(\d+)(?=-|$)/g)) {
      const head = name.slice(0, found.index);
      const more = one(`[data-more="f-${head}-rows"]`, form);
      for (let tries = 60; more && tries && !one(`[name="${head}-${found[1]}"],[name^="${head}-${found[1]}-"]`, form); tries -= 1) more.click();
    }
  }
  // what was typed into other rows than these, on another page of the table or before another window moved them, belongs there
  async function deliver(form, pairs) {
    const data = new FormData();
    pairs.forEach(([name, value]) => data.append(name, value));
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: data, headers: { "X-Autosave": "1" }, redirect: "manual" }).catch(() => null);
    if (!answer?.ok || form.changed) return;  // what was typed here meanwhile is kept and saved by itself
    localStorage.removeItem(place(form));
    if (new Map(pairs).get("_start") === form.elements._start.value) location.reload();
    else tell(form, await answer.text());
  }
  const elsewhere = (form, pairs, before) => {
    const now = stood(form);
    return new Map(pairs).get("_start") !== form.elements._start.value
      || pairs.some(([name, text]) => name.startsWith("lines-") && text && !form.elements[name])
      || Object.entries(before).some(([n, row]) => ["hs", "name"].some((box) => (row[box] || "") !== (now[n]?.[box] || "")));
  };
  function refill(form) {
    const pairs = JSON.parse(localStorage.getItem(place(form)) || "null");
    if (!pairs) return;
    const before = JSON.parse(new Map(pairs).get("_lines") || "{}");
    if (form.elements._start && elsewhere(form, pairs, before)) return deliver(form, pairs);
    pairs.forEach(([name]) => grow(form, name));
    for (const el of form.elements) {
      if (!el.name || el.name === "csrfmiddlewaretoken" || el.type === "file" || (form.dataset.keeps && el.type === "hidden")) continue;
      const mine = pairs.filter(([name]) => name === el.name).map(([, v]) => v);
      const [, n, ...rest] = el.name.split("-");
      if (mine.length && el.name.startsWith("lines-") && before[n]?.[rest.join("-")] === mine[0]) continue;
      if (mine.join() !== (/^(checkbox|radio)$/.test(el.type) && !el.checked ? "" : el.value)) { typed(form, el.name); if (form.dataset.keeps) open(el); }
      if (/^(checkbox|radio)$/.test(el.type)) el.checked = mine.includes(el.value);
      else if (mine.length) el.value = mine[0];
    }
    if (form.dataset.keeps) return;
    form.changed = true;
    tell(form, form.dataset.restored);
    save(form);
  }
  // ---- what was typed on this page goes with it by name, so that another window of the same draft loses nothing
  // of a row of lines it tells what stood in its boxes when they were last saved; a box that could not be read never was
  const boxes = (form) => all("#lines-in [name^=lines-]", form);
  const stood = (form) => {
    const rows = {};
    for (const el of boxes(form).filter((box) => !box.matches("[aria-invalid=true]"))) {
      const [, n, ...name] = el.name.split("-");
      (rows[n] ||= {})[name.join("-")] = el.defaultValue;
    }
    return rows;
  };
  // the page of one line says by what the line is known now
  const renamed = (form, data) => {
    const box = form.elements._named;
    if (box) box.value = JSON.stringify([data.get("hs"), data.get("name"), JSON.parse(box.value)[2]]);
  };
  const agreed = (sent, data, unread) => sent.forEach((el) => {
    if (!unread.includes("*") && !unread.includes(el.name)) el.defaultValue = data.get(el.name) ?? el.defaultValue;
  });
  // a look draws the lines with what nobody saved yet: what stood in them before still does
  const again = (form, rows) => boxes(form).forEach((el) => {
    const [, n, ...name] = el.name.split("-");
    const text = el.value;
    el.defaultValue = rows[n]?.[name.join("-")] ?? "";
    el.value = text;
  });
  const typed = (form, name) => (form.typed ||= new Map()).set(name, performance.now());
  document.addEventListener("formdata", (event) => {
    const form = event.target;
    if (!("touched" in form.dataset)) return;
    event.formData.set("_lines", JSON.stringify(stood(form)));
    event.formData.set("_touched", [...(form.typed?.keys() || []), ...all("[aria-invalid=true]", form).map((el) => el.name)].join());
  });
  // ---- what is typed while a part of the page is on its way stands in the new part too
  let asked = 0;
  let late = [];
  let at = null;
  let drawn = null;
  document.addEventListener("htmx:before:request", () => { asked = performance.now(); });
  const stand = () => {
    const form = one("form[data-autosave]");
    for (const [name, value] of form ? late.splice(0) : []) {
      grow(form, name);
      const el = form.elements[name];
      if (el?.type === "checkbox") el.checked = true; else if (el) el.value = value;
    }
    if (form && at) grow(form, at.name);
    const here = form?.elements[at?.name];
    if (at && !at.isConnected && here?.focus) {
      here.focus();
      if (here.setSelectionRange && here.value) here.setSelectionRange(here.value.length, here.value.length);
    }
    at = null;
  };
  document.addEventListener("htmx:before:swap", () => {
    const form = one("form[data-autosave]");
    if (!form) return;
    late = form.typed ? values(form).filter(([name]) => form.typed.get(name) > asked) : [];
    drawn ||= { form, part: one("#asked-in", form), rows: stood(form) };
    at = form.contains(document.activeElement) && document.activeElement.name ? document.activeElement : null;
    // before the next key is heard
    new MutationObserver((_, watch) => { watch.disconnect(); stand(); }).observe(form, { childList: true, subtree: true });
  });
  document.addEventListener("htmx:after:swap", stand);
  document.addEventListener("htmx:after:swap", () => {
    if (drawn?.part && !drawn.part.isConnected) again(drawn.form, drawn.rows);
    drawn = null;
  });
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!kept(form)) return;
    typed(form, event.target.name || event.target.dataset.more?.slice(2, -5) || "");
    form.changed = true;
    localStorage.setItem(place(form), JSON.stringify(values(form)));
    clearTimeout(form.later);
    if (form.dataset.autosave) form.later = setTimeout(save, 900, form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!kept(form)) return;
    clearTimeout(form.later);
    sessionStorage.setItem("tq:sent", place(form));
  });
  // what was sent is let go once a page other than the sign-in page answers
  const arrived = () => {
    const sent = sessionStorage.getItem("tq:sent");
    sessionStorage.removeItem("tq:sent");
    if (sent && !one("input[type=password],.say-no,[data-unsent]")) localStorage.removeItem(sent);
  };
  document.addEventListener("submit", (event) => {
    if (event.target.action.endsWith("/accounts/logout/"))
      Object.keys(localStorage).filter((name) => name.startsWith("tq:")).forEach((name) => localStorage.removeItem(name));
  });
  // who leaves by the language or by a link inside the form leaves nothing unsaved
  document.addEventListener("click", async (event) => {
    const link = event.target.closest(".lang a,form[data-autosave] a[href]:not([href^='#'],[target],[download])");
    const forms = link && !event.defaultPrevented && !event.ctrlKey && !event.metaKey ? all("form[data-autosave]") : [];
    if (!forms.length) return;
    event.preventDefault();
    await Promise.all(forms.map(save));
    const way = new URL(link.href);
    if (link.closest(".lang")) way.searchParams.set("next", location.pathname + location.search);
    location.href = way;
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
    if (event.key === "Escape") all("details.menu[open],details.ways[open]").forEach((d) => { d.open = false; one("summary", d).focus(); });
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || one("dialog[open]")) return;
    const key = event.key.toLowerCase();
    if (press(`${before} ${key}`) || press(key) || moves[key]?.()) event.preventDefault();
    before = key;
    setTimeout(() => { before = ""; }, 1200);
  });
  document.addEventListener("click", (event) => {
    all("details.menu[open],details.ways[open]").forEach((d) => { if (!d.contains(event.target)) d.open = false; });
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

  // ---- a file is chosen with our own words, in the page's language; without this file the browser's stand there
  const picker = (input) => {
    const box = Object.assign(document.createElement("span"), { className: "file" });
    const says = (text, names) => box.appendChild(Object.assign(document.createElement("span"), { className: names, textContent: text, ariaHidden: "true" }));
    input.before(box);
    says(input.dataset.choose, "btn");
    const told = says(input.dataset.none, "mut sm");
    box.append(input);
    input.addEventListener("change", () => { told.textContent = [...input.files].map((f) => f.name).join(", ") || input.dataset.none; });
  };

  const ready = (root) => {
    all("input[type=file][data-choose]", root).forEach(picker);
    point(root); all(".toast[data-seconds]", root).forEach(toast); all("form[data-autosave],form[data-keeps]", root).forEach(refill); };
  document.addEventListener("htmx:after:swap", (event) => point(event.target));
  // ---- where the ways of a page are wider than the screen, the one that is open stands in sight
  const inSight = (on) => {
    for (let bar = on.parentElement; bar && bar !== document.body; bar = bar.parentElement) {
      if (bar.scrollWidth <= bar.clientWidth + 1 || getComputedStyle(bar).overflowX !== "auto") continue;
      const [mine, whole] = [on.getBoundingClientRect(), bar.getBoundingClientRect()];
      bar.scrollLeft += mine.left - whole.left - (whole.width - mine.width) / 2;
      return;
    }
  };
  arrived();
  all("nav [aria-current]").forEach(inSight);
  ready(document);
})();
