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
// Shows what a chosen file is before it is sent: its picture, its pages, its size.
"use strict";
document.addEventListener("change", async (event) => {
  const place = event.target.dataset?.look && document.getElementById(event.target.dataset.look);
  const file = place && event.target.files[0];
  if (!place) return;
  place.replaceChildren();
  if (!file) return;
  const said = document.createElement("span");
  const told = [file.name, place.dataset.size.replace("{n}", Math.ceil(file.size / 1024))];
  if (file.type.startsWith("image/")) {
    const picture = Object.assign(new Image(96, 128), { src: URL.createObjectURL(file), alt: "" });
    picture.className = "thumb";
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
    place.append(picture);
    told.push(place.dataset.pages.replace("{n}", 1));
  } else if (file.name.toLowerCase().endsWith(".pdf")) {
    const text = new TextDecoder("latin1").decode(await file.arrayBuffer());
    const counts = [...text.matchAll(/\/Count\s+(\d+)/g)].map((found) => Number(found[1]));
    const pages = Math.max(0, ...counts) || (text.match(/\/Type\s*\/Page\b/g) || []).length;
    if (pages) told.push(place.dataset.pages.replace("{n}", pages));
  }
  said.textContent = told.join(" · ");
  place.append(said);
});
