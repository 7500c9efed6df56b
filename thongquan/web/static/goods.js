// Goods: codes found while words are typed, Enter adds a line, one tick ticks all; each works without this file too, only slower.
"use strict";
(() => {
  const field = (el) => el?.closest?.("[data-hs-from]");
  const place = (input) => document.getElementById(input.getAttribute("aria-controls"));
  const close = (input) => {
    const list = place(input);
    if (!list) return;
    list.hidden = true;
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  async function look(input) {
    const words = input.value.trim();
    const list = place(input);
    if (!list || words.length < 2) return close(input);
    const answer = await fetch(`${input.dataset.hsFrom}?q=${encodeURIComponent(words)}&for=${input.id}`).catch(() => null);
    if (!answer?.ok || input.value.trim() !== words || document.activeElement !== input) return;
    list.innerHTML = await answer.text();
    const found = [...list.querySelectorAll("[role=option]")];
    found.forEach((option, n) => { option.id = `${list.id}-${n}`; });
    list.hidden = !list.firstElementChild;
    input.setAttribute("aria-expanded", String(found.length > 0));
  }
  const choose = (input, code) => {
    input.value = code;
    close(input);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
    close(input);
  };
  document.addEventListener("input", (event) => {
    const input = field(event.target);
    if (!input || !event.isTrusted) return;
    clearTimeout(input.later);
    input.later = setTimeout(look, 200, input);
  });
  document.addEventListener("mousedown", (event) => {
    const button = event.target.closest("[data-hs]");
    if (!button?.dataset.for) return;
    event.preventDefault();
    choose(document.getElementById(button.dataset.for), button.dataset.hs);
  });
  document.addEventListener("focusout", (event) => { const input = field(event.target); if (input) setTimeout(close, 150, input); });
  const move = (input, step) => {
    const options = [...place(input).querySelectorAll("[role=option]")];
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const next = options[Math.max(0, Math.min(options.length - 1, at + step))];
    options.forEach((option) => option.setAttribute("aria-selected", String(option === next)));
    if (next) { input.setAttribute("aria-activedescendant", next.id); next.scrollIntoView({ block: "nearest" }); }
  };
  document.addEventListener("keydown", (event) => {
    const input = field(event.target);
    const list = input && place(input);
    if (list && !list.hidden) {
      const chosen = list.querySelector("[aria-selected=true] [data-hs]");
      if (event.key === "ArrowDown" || event.key === "ArrowUp") move(input, event.key === "ArrowDown" ? 1 : -1);
      else if (event.key === "Enter" && chosen) choose(input, chosen.dataset.hs);
      else if (event.key === "Escape") close(input);
      else return;
      event.preventDefault();
    } else if (event.key === "Enter" && event.target.matches("table.lines input")) {
      event.preventDefault();
      event.target.blur();
      document.getElementById("add-line")?.click();
    }
  });
  // what the tariff and the arithmetic tell of a line stands in its boxes, unless someone is typing there
  document.addEventListener("htmx:after:swap", () => {
    for (const told of document.querySelectorAll("template[data-fill]")) {
      const box = document.getElementById(told.dataset.fill);
      if (box && box !== document.activeElement) box.value = told.dataset.value;
    }
  });
  // a line that was just added takes the cursor
  document.addEventListener("htmx:after:swap", () => {
    const fresh = document.querySelector("table.lines [autofocus]");
    if (fresh) { fresh.removeAttribute("autofocus"); fresh.focus(); }
  });
  document.addEventListener("change", (event) => {
    const all = event.target.dataset?.all;
    if (all) document.querySelectorAll(`input[name=${all}]`).forEach((box) => { box.checked = event.target.checked; });
  });
})();
