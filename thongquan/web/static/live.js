// Pages that keep themselves fresh: a part is asked for again when news come, and every few seconds anyway.
"use strict";
(() => {
  const all = (css, root = document) => [...root.querySelectorAll(css)];
  const tell = (el, name) => el.dispatchEvent(new CustomEvent(name, { bubbles: true }));
  // a part is left alone while someone works in it: a box that has the cursor, or holds another answer than it came with
  const changed = (box) => (/^(checkbox|radio)$/.test(box.type) ? box.checked !== box.defaultChecked
    : box.options ? [...box.options].some((o) => o.selected !== o.defaultSelected) && [...box.options].some((o) => o.defaultSelected || o.index && o.selected)
      : box.value !== box.defaultValue);
  const busy = (el) => all("input:not([type=hidden]),select,textarea", el).some((box) => box === document.activeElement || changed(box));

  // ---- one part of the page
  function live(el) {
    let asking = false;
    let again = false;
    let at = Date.now();
    const swap = (text) => {
      if (text === el.last) return;
      const on = el.querySelector("tr.on a")?.getAttribute("href");
      const focus = el.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
      const open = all("details", el).map((d) => d.open);
      el.innerHTML = el.last = text;
      all("details", el).forEach((d, n) => { if (open[n]) d.open = true; });
      if (on) el.querySelector(`tr a[href="${CSS.escape(on)}"]`)?.closest("tr").classList.add("on");
      if (focus) el.querySelector(`a[href="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
    };
    async function ask() {
      if (asking) { again = true; return; }
      if (document.hidden || busy(el)) return;
      asking = true;
      try {
        const answer = await fetch(el.dataset.live, { headers: { "HX-Request": "true", ...(el.dataset.seen ? { "If-None-Match": el.dataset.seen } : {}) } });
        if (answer.status === 304) { at = Date.now(); asking = false; return; }
        if (answer.status === 401 || answer.redirected) { location.reload(); return; }
        if (!answer.ok) throw new Error(answer.status);
        swap(await answer.text());
        if (el.dataset.seen) el.dataset.seen = answer.headers.get("ETag") || "";
        at = Date.now();
        tell(el, "htmx:after:swap");
      } catch {
        tell(el, "htmx:error");
      }
      asking = false;
      if (again) { again = false; ask(); }
    }
    setInterval(ask, Number(el.dataset.every || 10) * 1000);
    document.addEventListener("visibilitychange", ask);
    all("[data-fresh]").forEach((place) => setInterval(() => {
      place.textContent = place.dataset.fresh.replace("{n}", Math.round((Date.now() - at) / 1000));
    }, 1000));
    if (el.dataset.stream) {
      let later = 0;
      const news = new EventSource(el.dataset.stream);
      const soon = () => { clearTimeout(later); later = setTimeout(ask, 250); };
      news.addEventListener("changed", soon);
      news.addEventListener("reset", soon);
    }
  }
  all("[data-live]").forEach(live);

  // ---- rows chosen to be done together
  const counted = () => {
    const n = all("input[name=pick]:checked").length;
    all("[data-picked]").forEach((button) => { button.disabled = !n; });
    all("[data-count]").forEach((place) => { place.textContent = n || ""; });
  };
  document.addEventListener("change", counted);
  document.addEventListener("htmx:after:swap", counted);
  counted();
})();
