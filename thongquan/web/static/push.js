// Lets this browser be told: asks its leave, subscribes, hands the subscription to the form.
"use strict";
(() => {
  const form = document.querySelector("form[data-push]");
  if (!form || !("serviceWorker" in navigator) || !("PushManager" in window)) return;
  form.hidden = false;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  form.addEventListener("submit", async (event) => {
    if (form.elements.subscription.value) return;
    event.preventDefault();
    const refused = form.querySelector("[data-refused]");
    refused.hidden = true;
    try {
      if (await Notification.requestPermission() !== "granted") throw new Error("refused");
      await navigator.serviceWorker.register("/trade/sw.js", { scope: "/trade/" });
      const worker = await new Promise((ready) => {
        const look = async () => {
          const found = await navigator.serviceWorker.getRegistration("/trade/");
          if (found && found.active) ready(found); else setTimeout(look, 100);
        };
        look();
      });
      const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(form.dataset.push) });
      form.elements.subscription.value = JSON.stringify(made);
      form.submit();
    } catch (cut) {
      refused.hidden = false;
    }
  });
})();
