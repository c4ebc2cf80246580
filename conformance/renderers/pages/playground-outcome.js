// What comes of it: the customer after the call that is looked at, each value with its rules and with what else is permitted.

const DONE = {
  add: "a new address record is added", "in place": "the primary address changes in place", none: "no address record is added or changed",
};
const WHERE = ["flat", "house", "street", "locality", "town", "post_town", "postcode"];

const isChanged = (value) => value.was !== null && value.was !== value.value;
const ofAddress = (record, name) => record.values.find((one) => one.name === name);
const placeEntries = (record) => record.values.filter((one) => facts.groups.Address.includes(one.name));

// The number of the call after which the customer is looked at.
const lookedAt = () => Math.min(chosen ?? Infinity, told.seen.length - 1);

function show() {
  const focus = whereIs(document.activeElement);
  const number = lookedAt(), seen = told.seen[number];
  if (!byId("points").contains(document.activeElement)) points();
  byId("outcome").replaceChildren(steps(number), answered(seen),
    ...(seen.get.length ? [line(seen), addresses(seen), record(seen)] : [make("p", { class: "note" }, "There is no customer to look at.")]),
    way(seen), chapter());
  if (focus) (document.querySelector(focus) ?? byId(`step-${number}`)).focus();
  const changes = seen.get.filter(isChanged).length;
  say(`${nameOf(number)}: ${seen.status}. ${count(seen.addresses.length, "address record")}, ${count(changes, "value")} changed in Get.`);
}

// How to find the place of the focus again when all is shown anew; nothing, where the focus is elsewhere.
function whereIs(element) {
  if (!byId("outcome").contains(element)) return "";
  if (element.id) return `#${element.id}`;
  const row = element.closest("[data-name]"), rule = element.dataset.rule;
  if (!rule) return "#outcome [data-rule]";
  return `#outcome ${row ? `[data-name="${row.dataset.name}"] ` : ""}${element.tagName}[data-rule="${rule}"]`;
}

// Where nothing could be told yet: what is to be mended, as far as it does not stand above the calls.
function toMend(objections) {
  const found = objections.filter(({ call }) => call !== NOWHERE);
  if (!found.length) return byId("outcome").replaceChildren();
  const mend = ({ call, entry, message }) =>
    make("li", {}, nameOf(call), entry ? [", ", make("code", {}, visible(cut(entry)))] : "", ": ", message);
  byId("outcome").replaceChildren(make("div", { class: "note" },
    make("p", {}, "Nothing can be told before this is mended:"), make("ul", {}, found.map(mend))));
}

function steps(number) {
  const step = (seen, other) => {
    const look = () => { chosen = other === told.seen.length - 1 ? null : other; show(); };
    const done = seen.status === "accepted", status = done ? null : unseen(`, ${seen.status}`);
    return make("span", {},
      make("input", { type: "radio", name: "step", id: `step-${other}`, class: "unseen", checked: other === number, onchange: look }),
      make("label", { for: `step-${other}`, class: done ? "" : "not" }, nameOf(other), status));
  };
  const unmade = called().length - told.seen.length;
  return make("fieldset", { class: "steps" }, make("legend", { class: "unseen" }, "The customer after"),
    make("span", { class: "soft small", "aria-hidden": "true" }, "after"), told.seen.map(step),
    unmade > 0 ? small(`${count(unmade, "update")} not made`) : null);
}

function answered(seen) {
  const done = seen.status === "accepted", record = seen.decided.find((one) => one.what === "record");
  return make("p", { class: "answer" }, make("span", { class: `badge ${done ? "good" : "bad"}` }, seen.status), " ",
    done ? (record ? [`${DONE[record.value] ?? record.value} `, chips(record.rules)] : null) : [visible(seen.detail), " "],
    others(seen.also, "may also be"), others(seen.records_also, "address records may also be"));
}

function chips(rules) {
  const chip = (rule) => make("a", {
    class: `chip ${told.rules[rule]?.level ?? ""}`, href: `/playground/book#${rule}`, target: "book", "data-rule": rule,
  }, rule);
  return make("span", { class: "chips" }, rules.map(chip));
}

// Other permitted outcomes: each is taken with a click.
function others(also, words = "or") {
  return also.map(({ value, point, outcome }) => make("button", {
    type: "button", class: "other", "data-rule": point, onclick: () => take(point, outcome),
    "aria-label": `${words} ${visible(value) || "blank"}: take ${point} as ${outcome}`,
  }, make("span", { class: "soft" }, words), " ", value === "" ? "blank" : shown(value)));
}

function cell(value, withOthers = true) {
  if (!value) return make("span", { class: "soft" }, make("span", { "aria-hidden": "true" }, "–"), unseen("not shown"));
  const now = valued(value.value);
  const was = isChanged(value) ? make("span", { class: "soft small was" }, "was ", valued(value.was)) : null;
  return [was ? make("mark", {}, now) : now, " ", was, withOthers ? others(value.also) : null];
}

function place(record) {
  const usual = WHERE.map((name) => ofAddress(record, name)?.value).filter(Boolean).join(" ");
  return visible(usual || placeEntries(record).map((one) => one.value).filter(Boolean).join(" "));
}

function addresses(seen) {
  if (!seen.addresses.length) return "";
  const held = (record, name) => { const one = ofAddress(record, name); return make("td", {}, cell(one), chips(one.rules)); };
  const entries = (record) => placeEntries(record).filter((one) => one.value || isChanged(one) || one.also.length)
    .map((one) => [make("dt", {}, make("code", {}, one.name)), make("dd", {}, cell(one), " ", chips(one.rules))]);
  const row = (record) => make("tr", { class: record.primary ? "is-primary" : "", "data-name": `record ${record.number}` },
    make("th", { scope: "row" }, record.number),
    make("td", { class: "place" },
      fold(`record ${record.number}`, shown(place(record) || "blank"), make("dl", { class: "small" }, entries(record)))),
    held(record, "start_date"), held(record, "end_date"),
    make("td", {}, record.primary ? "yes" : "no", chips(ofAddress(record, "primary").rules)));
  return table("Address records, as the hub shows them", ["", "address", "starts", "ends", "primary"], seen.addresses.map(row));
}

// What Get and the hub record show, side by side; names of which nothing is to be said are folded away.
function record(seen) {
  const inGet = new Map(seen.get.map((one) => [one.name, one])), inHub = new Map(seen.hub_record.map((one) => [one.name, one]));
  const sent = new Set(called().flatMap((one) => Object.keys(one.entries)));
  const speaks = (one) => one.value !== "" || isChanged(one) || one.also.length || sent.has(one.name);
  const row = ({ name }) => {
    const got = inGet.get(name), hub = inHub.get(name), one = got ?? hub;
    return make("tr", { "data-name": name }, make("th", { scope: "row" }, make("code", {}, name)),
      make("td", {}, cell(got)), make("td", {}, cell(hub, !got)), make("td", {}, chips(one.rules.length ? one.rules : one.answered)));
  };
  const all = [...inGet.values(), ...seen.hub_record.filter((one) => !inGet.has(one.name))];
  const heads = ["name", "Get", "hub record", "because of"], silent = all.filter((one) => !speaks(one));
  return make("div", {}, table("The record", heads, all.filter(speaks).map(row)),
    fold("blank", small(`${count(silent.length, "other name")}, blank`), table("Names that are blank", heads, silent.map(row))));
}

function way(seen) {
  const decisions = seen.decided.map((one) => make("li", {}, one.what, ": ", valued(one.value), " ", chips(one.rules)));
  return fold(`way ${seen.status}`, small(`What was decided on the way (${decisions.length})`),
    make("ul", { class: "decided" }, decisions), { open: seen.status !== "accepted" });
}

function chapter() {
  const inside = told.unwritten ? make("p", { class: "note small" }, told.unwritten) : [
    make("p", { class: "small soft" }, "Expected is what the reference does; keep what your rule says. ",
      make("code", {}, "conformance explain FILE"), " takes it back."),
    make("div", { "data-copied": true },
      make("p", {}, make("button", { type: "button", class: "copy", "data-copy": true, id: "copy-snippet" }, "Copy the snippet")),
      make("pre", { id: "snippet", tabindex: "0", "aria-label": "The snippet" }, told.snippet)),
  ];
  return fold("chapter", "As a snippet of a chapter", inside, { id: "chapter" });
}
