// The wall board: a clock, the neighbour's clock, and the live middle. Nothing here grows with time.
import { live } from "./live.js";

const wall = document.querySelector(".wall");
const ahead = Number(wall.dataset.at) * 1000 - Date.now();
const face = (zone, seconds) => new Intl.DateTimeFormat("en-GB", {
  timeZone: zone, hour: "2-digit", minute: "2-digit", ...(seconds ? { second: "2-digit" } : {}),
});
const here = face(wall.dataset.zone, true), there = face(wall.dataset.other, false);

function tick() {
  const now = Date.now() + ahead;
  document.getElementById("clock").textContent = here.format(now);
  for (const clock of document.querySelectorAll("[data-other-clock]")) clock.textContent = there.format(now);
}

const middle = document.getElementById("wall-now");
middle.dataset.stream = wall.dataset.stream;
live(middle, { drawn: tick, stale: (old) => { document.getElementById("cut-wall").hidden = !old; } });
setInterval(tick, 1000);
tick();
