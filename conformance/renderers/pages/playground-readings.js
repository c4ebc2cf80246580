// Where the book permits several outcomes: which of them is followed, those first that would change something here.

function points() {
  const taken = composed.readings ?? {}, matters = new Set(told?.matters ?? []);
  const order = Object.keys(facts.readings).sort((one, other) => matters.has(other) - matters.has(one));
  byId("points").replaceChildren(...order.map((point) => reading(point, taken[point], matters.has(point))));
  const chosen = Object.keys(taken).length;
  byId("readings-count").textContent =
    chosen ? `· ${chosen} chosen` : matters.size ? `· ${matters.size} ${matters.size === 1 ? "matters" : "matter"} here` : "";
}

function reading(point, taken, matters) {
  const outcomes = facts.readings[point], id = `point-${point}`;
  const select = make("select", { id, "data-point": point, "aria-describedby": `${id}-about`, onchange: () => take(point, select.value) },
    outcomes.map((outcome, number) => make("option", { value: outcome, selected: outcome === (taken ?? outcomes[0]) },
      number ? outcome : `${outcome} (as the reference)`)));
  return make("div", { class: "point" },
    make("label", { for: id }, make("code", {}, point), " ", matters ? make("span", { class: "badge calm" }, "matters here") : null),
    select,
    make("p", { class: "small soft", id: `${id}-about` }, marked(facts.statements[point])));
}

function take(point, outcome) {
  const { [point]: _, ...readings } = composed.readings ?? {};
  if (outcome !== facts.readings[point]?.[0]) readings[point] = outcome;
  composed = { ...composed, readings };
  changed();
}
