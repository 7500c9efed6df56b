// The lane console: keys for the chosen lane, the hardware scanner into it, live lanes.
import { badge, live } from "./live.js";
import { tell, wake } from "./sound.js";
import { listen } from "./wedge.js";

const by = (id) => document.getElementById(id);
const form = by("typed"), now = by("now");
let chosen = document.querySelector(".lane.on")?.dataset.lane ?? "";

function choose(lane) {
  chosen = lane;
  for (const card of document.querySelectorAll(".lane")) {
    const on = card.dataset.lane === lane;
    card.classList.toggle("on", on);
    for (const act of card.querySelectorAll("[data-act]")) {
      if (act.dataset.act === "pass") continue;
      if (on) act.dataset.key = act.dataset.act;
      else delete act.dataset.key;
    }
  }
  if (form) {
    form.elements.lane.value = lane;
    by("into").textContent = lane;
  }
  const address = new URL(location.href);
  address.searchParams.set("lane", lane);
  history.replaceState(null, "", address);
}

document.addEventListener("click", (event) => {
  const pick = event.target.closest(".pick-lane");
  if (!pick) return;
  event.preventDefault();
  choose(pick.closest(".lane").dataset.lane);
});

// Enter lets pass only when nothing else has the focus that Enter would press.
document.addEventListener("keydown", (event) => {
  const free = event.target === document.body || event.target.matches(".pick-lane");
  if (event.key !== "Enter" || event.ctrlKey || event.altKey || event.metaKey || !free || document.querySelector("dialog[open]")) return;
  const act = document.querySelector(".lane.on [data-act=pass]");
  if (!act) return;
  event.preventDefault();
  act.click();
});

let id = form?.elements.id.value;
async function send(digits, source, plate = "") {
  const body = new URLSearchParams({ id, digits, source, plate, gate: form.dataset.gate, lane: chosen });
  try {
    const answer = await fetch(form.action, {
      method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(8000),
      headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    });
    const told = await answer.json();
    id = crypto.randomUUID();
    by("told").textContent = told.word ? `${told.word}: ${told.say}` : told.say;
    if (told.sign) tell(told.sign);
    draw();
  } catch {
    by("told").textContent = by("cut").querySelector("span").textContent.trim();
    tell("call");
  }
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form.elements.digits.value, "typed", form.elements.plate.value);
    form.elements.digits.value = form.elements.plate.value = "";
    document.activeElement.blur();
  });
  listen((digits) => send(digits, "wedge"), (digit) => document.querySelector(`.lane[data-lane="${digit}"]`) && choose(digit));
  document.addEventListener("pointerdown", wake, { once: true });
}

const draw = live(now, { drawn: () => choose(chosen), stale: badge, address: () => `?lane=${chosen}` });
choose(chosen);
