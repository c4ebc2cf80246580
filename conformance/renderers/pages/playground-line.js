// The time line of the address records: the past on the left, the future on the right, and today always in the same place.

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DAY = 24 * 60 * 60 * 1000, YEAR = 365;
const ROW = 42, TOP = 26, EDGE = 12;
const TODAY_AT = .66;  // of the width

// Where a day stands, between the first and the last date that there is, or a year from today.
function scale(width, today, dates) {
  const days = dates.filter((text) => DATE.test(text)).map((text) => Date.parse(text) / DAY), now = Date.parse(today) / DAY;
  const first = Math.min(now - YEAR, ...days), last = Math.max(now + YEAR, ...days), middle = width * TODAY_AT;
  return (text) => {
    const day = Date.parse(text) / DAY;
    if (day <= now) return EDGE + (middle - EDGE) * (day - first) / (now - first);
    return middle + (width - EDGE - middle) * (day - now) / (last - now);
  };
}

function line(seen) {
  if (!seen.addresses.length) return make("p", { class: "note" }, "The customer has no address record.");
  const width = Math.max(320, byId("outcome").clientWidth - 2), height = TOP + ROW * seen.addresses.length + 8;
  const spans = seen.addresses.map((record) => ["start_date", "end_date"].map((name) => ofAddress(record, name).value));
  const at = scale(width, told.today, spans.flat()), now = at(told.today);
  const viewBox = `0 0 ${width} ${height}`;
  const svg = make("svg:svg", { class: "line", role: "img", "aria-labelledby": "line-title", viewBox, width, height },
    make("svg:title", { id: "line-title" }, `The address history around ${told.today}; the table below says the same.`),
    make("svg:text", { x: now, y: 14, "text-anchor": "middle", class: "now" }, `today, ${told.today}`),
    make("svg:line", { x1: now, x2: now, y1: 20, y2: height - 4, class: "now" }),
    seen.addresses.map((record, number) => bar(record, spans[number], TOP + ROW * number, width, at)));
  return make("div", { class: "line-box" }, svg);
}

// One record: from its start, or the left edge, to its end, or an arrow.
function bar(record, [start, end], y, width, at) {
  const open = !DATE.test(end);
  const from = DATE.test(start) ? at(start) : 0, to = open ? width - EDGE : at(end);
  const late = from > width / 2;  // a name that would run into the line of today stands before its bar
  const words = (date) => (date === told.today ? "today" : date);
  const dated = (x, anchor, text) => make("svg:text", { x, y: y + 40, "text-anchor": anchor, class: "date" }, text);
  const apart = Math.abs(to - from) > 90;  // there is room for both dates
  return [
    make("svg:text", { x: late ? from - 8 : from + 2, y: y + (late ? 28 : 13), "text-anchor": late ? "end" : "start", class: "name" },
      `${record.number} · ${cut(place(record) || "blank")}`),
    make("svg:g", { class: record.primary ? "primary" : "beside" },
      make("svg:rect", { x: Math.min(from, to), y: y + 18, width: Math.max(3, Math.abs(to - from)), height: 12, rx: 3 }),
      open ? make("svg:path", { d: `M${to - 2} ${y + 14} l10 10 l-10 10 z` }) : null),
    DATE.test(start) ? dated(from + 1, "start", open || apart ? words(start) : `${words(start)} – ${words(end)}`) : null,
    !open && (apart || !DATE.test(start)) ? dated(to - 1, "end", words(end)) : null,
  ];
}
