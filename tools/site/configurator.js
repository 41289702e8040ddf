"use strict";

// What the page knows is made by configurator.py. What somebody has answered is in `answers`;
// everything on the page follows from the two.
let data;
const answers = new Map();
let shown = null;   // the paths and requirements that are shown now, to tell what a change did
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

// What follows from answers ------------------------------------------------------------------------

const filters = {
  as_package_name: asPackageName,
  replace: (text, old, other) => text.replaceAll(old, other),
};

/** Render a default such as `{{ package_name | replace('_', '-') }}`. */
function renderDefault(text, all) {
  return text.replace(/\{\{ (\w+)(?: \| (\w+)(?:\((.*?)\))?)? \}\}/g, (_, name, filter, words) => {
    const quoted = [...(words ?? "").matchAll(/'(.*?)'/g)].map((match) => match[1]);
    return filter ? filters[filter](all[name], ...quoted) : all[name];
  });
}

function defaultOf(question, all) {
  if (question.kind === "text") return renderDefault(question.default, all);
  if (question.name === "preset") return question.default;
  return data.defaults[all.preset][question.name];
}

/** All answers that follow from those that are given. Defaults depend on earlier questions only. */
function resolve(given) {
  const all = { preset: given.get("preset") ?? data.byName.preset.default };
  for (const question of data.questions) {
    all[question.name] = given.get(question.name) ?? defaultOf(question, all);
  }
  return all;
}

const isOn = (piece, all) =>
  Object.entries(data.pieces[piece].when).every(([name, allowed]) => allowed.includes(all[name]));

/** The files of the template that `copier copy` renders. */
function filesOf(all) {
  const on = new Set(Object.keys(data.pieces).filter((piece) => isOn(piece, all)));
  return new Set(data.files.filter((file) => file.needs.every((piece) => on.has(piece))));
}

const pathOf = (file, all) => file.path.replace(/\{\{ ?(\w+) ?\}\}/g, (_, name) => all[name]);

function requirementsOf(all) {
  const groups = {};
  for (const [piece, { dependencies }] of Object.entries(data.pieces)) {
    if (!isOn(piece, all)) continue;
    for (const [group, lines] of Object.entries(dependencies)) {
      groups[group] = [...new Set([...(groups[group] ?? []), ...lines])].sort();
    }
  }
  return groups;
}

/** The rendered text of a file that is nearest to these answers, and the answers that it differs in. */
function textOf(file, all) {
  const asks = data.asks[file.rendered];
  const key = asks.map((name) => all[name]).join();
  if (!file.texts.has(key)) {
    const looks = data.texts_of[file.rendered].flatMap((number, look) =>
      number === null ? [] : [{ number, differs: asks.filter((name) => data.looks[look][name] !== all[name]) }]);
    const { number, differs } = looks.reduce((best, look) => (look.differs.length < best.differs.length ? look : best));
    const text = data.texts[number];
    file.texts.set(key, { text, differs, size: new TextEncoder().encode(text).length });
  }
  return file.texts.get(key);
}

const quote = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

function commands(all) {
  const given = data.questions
    .filter((question) => all[question.name] !== defaultOf(question, all))
    .map((question) => ` -d ${quote(`${question.name}=${all[question.name]}`)}`);
  const folder = all.distribution_name;
  return (
    `uvx --with copier-template-extensions copier copy --trust --defaults${given.join("")} ${data.source} ${folder}\n` +
    `cd ${folder} && uv run just demo`
  );
}

function problemOf(question, all) {
  const [name, ...rest] = question.validator;
  return name ? validators[name](all[question.name], ...rest) : "";
}

// The address --------------------------------------------------------------------------------------

function readAddress() {
  answers.clear();
  for (const [name, text] of new URLSearchParams(location.hash.slice(1))) {
    const question = data.byName[name];
    if (question?.kind === "text") answers.set(name, text);
    const choice = question?.choices.find(([, value]) => String(value) === text);
    if (choice) answers.set(name, choice[1]);
  }
}

function writeAddress() {
  const words = new URLSearchParams([...answers].map(([name, value]) => [name, String(value)]));
  history.replaceState(null, "", answers.size ? `#${words}` : location.pathname + location.search);
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
const sizeOf = (bytes) => (bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(bytes < 10000 ? 1 : 0)} kB`);
const bare = (requirement) => requirement.match(/^[\w.-]+(\[.*?\])?/)[0];

function buildForm() {
  // First the choices that matter most, then the names.
  const families = [...new Set(data.questions.map((question) => question.family))].reverse();
  for (const family of families) {
    const group = make("fieldset", {}, make("legend", { textContent: family }));
    group.append(...data.questions.filter((question) => question.family === family).map(buildQuestion));
    // What is true of every switch is said once, before the first.
    group.querySelector(".switch")?.before(make("p", { className: "help" }, ...prose(consequence())));
    $("questions").append(group);
  }
}

/** The end that the help texts of all switches share: what follows from switching one off. */
function consequence() {
  const ends = data.questions.filter(({ kind }) => kind === "switch").map(({ help }) => help.replace(/^.*?\. /, ""));
  return new Set(ends).size === 1 ? ends[0] : "";
}

function buildQuestion(question) {
  const { name, kind } = question;
  const title = name.length < 3 ? name.toUpperCase() : name[0].toUpperCase() + name.slice(1).replaceAll("_", " ");
  const help = question.help.replace(kind === "switch" ? consequence() : `${title}. `, "");
  const hint = make("span", { className: "help", id: `help-${name}` }, ...prose(help));
  if (kind === "choice") {
    const options = question.choices.map(([label, value], index) => {
      const input = make("input", { type: "radio", name, id: `${name}-${index}`, value });
      const gain = make("span", { className: "gain" });
      gain.dataset.gain = JSON.stringify([name, value]);
      return make("div", { className: "choice" }, input,
        make("div", {}, make("label", { htmlFor: input.id, textContent: label }), gain));
    });
    return make("fieldset", { className: "question" }, make("legend", { textContent: title }), hint,
      make("div", { className: "choices" }, ...options));
  }
  const input = make("input", { type: kind === "switch" ? "checkbox" : "text", name, id: name });
  const label = make("label", { htmlFor: name, textContent: title });
  if (kind === "switch") {
    input.setAttribute("aria-describedby", hint.id);
    const gain = make("span", { className: "gain" });
    gain.dataset.gain = JSON.stringify([name, null]);
    return make("div", { className: "question choice switch" }, input, make("div", {}, label, hint, gain));
  }
  input.setAttribute("aria-describedby", `${hint.id} problem-${name}`);
  input.spellcheck = false;
  const problem = make("p", { className: "problem", id: `problem-${name}` });
  return make("div", { className: "question" }, label, hint, input, problem);
}

function showForm(all) {
  for (const question of data.questions) {
    const { name, kind, choices } = question;
    if (kind === "text") {
      const input = $(name);
      if (input.value !== (answers.get(name) ?? "")) input.value = answers.get(name) ?? "";
      input.placeholder = defaultOf(question, all);
      const problem = problemOf(question, all);
      input.setAttribute("aria-invalid", String(Boolean(problem)));
      $(`problem-${name}`).textContent = problem;
    } else if (kind === "switch") {
      $(name).checked = all[name];
    } else {
      choices.forEach(([, value], index) => { $(`${name}-${index}`).checked = all[name] === value; });
    }
  }
}

/** Say next to each choice what it would change: files, their size, requirements. */
function showGains(now) {
  for (const element of document.querySelectorAll("[data-gain]")) {
    const [name, value] = JSON.parse(element.dataset.gain);
    const then = stateOf(resolve(changed(name, value ?? !now.all[name])));
    if (value === null) element.textContent = now.all[name] ? difference(now, then) : difference(then, now);
    else element.textContent = difference(then, now);
  }
}

/** What is answered after one more answer. A preset gives its pieces again. */
function changed(name, value) {
  const given = new Map(answers);
  if (name === "preset") data.questions.filter((each) => each.preset).forEach((each) => given.delete(each.name));
  given.delete(name);
  const question = data.byName[name];
  const idle = question.kind === "text" ? value === "" : value === defaultOf(question, resolve(given));
  return idle ? given : given.set(name, value);
}

function stateOf(all) {
  const files = filesOf(all);
  const groups = requirementsOf(all);
  const size = [...files].reduce((sum, file) => sum + textOf(file, all).size, 0);
  return { all, files, size, groups, names: new Set(Object.values(groups).flat().map(bare)) };
}

function difference(more, less) {
  const parts = [];
  for (const [sign, one, other] of [["+", more, less], ["−", less, more]]) {
    const files = only(one.files, other.files).length;
    if (files) parts.push(`${sign}${plural(files, "file")}`);
    const names = only(one.names, other.names);
    if (names.length) parts.push(`${sign} ${names.join(", ")}`);
  }
  const size = more.size - less.size;
  if (size) parts.push(`${size > 0 ? "+" : "−"}${sizeOf(Math.abs(size))}`);
  return parts.join(" · ");
}

function showResult(now) {
  const wrong = data.questions.filter((question) => problemOf(question, now.all));
  const given = wrong.filter((question) => answers.has(question.name));   // others may follow from these
  const titles = (given.length ? given : wrong).map((question) => question.name.replaceAll("_", " "));
  $("command").textContent = wrong.length ? `Not yet: correct ${titles.join(", ")}.` : commands(now.all);
  $("copy").disabled = wrong.length > 0;

  const before = shown ?? now;
  shown = now;
  const fact = (number, words) => make("span", {}, make("b", { textContent: number }), ` ${words} `);
  $("summary").replaceChildren(
    fact(now.files.size, "files"), fact(sizeOf(now.size), "of text"),
    ...Object.entries(now.groups).map(([group, lines]) => fact(lines.length, group === "runtime" ? "requirements" : `for ${group}`)));

  const paths = (one, other) => only(one.files, other.files).map((file) => pathOf(file, now.all));
  const [added, removed] = [paths(now, before), paths(before, now)];
  $("changes").hidden = !(added.length || removed.length);
  const list = (title, paths) =>
    paths.length ? [make("h3", { textContent: title }), make("ul", {}, ...paths.map((path) => make("li", { textContent: path })))] : [];
  $("changes").lastElementChild.replaceChildren(...list("Added", added), ...list("Removed", removed));
  $("changes").firstElementChild.textContent =
    `What the last change did: ${plural(added.length, "file")} added, ${removed.length} removed`;
  $("requirements").lastElementChild.replaceChildren(
    ...Object.entries(now.groups).flatMap(([group, lines]) => list(group, lines)));
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

function openFile(path) {
  const file = data.files.find((each) => pathOf(each, shown.all) === path);
  const { text, differs } = textOf(file, shown.all);
  $("viewer-path").textContent = path;
  const names = [...answers.keys()].filter((name) => data.byName[name].kind === "text");
  $("viewer-note").textContent = differs.length
    ? `As rendered with another answer to ${differs.join(", ")}: a few lines differ in your project.`
    : names.length ? "As rendered, with the default names in place of yours." : "As rendered.";
  $("viewer-text").textContent = text || "(This file is empty.)";
  $("viewer").showModal();
  $("viewer-text").scrollTo(0, 0);
}

function show() {
  const now = stateOf(resolve(answers));
  showForm(now.all);
  showResult(now);
  showGains(now);
}

// Start --------------------------------------------------------------------------------------------

async function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
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

function listen() {
  $("questions").addEventListener("submit", (event) => event.preventDefault());
  $("questions").addEventListener("input", ({ target }) => {
    const { kind, choices } = data.byName[target.name];
    const value = kind === "text" ? target.value
      : kind === "switch" ? target.checked
      : choices[Number(target.id.split("-").at(-1))][1];
    const given = changed(target.name, value);
    answers.clear();
    given.forEach((each, name) => answers.set(name, each));
    writeAddress();
    show();
  });
  $("tree").addEventListener("click", ({ target }) => target.dataset.path && openFile(target.dataset.path));
  $("close").addEventListener("click", () => $("viewer").close());
  $("copy").addEventListener("click", ({ target }) => copyText(target, $("command").textContent));
  $("share").addEventListener("click", ({ target }) => copyText(target, location.href));
  $("reset").addEventListener("click", () => { answers.clear(); writeAddress(); show(); });
  // The address holds the choices, so this link must not write its own word into it.
  $("skip").addEventListener("click", (event) => { event.preventDefault(); $("result").focus(); });
  addEventListener("hashchange", () => { readAddress(); show(); });
}

unpack($("data").textContent).then((unpacked) => {
  data = unpacked;
  data.byName = Object.assign(Object.create(null), Object.fromEntries(data.questions.map((each) => [each.name, each])));
  const initial = resolve(new Map());
  data.files.forEach((file) => Object.assign(file, { rendered: pathOf(file, initial), texts: new Map() }));
  readAddress();
  buildForm();
  show();
  listen();
  document.documentElement.dataset.ready = "";
});
