"use strict";
// What every page can do: copy buttons, "/" for the text field, and links that open what is closed.

function say(text) {
  const place = document.getElementById("said");
  if (place) place.textContent = text;
}

// A page from a disk may use the clipboard; one from a plain http server may not, and copies what is marked instead.
async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) {
    try { return await navigator.clipboard.writeText(text); } catch { /* not permitted: as below */ }
  }
  const place = document.createElement("textarea");
  place.value = text;
  document.body.append(place);
  place.select();
  document.execCommand("copy");
  place.remove();
}

// A button with data-copy copies the text of the first <pre> or <code> in the nearest [data-copied] around it.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  await copy(button.closest("[data-copied]").querySelector("pre, code").textContent);
  const before = button.textContent;
  button.textContent = "Copied";
  say("Copied");
  setTimeout(() => { button.textContent = before; }, 1500);
});

document.addEventListener("keydown", (event) => {
  const field = document.querySelector("[data-search]");
  if (event.key !== "/" || !field || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  field.focus();
  field.select();
});

// What an id in the address stands for, with all around it that is closed opened.
function named(hash) {
  let id = hash.slice(1);
  try { id = decodeURIComponent(id); } catch { /* no encoding: as it stands */ }
  return id ? document.getElementById(id) : null;
}

function unfold(element) {
  for (let around = element; around; around = around.parentElement) if (around.tagName === "DETAILS") around.open = true;
}

function follow() {
  const element = named(location.hash);
  if (!element) return;
  unfold(element);
  element.dispatchEvent(new CustomEvent("reached", { bubbles: true }));
  element.scrollIntoView();
}

window.addEventListener("hashchange", follow);
window.addEventListener("DOMContentLoaded", follow);
