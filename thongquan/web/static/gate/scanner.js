// The scanner page: one event per scan, one verdict at a time, each held long enough to be seen.
import { decoder, open, watch } from "./camera.js";
import { BadPass, isMovement, keyring, read, squeeze, verify } from "./pass.js";
import { mute, muted, tell, wake } from "./sound.js";
import { listen } from "./wedge.js";

const HOLD = 2500, PATIENCE = 8000, AGAIN = 2000, GIVE_UP = 60000, SAME = 5000;
const by = (id) => document.getElementById(id);
const mid = by("mid"), ready = by("ready"), place = by("verdict");
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

const queue = [];
const known = new Map(); // camera only: code -> when it was last in the picture
let keys = null, heldUntil = 0, busy = false, opened = performance.now();

// ---- what the screen shows
function net(on) {
  by("net").hidden = false;
  by("net").classList.toggle("cut", !on);
}

function waiting() {
  by("net").querySelector("b").textContent = queue.length;
  const line = by("queued"), words = line.querySelector("span");
  line.hidden = !queue.length;
  words.textContent = words.dataset.says.replace("{n}", queue.length);
}

function says(what) {
  const line = by("says");
  line.textContent = line.dataset[what];
}

function showReady() {
  place.hidden = true;
  ready.hidden = false;
  for (const id of ["next", "hold", "act"]) if (by(id)) by(id).hidden = true;
  by("type").hidden = by("other").hidden = false;
  says("ready");
  opened = performance.now();
}

function show(html, address = "") {
  place.innerHTML = html;
  const band = place.firstElementChild, { sign, code } = band.dataset;
  ready.hidden = true;
  place.hidden = false;
  by("told").textContent = sign === "go" ? `${band.querySelector("h1").textContent} ${band.querySelector(".v-pl")?.textContent ?? ""}` : "";
  by("next").hidden = by("hold").hidden = false;
  by("type").hidden = by("other").hidden = true;
  const act = by("act"), words = act?.querySelector("span");
  if (act) {
    act.hidden = false;
    act.href = address || mid.dataset.find;
    words.textContent = sign === "go" ? words.dataset.go : words.dataset.else;
  }
  const bar = by("hold").firstElementChild;
  bar.replaceWith(bar.cloneNode());
  heldUntil = performance.now() + HOLD;
  by("next").setAttribute("aria-disabled", "true");
  setTimeout(() => { by("next").removeAttribute("aria-disabled"); next(); }, HOLD);
  tell(sign);
  return { sign, code };
}

const once = (name) => by(`once-${name}`).innerHTML;

// ---- one scan after the other
function take(digits, source, seen = {}) {
  queue.push({ id: crypto.randomUUID(), digits: squeeze(digits), source, seen, began: opened });
  waiting();
  next();
}

async function next() {
  if (busy || !queue.length || performance.now() < heldUntil) return;
  busy = true;
  const scan = queue.shift();
  waiting();
  if (place.hidden) says("asking");
  try {
    await settle(scan);
  } finally {
    busy = false;
    opened = performance.now();
  }
}

async function settle(scan) {
  const early = await atOnce(scan.digits);
  if (early) show(once(early));
  const answer = await ask(scan, Boolean(early));
  if (!answer) return;
  const last = by("last");
  if (answer.last) { last.innerHTML = answer.last; last.hidden = false; }
  if (early !== answer.code) show(answer.html, answer.act);
  else if (by("act")) by("act").href = answer.act;
}

// What is no pass of ours is refused before the centre has answered; nothing is ever let pass here.
async function atOnce(digits) {
  if (isMovement(digits)) return "";
  performance.mark("verify");
  try {
    if (keys) await verify(digits, keys);
    else read(digits);
    return "";
  } catch (bad) {
    if (!(bad instanceof BadPass)) throw bad;
    return bad.code === "KEY" ? "" : bad.code; // the centre may have newer keys
  } finally {
    performance.measure("verify", "verify");
    performance.clearMarks("verify");
  }
}

// The same event id until the centre answers: it records a scan once however often it hears of it.
async function ask(scan, shown) {
  const until = performance.now() + GIVE_UP;
  let cut = false;
  while (performance.now() < until) {
    try {
      const answer = await post(scan);
      net(true);
      return answer;
    } catch {
      net(false);
      if (!cut && !shown) show(once("CUT"));
      cut = true;
      await pause(AGAIN);
    }
  }
  show(once("LOST"));
  return null;
}

async function post(scan) {
  const body = new URLSearchParams({
    id: scan.id, digits: scan.digits, source: scan.source, gate: mid.dataset.gate, lane: mid.dataset.lane,
    plate: scan.seen.plate ?? "", trailer: scan.seen.trailer ?? "", seconds: Math.max(1, Math.round((performance.now() - scan.began) / 1000)),
  });
  const answer = await fetch(mid.dataset.post, {
    method: "POST", body, signal: AbortSignal.timeout(PATIENCE), redirect: "manual",
    headers: { Accept: "application/json", "X-CSRFToken": mid.dataset.token },
  });
  if (answer.status >= 500) throw new Error(answer.status);
  if (!answer.headers.get("content-type")?.includes("json")) {
    location.reload(); // signed out, or the page is too old
    return new Promise(() => {});
  }
  const told = await answer.json();
  return answer.ok ? told : { ...told, html: filled(told.say), act: "" };
}

function filled(words) {
  const copy = by("once-SAY").content.cloneNode(true);
  copy.querySelector("[data-fill]").textContent = words;
  return copy.firstElementChild.outerHTML;
}

// ---- ways in
function typed() {
  const form = by("typed"), field = by("digits"), wrong = by("digits-e");
  by("type").addEventListener("click", () => {
    const open = form.classList.toggle("open");
    by("type").setAttribute("aria-expanded", String(open));
    if (open) field.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const digits = squeeze(field.value);
    const short = digits.length !== 12 && digits.length < 253;
    const bad = digits.length < 253 && !isMovement(digits);
    wrong.textContent = bad ? (short ? wrong.dataset.short : wrong.dataset.says) : "";
    field.setAttribute("aria-invalid", String(bad));
    if (bad) { field.focus(); return; }
    take(digits, "typed", { plate: by("plate").value, trailer: by("trailer").value });
    form.reset();
    form.classList.remove("open");
    by("type").setAttribute("aria-expanded", "false");
  });
}

async function camera() {
  const video = by("video"), told = by("cam-says");
  try {
    await open(video);
    video.hidden = false;
    ready.classList.add("filming");
    const decode = await decoder({ script: mid.dataset.decoder, wasm: mid.dataset.wasm });
    watch(video, decode, (text) => {
      const now = performance.now(), before = known.get(text) ?? -SAME;
      known.set(text, now);
      for (const [code, when] of known) if (now - when > SAME) known.delete(code);
      if (now - before >= SAME && !queue.some((scan) => scan.digits === text)) take(text, "camera");
    });
    mid.dataset.camera = "on";
  } catch (error) {
    const why = { NotAllowedError: "denied", NotFoundError: "none" }[error.name] ?? "broken";
    told.querySelector("span").textContent = told.dataset[why];
    told.hidden = false;
    mid.dataset.camera = why;
  }
}

function sound() {
  const button = by("mute");
  const draw = () => button.setAttribute("aria-pressed", String(muted()));
  button.hidden = false;
  button.addEventListener("click", () => { mute(!muted()); draw(); });
  document.addEventListener("pointerdown", wake, { once: true });
  draw();
}

async function start() {
  by("next").addEventListener("click", () => { if (performance.now() >= heldUntil && !busy) showReady(); });
  document.documentElement.classList.add("scripted");
  net(true);
  sound();
  typed();
  listen((digits) => take(digits, "wedge"));
  keys = await keyring(JSON.parse(by("keys").textContent));
  mid.dataset.ready = "1";
  await camera();
}

start();
