// Goods: codes found while words are typed, Enter goes on, rows are pasted, one tick ticks all; each works without this file too, only slower.
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
    if (!list || /^\P{Script=Han}?$/u.test(words)) return close(input);
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
    } else if (event.key === "Enter" && event.target.matches("#declare input")) {
      event.preventDefault();
      const boxes = [...event.target.form.elements].filter((el) => el.matches("input:not([type=hidden]),select,textarea") && el.offsetParent);
      boxes[boxes.indexOf(event.target) + 1]?.focus();
    }
  });
  // rows copied from a spreadsheet go into the table from this box on; rows that are not there yet come with the next look
  document.addEventListener("paste", (event) => {
    const box = event.target;
    const text = event.clipboardData?.getData("text/plain").replaceAll("\r", "").replace(/\n+$/, "") || "";
    if (!box.matches?.("table.lines [name]") || !(text.includes("\t") || (box.matches("input") && text.includes("\n")))) return;
    event.preventDefault();
    const [, first, column] = box.name.match(/^lines-(\d+)-(.+)$/);
    const columns = [...box.closest("tr").querySelectorAll("[name]")].map((el) => el.name.replace(/^lines-\d+-/, ""));
    let more = false;
    text.split("\n").forEach((row, n) => row.split("\t").slice(0, columns.length - columns.indexOf(column)).forEach((cell, at) => {
      const name = `lines-${Number(first) + n}-${columns[columns.indexOf(column) + at]}`;
      const there = box.form.elements[name];
      more ||= !there;
      (there || document.getElementById("lines-in").appendChild(Object.assign(document.createElement("input"), { hidden: true, name }))).value = cell.trim();
    }));
    box.dispatchEvent(new Event("input", { bubbles: true }));
    if (more) document.getElementById("add-line")?.click();
    else box.dispatchEvent(new Event("change", { bubbles: true }));
  });
  // what the tariff and the arithmetic tell of a line stands in its boxes, unless someone is typing there or has typed since they were asked
  document.addEventListener("htmx:before:request", () => document.querySelectorAll("table.lines [name^=lines-]").forEach((box) => { box.asked = box.value; }));
  document.addEventListener("htmx:after:swap", () => {
    for (const told of document.querySelectorAll("template[data-fill]")) {
      const box = document.getElementById(told.dataset.fill);
      if (!box || box.value === told.dataset.value || (box === document.activeElement && box.value) || box.value !== (box.asked ?? box.value)) continue;
      box.value = told.dataset.value;
      box.dispatchEvent(new Event("input", { bubbles: true }));
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
