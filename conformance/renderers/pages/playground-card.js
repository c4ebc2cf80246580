// The card of a rule: beside what names it, while the pointer or the focus is there, and until Escape.

let leaving = null;

function reveal(naming) {
  const name = naming.dataset.rule, rule = told?.rules[name], box = byId("card");
  if (!rule) return;
  clearTimeout(leaving);
  conceal();
  box.replaceChildren(
    make("p", { class: "small" }, make("code", {}, name), " ", make("span", { class: "badge" }, rule.level), " ",
      make("span", { class: "soft" }, rule.source === "–" ? "from no line of the source" : rule.source)),
    ...rule.statement.split("\n\n").map((part) => make("p", {}, marked(part))));
  box.hidden = false;
  naming.setAttribute("aria-describedby", "card");
  const around = naming.getBoundingClientRect(), size = box.getBoundingClientRect();
  const left = Math.max(8, Math.min(around.left, document.documentElement.clientWidth - size.width - 8));
  const below = around.bottom + 6 + size.height <= innerHeight || around.top < size.height + 6;
  box.style.left = `${left + scrollX}px`;
  box.style.top = `${(below ? around.bottom + 6 : around.top - size.height - 6) + scrollY}px`;
}

function conceal() {
  byId("card").hidden = true;
  document.querySelector("[aria-describedby=card]")?.removeAttribute("aria-describedby");
}

// Where the pointer has left what it named, the focus may name something still.
function leave() {
  const naming = document.activeElement.closest("[data-rule]");
  if (naming) reveal(naming); else conceal();
}

document.addEventListener("mouseover", (event) => {
  const naming = event.target.closest("[data-rule]");
  if (naming) return reveal(naming);
  clearTimeout(leaving);
  if (!byId("card").hidden && !event.target.closest("#card")) leaving = setTimeout(leave, 150);
});
document.addEventListener("focusin", (event) => {
  const naming = event.target.closest("[data-rule]");
  if (naming) reveal(naming); else conceal();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") conceal();
});
