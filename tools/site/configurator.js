"use strict";

// What the page knows is made by configurator.py. What somebody has answered is in `answers`, the
// file that is open in `opened`; both are in the address, and everything on the page follows from them.
let data;
const answers = new Map();
let opened = "";
let shown = null;   // what is shown now, to tell what a change did
let typing = "";    // the field in which somebody types: one step back leaves all of it
const FIRST = ["project_name", "task", "preset"];
const ANSWERS = ".copier-answers.yml";
const $ = (id) => document.getElementById(id);

// Names: the same rules as extensions/naming.py, held against it by a test -------------------------

function asPackageName(projectName) {
  const ascii = projectName.toLowerCase().replaceAll("ß", "ss").normalize("NFKD").replace(/[^\0-\x7f]/g, "");
  const words = (ascii.match(/[a-z0-9]+/g) ?? []).join("_") || "ml_project";
  const cut = (text) => text.slice(0, data.names.limit).replace(/_+$/, "");
  return nameProblem(cut(words), "_", "package", "underscores") ? cut(`ml_${words}`) : cut(words);
}

function nameProblem(name, separator, kind, separators) {
  const { limit, devices, taken } = data.names;
  const pattern = new RegExp(`^[a-z][a-z0-9]*(${separator}[a-z0-9]+)*$`);
  if (name.length > limit || !pattern.test(name)) {
    return `A ${kind} name has 1 to ${limit} characters: lowercase letters, digits and single ${separators} between them, a letter first.`;
  }
  if (devices.includes(name)) {
    return `Windows cannot store ${name}: choose any other name, such as ml${separator}${name}.`;
  }
  if (taken.includes(name.replaceAll("-", "_"))) {
    return `${name} means something else already: choose a name such as ml${separator}${name}.`;
  }
  return "";
}

const validators = {
  package_name_problem: (name) => nameProblem(name, "_", "package", "underscores"),
  distribution_name_problem: (name) => nameProblem(name, "-", "distribution", "hyphens"),
  text_problem(text, limit) {
    const length = [...text].length;
    if (length < 1 || length > limit) {
      return `Write one line of 1 to ${limit} characters, not ${length}.`;
    }
    if (/^\p{White_Space}|\p{White_Space}$/u.test(text)) {
      return "Write a line that neither starts nor ends with a space.";
    }
    if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u.test(text.replace(/[\u200c\u200d]/g, ""))) {
      return "Write one line without control characters, direction marks or other hidden ones.";
    }
    return "";
  },
  email_problem: (email) =>
    email && (email.length > 254 || !new RegExp(`^(?:${data.names.email})$`, "i").test(email))
      ? "Write one address such as ada@example.org, or nothing."
      : "",
  url_problem: (url) =>
    url && (url.length > 250 || !new RegExp(`^(?:${data.names.url})$`, "i").test(url) || url.endsWith(".git"))
      ? "Write the address of the repository's page such as https://example.org/ada/project, with no slash and no .git at its end, or nothing."
      : "",
};

function markdown(text) {
  return text
    .replace(/[\\`*_{}[\]#]/g, "\\$&")
    .replace(/&(?=#?[A-Za-z0-9]+;|\\#)|<(?=\S)|^>|\$(?=.*\$)|[|~]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/^(\d*)([.)+-])/, "$1\\$2");
}

// What follows from answers ------------------------------------------------------------------------

const isOn = (piece, all) =>
  Object.entries(data.pieces[piece].when).every(([name, allowed]) => allowed.includes(all[name]));
const piecesOf = (all) => Object.keys(data.pieces).filter((piece) => isOn(piece, all));
const union = (lists) => jinja.sorted(new Set(lists.flat()));
const groupOf = (all, group) => union(piecesOf(all).map((piece) => data.pieces[piece].dependencies?.[group] ?? []));
const groupsOf = (all) => union(piecesOf(all).map((piece) => Object.keys(data.pieces[piece].dependencies ?? {})));

/** What a template may use: answers, and the globals of extensions/features.py. */
const scopeOf = (all) => ({
  ...all,
  $includes: data.includes,
  order: data.order,
  extras: () => groupsOf(all).filter((group) => !["dev", "docs", "runtime"].includes(group)),
  feature: (name) => isOn(name, all),
  listed: (key) => union(piecesOf(all).map((piece) => data.pieces[piece][key] ?? [])),
  requirements: (group) => groupOf(all, group),
  license_expression: all.license === "Proprietary" ? "LicenseRef-Proprietary" : all.license,
});

/** All answers of a project; a text that is no answer yet is left out. Defaults depend on earlier ones. */
function resolve(those) {
  const all = { preset: those.get("preset") ?? jinja.render(data.byName.preset.default, {}) };
  for (const question of data.questions) {
    const answer = those.get(question.name);
    const isAnswer = answer !== undefined && !(question.kind === "text" && problemOf(question, answer));
    all[question.name] = isAnswer ? answer : defaultOf(question, all);
  }
  return all;
}

function defaultOf({ kind, default: template }, all) {
  const text = jinja.render(template, all);
  return kind === "switch" ? text === "True" : text;
}

function problemOf({ validator: [name, ...rest] }, answer) {
  return name ? validators[name](answer, ...rest) : "";
}

const pathOf = (file, all) => file.path.replace(/\{\{ ?(\w+) ?\}\}/g, (_, name) => all[name]);

function textOf(file, all) {
  if (file.path === ANSWERS) return storedAnswers(all);
  return typeof file.template === "string" ? file.template : jinja.render(file.template, scopeOf(all));
}

/** The answers as Copier stores them, which is YAML: what is quoted here, it may write plainly. */
function storedAnswers(all) {
  const stored = { ...all, first_package_name: all.package_name, first_task: all.task, rendered_before: true };
  return `_src_path: ${data.source}\n` + jinja.sorted(Object.keys(stored))
    .map((name) => `${name}: ${JSON.stringify(stored[name])}\n`).join("");
}

/** What a project has: its files, and its requirements by group. */
function stateOf(all) {
  const on = new Set(piecesOf(all));
  const files = data.files.filter((file) => file.needs.every((piece) => on.has(piece)));
  const groups = Object.fromEntries(groupsOf(all).map((group) => [group, groupOf(all, group)]));
  return { all, files: new Set(files), groups, names: new Set(Object.values(groups).flat().map(bare)) };
}

const quote = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

function commands(all) {
  const options = data.questions
    .filter((question) => all[question.name] !== defaultOf(question, all))
    .map((question) => ` -d ${quote(`${question.name}=${all[question.name]}`)}`);
  const folder = all.distribution_name;
  return (
    `uvx --with copier-template-extensions copier copy --trust --defaults${options.join("")} ${data.source} ${folder}\n` +
    `cd ${folder} && uv run just demo`
  );
}

const ofPreset = () => data.questions.filter((question) => question.preset);

/** What is answered after one more answer. A preset gives its pieces; other pieces are the custom. */
function changed(name, answer) {
  const question = data.byName[name];
  const before = resolve(answers);
  const those = new Map(answers).set(name, answer);
  if (name === "preset" || question.preset) {
    const wanted = Object.fromEntries(ofPreset().map((each) => [each.name, before[each.name]]));
    if (question.preset) wanted[name] = answer;
    const isLike = (preset) => ofPreset().every((each) => defaultOf(each, { preset }) === wanted[each.name]);
    const presets = data.byName.preset.choices.map(([, preset]) => preset).filter((preset) => preset !== "custom");
    const preset = name === "preset" ? answer : presets.find(isLike) ?? "custom";
    those.set("preset", preset);
    for (const each of ofPreset()) {
      if (preset === "custom") those.set(each.name, wanted[each.name]);
      else those.delete(each.name);
    }
  }
  const all = resolve(those);
  for (const each of data.questions) {
    const isIdle = each.kind === "text" ? those.get(each.name) === "" : all[each.name] === defaultOf(each, all);
    if (isIdle) those.delete(each.name);
  }
  return those;
}

// The address --------------------------------------------------------------------------------------

// The site looks for an element with the name in the address, and fails where that holds a quote.
const escaped = (text) => text.replace(/["\\%]/g, encodeURIComponent);
const unescaped = (text) => text.replace(/%(22|25|5C)/g, decodeURIComponent);

function readAddress() {
  answers.clear();
  opened = "";
  for (const [name, text] of new URLSearchParams(location.hash.slice(1))) {
    const question = data.byName[name];
    if (name === "file") opened = text;
    else if (question?.kind === "text") answers.set(name, unescaped(text));
    const choice = question?.choices.find(([, answer]) => String(answer) === text);
    if (choice) answers.set(name, choice[1]);
  }
}

/** Write the choices into the address: as a step to which Back leads, or in place of the last. */
function writeAddress(isStep = true) {
  const words = new URLSearchParams([...answers].map(([name, answer]) => [name, escaped(String(answer))]));
  if (opened) words.set("file", opened);
  const address = words.size ? `#${words}` : location.pathname + location.search;
  history[isStep ? "pushState" : "replaceState"](null, "", address);
}

// What is shown ------------------------------------------------------------------------------------

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Text in which a word between backticks is code. */
const prose = (text) => text.split("`").map((part, index) => (index % 2 ? make("code", { textContent: part }) : part));

const only = (one, other) => [...one].filter((item) => !other.has(item));
const plural = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
const bare = (requirement) => requirement.match(/^[\w.-]+(\[.*?\])?/)[0];
const titleOf = ({ name }) => (name.length < 3 ? name.toUpperCase() : name[0].toUpperCase() + name.slice(1).replaceAll("_", " "));

function buildForm() {
  const rest = data.questions.filter(({ name, kind, family }) =>
    !FIRST.includes(name) && kind !== "switch" && family !== "Learning" && name !== "ci");
  const pieces = data.questions.filter((question) => !FIRST.includes(question.name) && !rest.includes(question));
  const switches = pieces.filter(({ kind }) => kind === "switch");
  const group = (legend, ...children) => make("fieldset", { className: "group" }, make("legend", { textContent: legend }), ...children);
  $("questions").append(
    group("Start", ...FIRST.map((name) => buildQuestion(data.byName[name]))),
    group("Pieces",
      make("p", { className: "help" }, ...prose(switches[0].help.replace(/^.*?\. /, ""))),
      make("div", { className: "choices" }, ...switches.map(buildSwitch)),
      ...pieces.filter(({ kind }) => kind !== "switch").map(buildQuestion)),
    make("details", { className: "group", open: rest.some(({ name }) => answers.has(name)) },
      make("summary", { textContent: "Names, licence and Python" }), ...rest.map(buildQuestion)));
}

function gain(name, answer) {
  const element = make("span", { className: "gain" });
  element.dataset.gain = JSON.stringify([name, answer]);
  return element;
}

function buildSwitch({ name, help }, ...rest) {
  const summary = help.replace(/^Include (.*?)\. .*$/, "$1");
  const input = make("input", { type: "checkbox", name, id: name });
  input.setAttribute("aria-describedby", `help-${name}`);
  const label = make("label", { htmlFor: name, textContent: titleOf({ name }) });
  const hint = make("span", { className: "help", id: `help-${name}` }, ...prose(summary[0].toUpperCase() + summary.slice(1)));
  return make("div", { className: "choice" }, input, make("div", {}, label, hint, gain(name, null)));
}

function buildQuestion(question) {
  const { name, kind, help } = question;
  const title = titleOf(question);
  const words = help.replace(new RegExp(`^${title}[.:] `), "");
  const hint = make("span", { className: "help", id: `help-${name}` }, ...prose(words[0].toUpperCase() + words.slice(1)));
  if (kind === "choice") {
    const options = question.choices.map(([label, answer], index) => {
      const input = make("input", { type: "radio", name, id: `${name}-${index}`, value: answer });
      const textContent = answer === "custom" ? "Custom, as you switch below" : label;
      return make("div", { className: "choice" }, input,
        make("div", {}, make("label", { htmlFor: input.id, textContent }), gain(name, answer)));
    });
    return make("fieldset", { className: "question" }, make("legend", { textContent: title }), hint,
      make("div", { className: "choices" }, ...options));
  }
  const input = make("input", { type: "text", name, id: name, spellcheck: false });
  input.setAttribute("aria-describedby", `help-${name} problem-${name}`);
  const problem = make("p", { className: "problem", id: `problem-${name}` });
  return make("div", { className: "question" }, make("label", { htmlFor: name, textContent: title }), hint, input, problem);
}

function showForm(all) {
  const wrong = [];
  for (const question of data.questions) {
    const { name, kind, choices } = question;
    if (kind === "text") {
      const input = $(name);
      const answer = answers.get(name) ?? "";
      if (input.value.trim() !== answer) input.value = answer;
      input.placeholder = defaultOf(question, all);
      const problem = answer && problemOf(question, answer);
      if (problem) wrong.push(titleOf(question).toLowerCase());
      input.setAttribute("aria-invalid", String(Boolean(problem)));
      $(`problem-${name}`).textContent = problem;
    } else if (kind === "switch") {
      $(name).checked = all[name];
    } else {
      choices.forEach(([, answer], index) => { $(`${name}-${index}`).checked = all[name] === answer; });
    }
  }
  const words = wrong.length ? `Left out of the command until corrected: ${wrong.join(", ")}.` : "";
  if ($("problems").textContent !== words) $("problems").textContent = words;
}

/** Say next to each choice what it would change: files and requirements. */
function showGains(now) {
  for (const element of document.querySelectorAll("[data-gain]")) {
    const [name, answer] = JSON.parse(element.dataset.gain);
    const then = stateOf(resolve(changed(name, answer ?? !now.all[name])));
    element.textContent = answer === null && now.all[name] ? difference(now, then) : difference(then, now);
  }
}

function difference(more, less) {
  const parts = [];
  for (const [sign, one, other] of [["+", more, less], ["−", less, more]]) {
    const files = only(one.files, other.files).length;
    if (files) parts.push(`${sign}${plural(files, "file")}`);
    const names = only(one.names, other.names);
    if (names.length) parts.push(`${sign} ${names.join(", ")}`);
  }
  return parts.join(" · ");
}

function showResult(now) {
  $("command").textContent = commands(now.all);
  const before = shown ?? now;
  shown = now;
  const fact = (number, words) => make("span", {}, make("b", { textContent: number }), ` ${words} `);
  $("summary").replaceChildren(
    fact(now.files.size, "files"),
    ...Object.entries(now.groups).map(([group, lines]) => fact(lines.length, group === "runtime" ? "requirements" : `for ${group}`)));
  const added = only(now.files, before.files).map((file) => pathOf(file, now.all));
  const removed = only(before.files, now.files);
  $("news").textContent = added.length || removed.length
    ? `${plural(added.length, "file")} added, ${removed.length} removed: ${now.files.size} files.` : "";
  $("requirements").lastElementChild.replaceChildren(
    ...Object.entries(now.groups).flatMap(([group, lines]) => [
      make("h3", { textContent: group }), make("ul", {}, ...lines.map((line) => make("li", { textContent: line })))]));
  showTree(now, new Set(added));
}

function showTree(now, added) {
  const root = new Map();
  for (const file of now.files) {
    const path = pathOf(file, now.all);
    let folder = root;
    const parts = path.split("/");
    for (const part of parts.slice(0, -1)) {
      if (!folder.has(part)) folder.set(part, new Map());
      folder = folder.get(part);
    }
    folder.set(parts.at(-1), path);
  }
  const closed = new Set([...$("tree").querySelectorAll("details:not([open])")].map((each) => each.dataset.folder));
  const build = (folder, above) => {
    const isFolder = ([, content]) => content instanceof Map;
    const entries = [...folder].sort();
    const sorted = [...entries.filter(isFolder), ...entries.filter((entry) => !isFolder(entry))];
    return make("ul", {}, ...sorted.map(([name, content]) => {
      if (content instanceof Map) {
        const path = `${above}${name}/`;
        const details = make("details", { open: !closed.has(path) }, make("summary", { textContent: `${name}/` }), build(content, path));
        details.dataset.folder = path;
        return make("li", {}, details);
      }
      const button = make("button", { type: "button", textContent: name, className: added.has(content) ? "new" : "" });
      button.dataset.path = content;
      return make("li", {}, button);
    }));
  };
  $("tree").replaceChildren(build(root, ""));
}

function showFile() {
  const file = [...shown.files].find((each) => pathOf(each, shown.all) === opened);
  if (!file) {
    if ($("viewer").open) $("viewer").close();
    return;
  }
  $("viewer-path").textContent = opened;
  $("viewer-note").textContent = file.path === ANSWERS
    ? "Copier keeps your answers here for the next update, and the version of the template." : "As rendered for you.";
  $("viewer-text").textContent = textOf(file, shown.all) || "(This file is empty.)";
  if (!$("viewer").open) $("viewer").showModal();
  $("viewer-text").scrollTo(0, 0);
}

function openFile(path) {
  opened = path;
  writeAddress();
  showFile();
}

/** Open the file that is next to the one that is open, in the order of the tree. */
function step(distance) {
  const paths = [...document.querySelectorAll("[data-path]")].map((each) => each.dataset.path);
  openFile(paths.at((paths.indexOf(opened) + distance) % paths.length));
}

function show() {
  const now = stateOf(resolve(answers));
  showForm(now.all);
  showResult(now);
  showGains(now);
  showFile();
}

// Start --------------------------------------------------------------------------------------------

async function load() {
  const response = await fetch("configurator.json.gz");
  const stream = response.body.pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

async function copyText(button, text) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Select and copy it by hand";
  }
  setTimeout(() => { button.textContent = label; }, 2000);
}

function answer(those) {
  answers.clear();
  those.forEach((each, name) => answers.set(name, each));
}

function listen() {
  $("questions").addEventListener("submit", (event) => event.preventDefault());
  $("questions").addEventListener("input", ({ target }) => {
    const { name, kind, choices } = data.byName[target.name];
    answer(changed(name,
      kind === "text" ? target.value.trim()
        : kind === "switch" ? target.checked
        : choices[Number(target.id.split("-").at(-1))][1]));
    writeAddress(typing !== name);
    typing = kind === "text" ? name : "";
    show();
  });
  $("tree").addEventListener("click", ({ target }) => target.dataset.path && openFile(target.dataset.path));
  $("previous").addEventListener("click", () => step(-1));
  $("next").addEventListener("click", () => step(1));
  $("close").addEventListener("click", () => $("viewer").close());
  $("viewer").addEventListener("close", () => {
    if (!opened) return;
    opened = "";
    writeAddress();
  });
  $("copy").addEventListener("click", ({ target }) => copyText(target, $("command").textContent));
  $("copy-file").addEventListener("click", ({ target }) => copyText(target, $("viewer-text").textContent));
  $("share").addEventListener("click", ({ target }) => copyText(target, location.href));
  $("share-file").addEventListener("click", ({ target }) => copyText(target, location.href));
  $("reset").addEventListener("click", () => { answers.clear(); writeAddress(); show(); });
  // The address holds the choices, so this link must not write its own word into it.
  $("skip").addEventListener("click", (event) => { event.preventDefault(); $("result").focus(); });
  addEventListener("popstate", () => { typing = ""; readAddress(); show(); });
}

load().then((loaded) => {
  data = loaded;
  data.byName = Object.assign(Object.create(null), Object.fromEntries(data.questions.map((each) => [each.name, each])));
  Object.assign(jinja.filters, { as_package_name: asPackageName, markdown });
  readAddress();
  buildForm();
  show();
  listen();
  document.documentElement.dataset.ready = "";
});
