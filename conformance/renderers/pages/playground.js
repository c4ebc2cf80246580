// The playground: what is composed stands in the address, is asked of the server as it changes, and comes back as text.

const NOWHERE = -1;
const PAUSE = 120;  // milliseconds after the last change

const begin = () => ({
  create: { entries: { house: "12", street: "Leith Walk", start_date: "04/04/2019" } },
  updates: [{ entries: { new_address: "1", house: "27", street: "Byres Road" }, ignore_empty: true, keep_empty_end_dates: true }],
});
const called = () => [composed.create, ...(composed.updates ?? [])];

let composed = begin();  // what stands on the page
let told = null;         // what came of it last
let chosen = null;       // the number of the call that is looked at; null is the last one
let asked = 0, waiting = null, underWay = null;

// ---- The address: what is composed, as JSON in base64url; or the id of a scenario.

function written(value) {
  let text = "";
  for (const byte of new TextEncoder().encode(JSON.stringify(value))) text += String.fromCharCode(byte);
  return `#state=${btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

// The other way round; throws for anything that is no composition. What is wrong within one, the server says.
function read(hash) {
  const text = atob(hash.slice("#state=".length).replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(text, (one) => one.charCodeAt(0));
  const value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  for (const one of [value.create, ...(value.updates ?? [])])
    if (!Object.values(one.entries ?? {}).every((entry) => typeof entry === "string")) throw new Error("no entries");
  return value;
}

function restore() {
  const hash = location.hash;
  opened("");
  complain([]);
  chosen = null;
  composed = begin();
  if (hash.includes("/") && !hash.startsWith("#state=")) {
    let scenario = hash.slice(1);
    try { scenario = decodeURIComponent(scenario); } catch { /* no encoding: as it stands */ }
    return ask(scenario);
  }
  let trouble = [];
  if (hash.startsWith("#state=")) {
    try { composed = read(hash); } catch {
      trouble = [{ call: NOWHERE, entry: "", message: "This link is not whole, so the page begins anew. Ask for it once more." }];
    }
  }
  compose();
  return ask("", trouble);
}

// ---- Asking: a moment after the last change; an answer that a newer question has overtaken is dropped.

function changed() {
  opened("");
  history.replaceState(null, "", written(composed));
  byId("outcome").setAttribute("aria-busy", "true");
  clearTimeout(waiting);
  waiting = setTimeout(ask, PAUSE);
}

async function ask(scenario = "", trouble = []) {
  clearTimeout(waiting);
  underWay?.abort();
  underWay = new AbortController();
  const mine = ++asked;
  byId("outcome").setAttribute("aria-busy", "true");
  const answer = await answerTo(scenario ? { scenario } : { composition: composed }, underWay.signal);
  if (mine !== asked) return;
  byId("outcome").setAttribute("aria-busy", "false");
  if (scenario) {
    composed = answer.composition ?? composed;
    compose();
  }
  byId("stale").hidden = !(answer.objections && told);
  complain(answer.objections ?? trouble);
  if (answer.objections) {
    if (!told) toMend(answer.objections);
    say(`Not explained: ${answer.objections.length === 1 ? answer.objections[0].message : `${answer.objections.length} things to mend`}`);
    return;
  }
  told = answer;
  opened(scenario);
  decided();
  show();
}

async function answerTo(question, signal) {
  const how = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(question), signal };
  try {
    return await (await fetch("/playground/explain", how)).json();
  } catch {
    return { objections: [{ call: NOWHERE, entry: "", message: "The server does not answer. Is it still running?" }] };
  }
}

// ---- What is said beside what is composed.

function opened(scenario) {
  byId("opened").hidden = !scenario;
  if (!scenario) return;
  const { title, left_out: left } = told;
  byId("opened").replaceChildren(make("strong", {}, title), make("br"),
    make("a", { href: `/playground/book#${scenario}`, target: "book" }, make("code", {}, scenario)),
    ...(left.length ? [make("br"), `Left out, as the playground has one customer's create and updates only: ${left.join("; ")}.`] : []));
}

function complain(objections) {
  for (const place of document.querySelectorAll("[data-trouble]")) place.hidden = true;
  for (const input of document.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  const elsewhere = [];
  for (const { call, entry, message } of objections) {
    const place = standing("trouble", call, entry);
    if (!place) { elsewhere.push(message); continue; }
    place.textContent = message;
    place.hidden = false;
    if (entry) place.parentElement.querySelector("input, textarea, select")?.setAttribute("aria-invalid", "true");
  }
  byId("wrong").textContent = elsewhere.join(" · ");
  byId("wrong").hidden = !elsewhere.length;
}

// What the hub had to say of an entry, beside it.
function decided() {
  for (const place of document.querySelectorAll("[data-decided]")) place.hidden = true;
  told.seen.forEach((seen, number) => {
    for (const { what, value, rules } of seen.decided) {
      const [, word, name] = /^(refused|ignored|left out) (\S+)$/.exec(what) ?? [];
      const place = name && standing("decided", number, name);
      if (!place) continue;
      const badge = make("span", { class: `badge ${word === "refused" ? "bad" : "doubt"}` }, word);
      place.replaceChildren(badge, value === "true" ? " " : ` ${value} `, chips(rules));
      place.hidden = false;
    }
  });
}

// ---- Beginning.

byId("more").addEventListener("click", () => {
  const updates = [...composed.updates, { entries: {}, ignore_empty: true }];
  restructured({ ...composed, updates }, `#pick-${updates.length}`);
});
byId("anew").addEventListener("click", () => { history.replaceState(null, "", location.pathname); restore(); });
byId("share").addEventListener("click", async () => {
  if (!location.hash) history.replaceState(null, "", written(composed));
  await copy(location.href);
  say("The link is copied.");
  byId("share").textContent = "Copied";
  setTimeout(() => { byId("share").textContent = "Copy link"; }, 1500);
});
byId("examples").addEventListener("click", (event) => { if (event.target.closest("a")) byId("examples").open = false; });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !byId("examples").open) return;
  byId("examples").open = false;
  byId("examples").querySelector("summary").focus();
});
window.addEventListener("resize", () => document.querySelector(".line-box")?.replaceWith(line(told.seen[lookedAt()])));
window.addEventListener("hashchange", restore);
window.addEventListener("DOMContentLoaded", restore);
