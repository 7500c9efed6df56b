// The review of a case: places to look at, what the declarant will read, words kept through a lost session.
"use strict";
(() => {
  const all = (css, root = document) => [...root.querySelectorAll(css)];
  const form = document.querySelector("form[data-kept]");
  const typing = (el) => /^(INPUT|SELECT|TEXTAREA)$/.test(el.tagName) && !/^(checkbox|radio|button|submit)$/.test(el.type);

  // ---- n and p walk over the places to look at
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const send = form?.querySelector("[data-send]");
      if (send) { event.preventDefault(); form.requestSubmit(send); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    const own = document.querySelector(`[data-look].cur [data-row-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (own) { own.click(); event.preventDefault(); return; }
    const step = { n: 1, p: -1 }[event.key.toLowerCase()];
    const places = step ? all("[data-look]") : [];
    if (!places.length) return;
    const at = places.findIndex((row) => row.classList.contains("cur"));
    const next = places[(at + step + places.length) % places.length];
    places.forEach((row) => row.classList.toggle("cur", row === next));
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    event.preventDefault();
  });

  // ---- what was typed outlives a session that ended; a decision that went through is forgotten
  const name = (kept) => "tq:desk:" + kept;
  all("[data-done]").forEach((el) => localStorage.removeItem(name(el.dataset.done)));
  if (!form) return;
  const values = () => [...new FormData(form)].filter(([key, v]) => typeof v === "string" && v && !/^(csrfmiddlewaretoken|version|queue)$/.test(key));
  const held = JSON.parse(localStorage.getItem(name(form.dataset.kept)) || "[]");
  for (const [key, value] of held) {
    for (const el of all(`[name="${CSS.escape(key)}"]`, form)) {
      if (/^(checkbox|radio)$/.test(el.type)) el.checked ||= el.value === value;
      else if (!el.value) el.value = value;
    }
  }

  // ---- the text as it will be sent
  const place = form.querySelector("[data-reads-here]");
  let later = 0;
  async function read() {
    if (!place || (!values().length && form.querySelector("select, textarea, input:not([type=hidden])"))) return;
    const answer = await fetch(form.dataset.reads, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } });
    if (answer.ok && !answer.redirected) place.innerHTML = await answer.text();
  }
  form.addEventListener("input", () => {
    localStorage.setItem(name(form.dataset.kept), JSON.stringify(values()));
    clearTimeout(later);
    later = setTimeout(read, 250);
  });
  read();
})();
