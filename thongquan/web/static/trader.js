// Registers the keeper of passes, keeps both legs' pages, lets go of them at sign-out, goes on with a bulk file.
"use strict";
(() => {
  const here = document.querySelector("[data-keep-passes]");
  if ("serviceWorker" in navigator && here) {
    navigator.serviceWorker.register("/trade/sw.js", { scope: "/trade/" }).catch(() => {});
    navigator.serviceWorker.ready.then((ready) => ready.active.postMessage({ keep: [location.pathname, ...here.dataset.keepPasses.split(" ").filter(Boolean)] }));
  }
  document.addEventListener("submit", (event) => {
    if (event.target.action.endsWith("/accounts/logout/")) navigator.serviceWorker?.controller?.postMessage("forget");
  });
})();
// Shows what the chosen files are before they are sent: picture, pages, size.
"use strict";
document.addEventListener("change", async (event) => {
  const place = event.target.dataset?.look && document.getElementById(event.target.dataset.look);
  if (!place) return;
  place.replaceChildren();
  for (const file of event.target.files) place.append(await shown(file, place.dataset));
});
async function shown(file, words) {
  const line = Object.assign(document.createElement("span"), { className: "row" });
  const told = [file.name, words.size.replace("{n}", Math.ceil(file.size / 1024))];
  if (file.type.startsWith("image/")) {
    const picture = Object.assign(new Image(96, 128), { src: URL.createObjectURL(file), alt: "" });
    picture.className = "thumb";
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
    line.append(picture);
    told.push(words.pages.replace("{n}", 1));
  } else if (file.name.toLowerCase().endsWith(".pdf")) {
    const text = new TextDecoder("latin1").decode(await file.arrayBuffer());
    const counts = [...text.matchAll(/\/Count\s+(\d+)/g)].map((found) => Number(found[1]));
    const pages = Math.max(0, ...counts) || (text.match(/\/Type\s*\/Page\b/g) || []).length;
    if (pages) told.push(words.pages.replace("{n}", pages));
  }
  line.append(Object.assign(document.createElement("span"), { textContent: told.join(" · ") }));
  return line;
}
