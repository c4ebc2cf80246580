// What is composed: a card for each call, in which blank entries are sent and those that are not there are not.

const WAYS = {
  new_address: { 0: "0 · in place", 1: "1 · a new record" },
  primary_address: { 0: "0 · not primary", 1: "1 · primary" },
};
const VERSIONS = ["", "V1", "V2", "V3"];
let made = 0;  // fields so far, for ids of their own

const nameOf = (number) => (number ? `Update ${number}` : "Create");
const inText = (number) => nameOf(number).toLowerCase();

function compose(focus = "") {
  made = 0;
  composed.create ??= {};
  composed.updates ??= [];
  for (const one of called()) one.entries ??= {};
  byId("calls").replaceChildren(...called().map(card));
  byId("more").disabled = composed.updates.length >= facts.most;
  points();
  if (focus) (typeof focus === "function" ? focus() : document.querySelector(focus))?.focus();
}

// Another order of calls or entries: the cards are drawn anew, and the focus goes where one would go on.
function restructured(next, focus) {
  composed = next;
  compose(focus);
  changed();
}

function card(one, number) {
  const entries = Object.keys(one.entries).filter((name) => !(number && facts.switches.includes(name)));
  return make("fieldset", { class: "call", "data-call": number },
    make("legend", {}, nameOf(number)),
    number ? [moves(number), boxes(one), make("div", { class: "switches" }, facts.switches.map((name) => flag(one, number, name)))] : null,
    make("ul", { class: "entries", "aria-label": `Entries of ${inText(number)}` }, entries.map((name) => entry(one, number, name))),
    picker(one, number),
    who(one, number),
    make("p", { class: "trouble", "data-trouble": `${number} `, hidden: true }));
}

function moves(number) {
  const act = (sign, words, does, off = false) => make("button", {
    type: "button", class: "plain", title: words, "aria-label": `${words} ${inText(number)}`, "data-act": `${words}-${number}`,
    disabled: off, onclick: does,
  }, sign);
  return make("div", { class: "moves" },
    act("↑", "Move up", () => move(number, -1), number === 1),
    act("↓", "Move down", () => move(number, 1), number === composed.updates.length),
    act("×", "Remove", () => remove(number)));
}

function move(number, by) {
  const updates = [...composed.updates], to = number + by;
  [updates[number - 1], updates[to - 1]] = [updates[to - 1], updates[number - 1]];
  const [words, other] = by < 0 ? ["Move up", "Move down"] : ["Move down", "Move up"];
  restructured({ ...composed, updates }, `[data-act="${words}-${to}"]:enabled, [data-act="${other}-${to}"]:enabled`);
}

function remove(number) {
  const updates = composed.updates.filter((_, other) => other !== number - 1);
  restructured({ ...composed, updates }, number > 1 ? `[data-act="Remove-${number - 1}"]` : "#more");
}

function boxes(one) {
  const box = (name, words) => {
    const tick = () => { one[name] = input.checked; changed(); };
    const input = make("input", { type: "checkbox", checked: Boolean(one[name]), onchange: tick });
    return make("label", {}, input, " ", words);
  };
  return make("div", { class: "boxes" },
    box("ignore_empty", "Ignore Empty Entries"), box("keep_empty_end_dates", "Keep empty end dates"));
}

function choice(id, values, held, words, chosen, about = {}) {
  const all = values.includes(held) ? values : [...values, held];
  const select = make("select", { id, ...about, onchange: () => { chosen(all[select.selectedIndex]); changed(); } },
    all.map((value) => make("option", { selected: value === held }, words(value))));
  return select;
}

function flag(one, number, name) {
  const id = `entry-${number}-${name}`;
  const words = (value) => (value === null ? "not sent" : value === "" ? "blank" : WAYS[name][value] ?? visible(value));
  const set = (value) => { if (value === null) delete one.entries[name]; else one.entries[name] = value; };
  return make("div", {}, make("label", { for: id }, make("code", {}, name)),
    choice(id, [null, "", "0", "1"], one.entries[name] ?? null, words, set, { "aria-describedby": `${id}-trouble` }),
    beside(number, name, id));
}

// Where it is told what is wrong with an entry, and what the hub had to say of it.
function beside(number, name, id) {
  return [
    make("p", { class: "trouble", id: `${id}-trouble`, "data-trouble": `${number} ${name}`, hidden: true }),
    make("p", { class: "small", "data-decided": `${number} ${name}`, hidden: true }),
  ];
}

function entry(one, number, name) {
  const id = `entry-${number}-${made++}`, list = facts.suggested[name] ? `list-${id}` : null;
  const blank = make("span", { class: "badge calm", id: `${id}-blank`, hidden: one.entries[name] !== "" }, "blank, and sent");
  const lines = /[\r\n]/.test(one.entries[name]);  // a field of one line would drop its ends
  const input = make(lines ? "textarea" : "input", {
    type: lines ? null : "text", id, list, "data-entry": `${number} ${name}`, autocomplete: "off", spellcheck: "false",
    "aria-describedby": `${id}-blank ${id}-trouble`,
    oninput: () => { one.entries[name] = input.value; blank.hidden = input.value !== ""; changed(); },
  });
  input.value = one.entries[name];
  return make("li", {},
    make("label", { for: id }, make("code", {}, visible(name))),
    make("div", { class: "held" }, input, blank),
    make("button", {
      type: "button", class: "plain", title: "Not sent", "aria-label": `Do not send ${visible(name)}`,
      onclick: () => leaveOut(one, number, name),
    }, "×"),
    list ? make("datalist", { id: list }, facts.suggested[name].map((value) => make("option", { value }))) : null,
    beside(number, name, id));
}

function leaveOut(one, number, name) {
  const names = Object.keys(one.entries), next = names[names.indexOf(name) + 1];
  delete one.entries[name];
  restructured(composed, next ? () => standing("entry", number, next) ?? byId(`pick-${number}`) : `#pick-${number}`);
}

function picker(one, number) {
  const id = `pick-${number}`;
  const groups = number ? facts.groups : { ...facts.groups, Switches: facts.switches };
  const unsent = (names) => names.filter((name) => !(name in one.entries));
  const select = make("select", { id }, make("option", { value: "" }, "Add an entry …"),
    Object.entries(groups).map(([group, names]) => make("optgroup", { label: group },
      unsent(names).map((name) => make("option", { value: name }, name)),
      group === "Address" ? make("option", { value: "*" }, "all of an address, blank") : null)));
  const add = () => {
    if (!select.value) return select.focus();
    const names = select.value === "*" ? unsent(facts.groups.Address) : [select.value];
    for (const name of names) one.entries[name] = "";
    restructured(composed, () => standing("entry", number, names[0]) ?? byId(id));
  };
  select.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !select.value) return;
    event.preventDefault();
    add();
  });
  return make("div", { class: "picker" }, make("label", { for: id, class: "unseen" }, `Entry to add to ${inText(number)}`), select,
    make("button", { type: "button", "aria-label": `Add the entry to ${inText(number)}`, onclick: add }, "Add"));
}

function who(one, number) {
  const actors = facts.actors.filter((actor) => number || actor !== "the customer");
  const actor = one.actor ?? actors[0], version = one.version ?? "";
  const field = (id, words, select) => make("div", {}, make("label", { for: id }, words), select);
  return make("details", { class: "who", open: actor !== actors[0] || version !== "" },
    make("summary", { class: "small soft" }, "Signed in, and version"),
    make("div", { class: "switches" },
      field(`actor-${number}`, "Signed in as", choice(`actor-${number}`, actors, actor, String, (value) => { one.actor = value; })),
      field(`version-${number}`, "Integration version",
        choice(`version-${number}`, VERSIONS, version, (value) => value || "V2 (nothing said)", (value) => { one.version = value; }))));
}
