// Says in words what went wrong with a security key; the console alone tells nobody.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const trouble = event.detail.exception?.name === "SecurityError" ? "address" : "key";
  for (const note of document.querySelectorAll("[data-key-trouble]")) note.hidden = note.dataset.keyTrouble !== trouble;
});
