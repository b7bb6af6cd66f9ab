// Compares a file with those that were issued, in the browser: nothing of it is sent. Without it, one pastes the SHA-256.
const box = document.getElementById("pick");

async function sha256(file) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

if (box && globalThis.crypto?.subtle) {
  const input = box.querySelector("input");
  const said = box.querySelector("[role=status]");
  const { known, yes, no, busy, unread } = box.dataset;
  const say = (text, look) => {
    said.textContent = text;
    said.className = look;
  };
  box.hidden = false;
  input.addEventListener("change", async () => {
    const file = input.files[0];
    if (!file) return say("", "");
    say(busy, "govuk-hint");
    const digest = await sha256(file).catch(() => null);
    if (file !== input.files[0]) return;
    const field = document.getElementById("f-sha256");
    if (field) field.value = digest ?? "";
    if (digest === null) return say(unread, "kit-said kit-said--bad");
    const fits = known.split(" ").includes(digest);
    say(fits ? yes : no, fits ? "kit-said" : "kit-said kit-said--bad");
  });
}
