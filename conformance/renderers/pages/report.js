"use strict";
// The report: evidence is unpacked when it is asked for, and a filter shows what somebody looks for.

const unpacked = new WeakMap(); // a rule's section, and what is kept in it

async function kept(section) {
  if (!unpacked.has(section)) {
    const text = section.querySelector(":scope > [data-kept]").textContent;
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    unpacked.set(section, await new Response(stream).json());
  }
  return unpacked.get(section);
}

// Where the evidence of a scenario stands: the row below its own, or the place below its acts. Made, where it is not there.
function placeOf(scenario) {
  if (scenario.tagName !== "TR") return scenario.querySelector(".evidence");
  const next = scenario.nextElementSibling;
  if (next && next.classList.contains("evidence")) return next;
  const row = document.createElement("tr");
  row.className = "evidence";
  row.append(document.createElement("td"));
  row.firstChild.colSpan = scenario.cells.length;
  scenario.after(row);
  return row;
}

async function ask(button, open) {
  const scenario = button.closest("[data-v]");
  const place = placeOf(scenario);
  const cell = place.querySelector("td") || place;
  if (!cell.firstElementChild) {
    const pieces = await kept(button.closest(".rule"));
    cell.innerHTML = pieces[button.dataset.ask];
  }
  place.hidden = !open;
  button.setAttribute("aria-expanded", String(open));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-ask]");
  if (button) ask(button, button.getAttribute("aria-expanded") !== "true");
});

// A link to a scenario opens it, whatever the filter hides, and tells its evidence.
document.addEventListener("reached", async (event) => {
  const element = event.target;
  if (element.closest("[hidden]")) clear();
  for (const details of element.querySelectorAll(":scope > .body > details")) details.open = true;
  const button = element.matches("[data-v]") && element.querySelector("button[data-ask]");
  if (!button) return;
  await ask(button, true);
  element.scrollIntoView();
});

const form = document.querySelector(".filter");
const field = form.querySelector("[data-search]");
const chapterField = form.querySelector("[data-chapter]");
const levelField = form.querySelector("[data-by-level]");
const verdictButtons = [...form.querySelectorAll("[data-verdict]")];
const shown = form.querySelector(".shown");
let index = null; // the chapters with their rules, sections and scenarios, and the words of each

function words(element) { return element.textContent.toLowerCase(); }

function looked() {
  index ??= [...document.querySelectorAll(".chapter")].map((chapter) => ({
    element: chapter,
    rules: [...chapter.querySelectorAll(":scope > .rule")].map((rule) => ({
      element: rule,
      level: rule.dataset.level,
      words: words(rule.querySelector(":scope > .row > .body")),
      sections: [...rule.querySelectorAll(":scope > .scenario")].map((section) => ({
        element: section,
        words: words(section.querySelector("summary")),
        scenarios: (section.dataset.v ? [section] : [...section.querySelectorAll("tr[data-v]")]).map((scenario) => ({
          element: scenario,
          verdict: scenario.dataset.v,
          words: `${scenario.dataset.id} ${scenario === section ? "" : words(scenario)}`.toLowerCase(),
        })),
      })),
    })),
  }));
  return index;
}

function wanted() {
  return {
    text: field.value.trim().toLowerCase(),
    chapter: chapterField.value,
    level: levelField.value,
    verdicts: verdictButtons.filter((button) => button.getAttribute("aria-pressed") === "true").map((button) => button.dataset.verdict),
  };
}

function show(element, visible) { if (element.hidden === visible) element.hidden = !visible; }

function apply() {
  const want = wanted();
  const any = Boolean(want.text || want.chapter || want.level || want.verdicts.length);
  let scenarios = 0, rules = 0, all = 0;
  for (const chapter of looked()) {
    let inChapter = 0;
    for (const rule of chapter.rules) {
      const fits = (!want.chapter || want.chapter === chapter.element.id) && (!want.level || want.level === rule.level);
      const named = fits && (!want.text || rule.words.includes(want.text));
      let inRule = 0;
      for (const section of rule.sections) {
        const titled = named || (fits && section.words.includes(want.text));
        let inSection = 0;
        for (const one of section.scenarios) {
          const visible = fits && (!want.verdicts.length || want.verdicts.includes(one.verdict)) && (titled || one.words.includes(want.text));
          if (one.element !== section.element) {
            show(one.element, visible);
            const told = one.element.nextElementSibling;
            if (told && told.classList.contains("evidence")) show(told, visible && one.element.querySelector("[data-ask]").getAttribute("aria-expanded") === "true");
          }
          inSection += visible;
        }
        all += section.scenarios.length;
        show(section.element, !any || inSection > 0);
        inRule += inSection;
      }
      const visible = !any || inRule > 0 || (named && !want.verdicts.length && rule.sections.length === 0);
      show(rule.element, visible);
      rules += visible && any;
      scenarios += inRule;
      inChapter += visible;
    }
    show(chapter.element, !any || inChapter > 0);
  }
  document.body.classList.toggle("filtered", any);
  shown.textContent = any
    ? `${scenarios.toLocaleString("en")} of ${all.toLocaleString("en")} scenarios, of ${rules} ${rules === 1 ? "rule" : "rules"}`
    : `all ${all.toLocaleString("en")} scenarios`;
  if (any && scenarios <= 200) {
    for (const details of document.querySelectorAll(".chapter:not([hidden]) > .rule:not([hidden]) > .scenario:not([hidden]) > .body > details")) details.open = true;
  }
  remember(want);
}

// The state stands in the address, so that it can be shared; where a browser does not permit it for a file, it does without.
function remember(want) {
  const query = new URLSearchParams();
  if (want.text) query.set("text", want.text);
  if (want.verdicts.length) query.set("verdict", want.verdicts.join(","));
  if (want.chapter) query.set("chapter", want.chapter);
  if (want.level) query.set("level", want.level);
  const address = `${location.pathname}${String(query) && `?${query}`}${location.hash}`;
  try { history.replaceState(null, "", address); } catch { /* as it was */ }
}

function recall() {
  const query = new URLSearchParams(location.search);
  field.value = query.get("text") || "";
  const verdicts = (query.get("verdict") || "").split(",");
  for (const button of verdictButtons) button.setAttribute("aria-pressed", String(verdicts.includes(button.dataset.verdict)));
  for (const [select, name] of [[chapterField, "chapter"], [levelField, "level"]]) {
    const value = query.get(name);
    if ([...select.options].some((option) => option.value === value)) select.value = value;
  }
  return Boolean(String(query));
}

function clear() {
  field.value = chapterField.value = levelField.value = "";
  for (const button of verdictButtons) button.setAttribute("aria-pressed", "false");
  apply();
}

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", (event) => { event.preventDefault(); clear(); });
form.addEventListener("input", apply);
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-verdict]");
  if (!button) return;
  button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
  apply();
});
form.hidden = false;
if (recall()) apply();
