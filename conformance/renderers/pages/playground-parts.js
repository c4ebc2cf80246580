// The parts of which the playground's page is made. Elements only ever take text, so nothing that is shown can be markup.

const facts = JSON.parse(document.getElementById("facts").dataset.facts);
const LONG = 400;
const UNSEEN = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

function make(tag, about = {}, ...inside) {
  const drawn = tag.startsWith("svg:");
  const element = drawn ? document.createElementNS("http://www.w3.org/2000/svg", tag.slice(4)) : document.createElement(tag);
  for (const [name, value] of Object.entries(about)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...inside.flat(9).filter((one) => one !== null && one !== undefined && one !== false && one !== ""));
  return element;
}

// Something that can be unfolded, and stays as it is when what comes of a change is shown anew.
const unfolded = new Map();

function fold(key, summary, inside, { open = false, ...about } = {}) {
  const element = make("details", { ...about, open: unfolded.get(key) ?? open }, make("summary", {}, summary), inside);
  element.addEventListener("toggle", () => unfolded.set(key, element.open));
  return element;
}

const small = (text) => make("span", { class: "small" }, text);
const unseen = (text) => make("span", { class: "unseen" }, text);

// A table that can be scrolled by itself; a head that is blank says what it is to those who do not see it.
function table(caption, heads, rows) {
  const columns = heads.map((head) => make("th", { scope: "col" }, head || unseen("number")));
  return make("div", { class: "table-box", tabindex: "0", role: "region", "aria-label": caption },
    make("table", {}, make("caption", {}, caption), make("thead", {}, make("tr", {}, columns)), make("tbody", {}, rows)));
}

const byId = (id) => document.getElementById(id);

// What stands for an entry of a call; looked for by what it holds, for a selector cannot name every text.
const standing = (kind, number, name) =>
  [...document.querySelectorAll(`[data-${kind}]`)].find((one) => one.dataset[kind] === `${number} ${name}`);

const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
const cut = (text) => (text.length > 50 ? `${text.slice(0, 50)}…` : text);

// The number of every character that cannot be seen or that turns the direction of others, as on every page.
function visible(text) {
  return text.replace(UNSEEN, (one) => {
    if (one === "\n" || one === "\t") return one;
    const code = one.codePointAt(0).toString(16);
    return code.length < 3 ? `\\x${code.padStart(2, "0")}` : code.length < 5 ? `\\u${code.padStart(4, "0")}` : `\\U${code.padStart(8, "0")}`;
  });
}

// A text of others; a long one can be scrolled where it stands.
function shown(whole) {
  const text = visible(whole);
  if (text.length <= LONG) return make("bdi", {}, text);
  return make("span", { class: "long", tabindex: "0", role: "group", "aria-label": "A long text" }, text);
}

const valued = (text) => (text === "" ? make("span", { class: "soft blank" }, "blank") : shown(text));

// Text in which `code` and *stress* are marked as in the book.
function marked(text) {
  return text.split(/(`[^`]+`|\*[^*\n]+\*)/).map((part) => {
    const mark = part.length > 2 ? { "`": "code", "*": "em" }[part[0]] : null;
    return mark ? make(mark, {}, part.slice(1, -1)) : part;
  });
}
