// Live parts of a page: drawn anew when their gate has news, every 10 s without a stream, and honest when they are old.
const POLL = 10000, OLD = 30000, AT_MOST = 700;

export function live(part, { address = () => location.href, drawn = () => {}, stale = () => {} } = {}) {
  let last = Date.now(), streaming = false, wanted = false, asking = false, was = false;
  async function draw() {
    if (asking) { wanted = true; return; }
    asking = true;
    try {
      const where = new URL(address(), location.href);
      where.searchParams.set("part", "1");
      const answer = await fetch(where, { headers: { "X-Part": "1" }, redirect: "error" });
      if (answer.status === 401) { location.reload(); return; } // signed out: the sign-in page says why
      if (!answer.ok) throw new Error(answer.status);
      const html = await answer.text();
      last = Date.now();
      if (!inUse(part)) { replace(part, html); drawn(); }
    } catch { /* the badge below tells */ } finally {
      setTimeout(() => { asking = false; if (wanted) { wanted = false; draw(); } }, AT_MOST);
    }
  }
  const source = new EventSource(part.dataset.stream);
  source.onopen = () => { if (!streaming) draw(); streaming = true; stale(false, streaming); };
  source.onerror = () => { streaming = false; stale(was, streaming); };
  source.addEventListener("changed", draw);
  source.addEventListener("reset", draw);
  setInterval(() => { if (!streaming || Date.now() - last > OLD - POLL) draw(); }, POLL);
  setInterval(() => {
    const old = Date.now() - last > OLD;
    if (old !== was || old) stale(old, streaming, Math.round((Date.now() - last) / 1000));
    was = old;
  }, 1000);
  return draw;
}

// The focus stays on the same link or button.
function replace(part, html) {
  const held = part.contains(document.activeElement) ? document.activeElement : null;
  const where = held?.id ? `#${CSS.escape(held.id)}` : held?.getAttribute("href") ? `[href="${CSS.escape(held.getAttribute("href"))}"]` : "";
  part.innerHTML = html;
  if (where) part.querySelector(where)?.focus({ preventScroll: true });
}

// Someone types in it or has a box open there: it waits.
const inUse = (part) => part.contains(document.activeElement) && document.activeElement.matches("input,select,textarea");

// The tag beside the heading and the bar above the page.
export function badge(old, streaming, seconds = 0) {
  const tag = document.getElementById("live"), bar = document.getElementById("cut");
  if (tag) {
    tag.hidden = false;
    tag.querySelector("span").textContent = streaming ? tag.dataset.live : tag.dataset.asking;
    tag.className = `tag ${streaming && !old ? "is-go" : "is-wait"}`;
  }
  if (!bar) return;
  bar.hidden = !old;
  if (old) bar.querySelector("b").textContent = bar.dataset.says.replace("{n}", seconds);
}

const part = document.querySelector("[data-live-part]:not(#now)");
if (part) live(part, { stale: badge });
