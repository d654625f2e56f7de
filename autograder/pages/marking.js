"use strict";
// The page's own key comes behind the # of the address, which no server sees, and stays in this tab.
const part = (id) => document.getElementById(id);
if (location.hash.length > 1) {
  sessionStorage.setItem("key", location.hash.slice(1));
  history.replaceState(null, "", "/");
}
let state = null; // What the server said last.
let current = ""; // The id of the answer that is shown.
let base = null; // That answer as it was when it was shown or saved last; what is saved must follow on it.
let draft = null; // What is to be saved of it: points, ticked lines, words.
let saving = Promise.resolve();
let mine = null; // What could not be saved, because the mark had changed.

const number = (points) => String(Math.round(points * 100) / 100);
const signed = (points) => (points > 0 ? "+" : points < 0 ? "−" : "") + number(Math.abs(points));
const answer = () => state.answers.find((one) => one.id === current);
const shown = () => state.answers.filter((one) => one.waits || one.id === current || !part("only-waiting").checked);
const place = (one) => state.answers.indexOf(one) + 1;
const say = (text) => {
  part("said").textContent = text;
  part("said").classList.toggle("bad", text.startsWith("Not saved"));
};

function make(tag, text, fields = {}) {
  const node = Object.assign(document.createElement(tag), fields);
  node.textContent = text;
  return node;
}

async function ask(path, body) {
  const options = { headers: { "X-Autograder-Key": sessionStorage.getItem("key") || "" } };
  if (body) Object.assign(options, { method: "POST", body: JSON.stringify(body) });
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error("The program that keeps the marks does not answer. Start `autograder mark` again, and open its new address.");
  }
  if (response.ok) return response.json();
  const kind = response.headers.get("Content-Type") || "";
  const said = kind.includes("json") ? await response.json() : { error: await response.text() };
  throw Object.assign(new Error(said.error), { changed: Boolean(said.changed) });
}

function trouble(error) {
  part("loading").hidden = true;
  part("trouble").textContent = error.message;
  part("trouble").hidden = false;
  say("Not saved.");
}

// What is asked for and shown.

async function load(question, id) {
  const names = part("names").checked ? "&names=yes" : "";
  const asked = question ? `question=${encodeURIComponent(question)}` : "";
  state = await ask(`/api/state?${asked}${names}`);
  part("trouble").hidden = part("loading").hidden = true;
  document.title = `Marking ${state.question.name}, ${state.assignment}`;
  part("assignment").textContent = state.assignment;
  part("scheme-file").textContent = `marking/${state.assignment}.toml`;
  part("questions").replaceChildren(...state.questions.map((one) => make("option", one.name, { value: one.name })));
  part("questions").value = state.question.name;
  // The server leaves nothing in these but text, links and pictures, and no script may run here.
  part("asked").innerHTML = state.question.asked;
  part("reference").innerHTML = state.question.reference;
  part("most").textContent = `of ${number(state.question.most)}`;
  const first = state.answers.find((one) => one.id === id) || state.answers.find((one) => one.waits) || state.answers[0];
  part("desk").hidden = part("all").hidden = !first;
  if (!first) return trouble(new Error("Nobody's submission is graded yet. Run `autograder grade` first."));
  drawEditor();
  await show(first.id, false);
}

async function show(id, focus = true) {
  current = id;
  mine = null;
  part("conflict").hidden = true;
  base = answer();
  draft = { points: base.points, ticked: new Set(base.ticked), words: base.words };
  draw();
  // Nothing of the answer before may stand under this one's number, and no key may go elsewhere later.
  part("text").replaceChildren(make("p", "Loading …", { className: "soft" }));
  if (focus) part("place").focus();
  const words = `question=${encodeURIComponent(state.question.name)}&id=${id}`;
  const text = await ask(`/api/answer?${words}`).catch((error) => ({ html: "", problem: error.message }));
  if (current !== id) return;
  part("text").innerHTML = text.html;
  if (text.problem) part("text").textContent = text.problem;
  for (const link of part("text").querySelectorAll("a")) Object.assign(link, { target: "_blank", rel: "noopener noreferrer" });
}

function draw() {
  const one = answer();
  part("place").textContent = `Answer ${place(one)} of ${state.answers.length}`;
  part("who").hidden = !one.who;
  part("who").textContent = one.who;
  const notes = [];
  if (one.blank) notes.push("This answer is blank.");
  if (one.earlier) notes.push("The mark was given for an earlier answer. Confirm it or change it.");
  if (one.extra) notes.push(`${signed(one.extra)} points were added in formgrader.`);
  part("note").textContent = notes.join(" ");
  part("note").hidden = !notes.length;
  part("points").value = draft.points === null ? "" : number(draft.points);
  part("points").removeAttribute("aria-invalid");
  part("words").value = draft.words;
  part("alike").checked = false;
  part("alike-part").hidden = !one.alike;
  part("alike-text").textContent = one.alike === 1
    ? "Give the one other answer that is the same, word for word, this mark, too"
    : `Give the ${one.alike} other answers that are the same, word for word, this mark, too`;
  part("take-back").hidden = one.points === null;
  drawLines();
  drawSum();
  drawAll();
}

function drawLines() {
  const { lines, comments } = state.scheme;
  part("no-lines").hidden = lines.length > 0;
  part("lines").replaceChildren(...lines.map((line, index) => {
    const label = document.createElement("label");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: draft.ticked.has(line.text) });
    box.addEventListener("change", () => tick(line.text, box.checked));
    label.append(box, make("span", line.text), make("span", signed(line.points), { className: "worth" }));
    if (index < 9) label.append(make("kbd", index + 1));
    const item = document.createElement("li");
    item.append(label);
    return item;
  }));
  part("comments-part").hidden = !comments.length;
  part("comments").replaceChildren(...comments.map((text) => {
    const button = make("button", text, { type: "button" });
    button.addEventListener("click", () => use(text));
    const item = document.createElement("li");
    item.append(button);
    return item;
  }));
}

function sum() {
  const total = state.scheme.lines.filter((line) => draft.ticked.has(line.text)).reduce((all, line) => all + line.points, state.scheme.start);
  return Math.min(Math.max(Math.round(total * 100) / 100, 0), state.question.most);
}

function drawSum() {
  const other = draft.ticked.size > 0 && draft.points !== sum();
  part("sum").hidden = !other;
  part("sum-text").textContent = other ? `The ticked lines come to ${number(sum())}.` : "";
}

function drawAll() {
  const marked = state.answers.filter((one) => !one.waits).length;
  // An answer that says nothing has its 0 points from nbgrader already, and nobody looked at it.
  const empty = state.answers.filter((one) => one.blank && !one.waits).length;
  part("progress").textContent = `${marked} of ${state.answers.length} have points${empty ? `, ${empty} of these ${empty === 1 ? "is" : "are"} blank` : ""}`;
  const blank = state.answers.filter((one) => one.blank && one.waits && !one.earlier).length;
  part("blank").hidden = !blank;
  part("blank").replaceChildren(`Give ${blank === 1 ? "the blank answer" : `all ${blank} blank answers`} 0 points `, make("kbd", "b"));
  part("list").replaceChildren(...shown().map((one) => {
    const button = make("button", one.who || `Answer ${place(one)}`, { type: "button", className: one.waits ? "waits" : "" });
    const points = one.points === null ? "" : `${number(one.points)} of ${number(state.question.most)}`;
    const what = one.earlier ? `${points}, look again` : one.waits ? "not marked" : points;
    button.append(make("span", one.blank ? `${what}, blank` : what, { className: "state" }));
    if (one.id === current) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => go(one));
    const item = document.createElement("li");
    item.append(button);
    return item;
  }));
}

// Going from answer to answer; what was typed is saved on the way.

async function go(one) {
  if (!one) return say("There is none further on.");
  if (await keep()) await show(one.id);
}

function step(by) {
  const list = shown();
  return go(list[list.indexOf(answer()) + by]);
}

function nextWaiting() {
  const from = state.answers.indexOf(answer());
  const rest = [...state.answers.slice(from + 1), ...state.answers.slice(0, from)];
  const next = rest.find((one) => one.waits);
  if (next) return go(next);
  say(answer().waits ? "No other answer waits for a mark." : "All answers are marked.");
}

// Marks. Each change is saved at once, one after another.

function typed() {
  const text = part("points").value.trim().replace(",", ".");
  if (text === "") return null;
  const points = Number(text);
  return Number.isFinite(points) && points >= 0 && points <= state.question.most ? Math.round(points * 100) / 100 : undefined;
}

function tick(text, on) {
  draft.ticked[on ? "add" : "delete"](text);
  draft.words = part("words").value;
  draft.points = sum();
  part("points").value = number(draft.points);
  drawSum();
  return save();
}

function give(points) {
  part("points").value = number(points);
  return keep(true);
}

function use(text) {
  const before = part("words").value.trimEnd();
  part("words").value = before ? `${before}\n\n${text}` : text;
  part("words").focus();
  return keep();
}

// Whether the fields say anything else than the answer as it was.
function edited(points) {
  const ticked = (one) => String([...one.ticked].sort());
  return points !== base.points || part("words").value.trim() !== base.words || ticked(draft) !== ticked(base);
}

// Saves what is in the fields, if it is another than before; `sure` if it is the same, too.
async function keep(sure = false) {
  await saving;
  const points = typed();
  if (points === undefined) {
    part("points").setAttribute("aria-invalid", "true");
    part("points").focus();
    say(`Not saved: expected points from 0 to ${number(state.question.most)}.`);
    return false;
  }
  part("points").removeAttribute("aria-invalid");
  if (!mine && !edited(points) && !(sure && (base.waits || part("alike").checked))) return true;
  Object.assign(draft, { points, words: part("words").value });
  drawSum();
  return save();
}

function save(version) {
  const body = {
    question: state.question.name, id: current, points: draft.points, ticked: [...draft.ticked],
    scheme: state.scheme.version, words: draft.words, alike: part("alike").checked,
  };
  say("Saving …");
  const done = saving.then(() => send(body, version));
  saving = done.catch(() => undefined);
  return done;
}

async function send(body, version) {
  try {
    const { marked } = await ask("/api/mark", { ...body, version: version || base.version });
    await refresh();
    if (current === body.id) base = answer();
    mine = null;
    part("conflict").hidden = true;
    part("trouble").hidden = true;
    const given = body.points === null ? "no mark" : `${number(body.points)} of ${number(state.question.most)} points`;
    // The page may show another answer by the time that this is read.
    const own = state.answers.find((one) => one.id === body.id);
    const which = marked.length > 1 ? `${marked.length} answers` : own ? `answer ${place(own)}` : "the answer";
    say(`Saved: ${given} for ${which}.`);
    return true;
  } catch (error) {
    if (!error.changed) {
      trouble(error);
      return false;
    }
    await refresh();
    mine = { id: body.id, draft: { points: body.points, ticked: new Set(body.ticked), words: body.words } };
    const now = state.answers.find((one) => one.id === body.id);
    const theirs = now.points === null ? "no mark" : `${number(now.points)} points`;
    const words = [...now.ticked, now.words].filter(Boolean).join("; ");
    const own = body.points === null ? "no mark" : `${number(body.points)} points`;
    part("conflict-text").textContent = `Not saved: ${error.message} There it has ${theirs}${words ? ` and the comment “${words}”` : ""}; yours: ${own}.`;
    part("conflict").hidden = false;
    say("Not saved.");
    part("keep-theirs").focus();
    return false;
  }
}

async function refresh() {
  const names = part("names").checked ? "&names=yes" : "";
  const fresh = await ask(`/api/state?question=${encodeURIComponent(state.question.name)}${names}`);
  state.answers = fresh.answers;
  const one = answer();
  if (!one) return load(state.question.name);
  part("take-back").hidden = one.points === null;
  if (!one.earlier && part("note").textContent.includes("earlier")) part("note").hidden = true;
  part("alike-part").hidden = !one.alike;
  drawAll();
  return fresh.scheme.version;
}

// Shows what was changed elsewhere, unless that would take away what is typed here.
async function lookAgain() {
  const before = state.scheme.version;
  const now = await refresh();
  if (edited(typed())) return;
  if (now !== before && !part("editor").open) await load(state.question.name, current);
  else if (answer().version !== base.version) await show(current, false);
}

async function markBlank() {
  if (part("blank").hidden) return say("No blank answer waits for a mark.");
  if (!(await keep())) return;
  try {
    const { marked } = await ask("/api/blank", { question: state.question.name });
    await load(state.question.name, current);
    say(`Saved: 0 points for ${marked.length === 1 ? "one blank answer" : `${marked.length} blank answers`}.`);
  } catch (error) {
    trouble(error);
  }
}

// Lines and comments.

function field(label, value, few) {
  const node = make("label", label, { className: few ? "few" : "" });
  const input = document.createElement(few === null ? "textarea" : "input");
  if (few !== null) Object.assign(input, { type: "text", autocomplete: "off" });
  if (few) input.inputMode = "decimal";
  input.value = value;
  node.append(input);
  return node;
}

function removable(what, ...fields) {
  const item = document.createElement("li");
  const button = make("button", "Remove", { type: "button" });
  button.setAttribute("aria-label", `Remove this ${what}`);
  button.addEventListener("click", () => {
    const next = item.nextElementSibling || item.previousElementSibling;
    item.remove();
    (next ? next.querySelector("input, textarea") : part(`add-${what}`)).focus();
  });
  item.append(...fields, button);
  return item;
}

const lineFields = (line) => removable("line", field("Line", line.text, false), field("Points", line.points === "" ? "" : number(line.points), true));
const commentFields = (text) => removable("comment", field("Comment", text, null));

function drawEditor() {
  part("start").value = number(state.scheme.start);
  part("edit-lines").replaceChildren(...state.scheme.lines.map(lineFields));
  part("edit-comments").replaceChildren(...state.scheme.comments.map(commentFields));
}

function add(list, item) {
  part(list).append(item);
  item.querySelector("input, textarea").focus();
}

async function saveScheme(change) {
  const body = { question: state.question.name, version: state.scheme.version, ...change };
  try {
    state.scheme = await ask("/api/lines", body);
    // A line that has another text now is no longer ticked: the comment has it as it was.
    await refresh();
    drawEditor();
    base = answer();
    draft.ticked = new Set(base.ticked);
    part("words").value = draft.words = base.words;
    drawLines();
    drawSum();
    part("trouble").hidden = true;
    say("Saved: the lines and comments.");
    return true;
  } catch (error) {
    trouble(error);
    part("trouble").scrollIntoView({ block: "nearest" });
    return false;
  }
}

async function saveEditor(event) {
  event.preventDefault();
  if (!(await keep())) return;
  const points = (input) => {
    const value = Number(input.value.trim().replace(",", ".").replace("−", "-"));
    const right = input.value.trim() !== "" && Number.isFinite(value);
    input[right ? "removeAttribute" : "setAttribute"]("aria-invalid", "true");
    if (!right) input.focus();
    return right ? value : undefined;
  };
  const start = points(part("start"));
  const lines = [...part("edit-lines").children].map((item) => {
    const [text, worth] = item.querySelectorAll("input");
    return { text: text.value.trim(), points: points(worth) };
  });
  if (start === undefined || lines.some((line) => line.points === undefined)) return say("Not saved: expected points as a number.");
  const comments = [...part("edit-comments").querySelectorAll("textarea")].map((one) => one.value.trim());
  if (await saveScheme({ start, lines, comments })) {
    part("editor").open = false;
    part("place").focus();
  }
}

async function keepComment() {
  const text = part("words").value.trim();
  if (!text) return say("There is no comment to keep.");
  if (state.scheme.comments.includes(text)) return say("This comment is kept already.");
  if (!(await keep())) return;
  const { start, lines, comments } = state.scheme;
  await saveScheme({ start, lines, comments: [...comments, text] });
}

// Keys.

const KEYS = {
  j: () => step(1), ArrowRight: () => step(1), k: () => step(-1), ArrowLeft: () => step(-1),
  u: nextWaiting, f: () => give(state.question.most), z: () => give(0),
  p: () => part("points").select(), c: () => part("words").focus(), b: markBlank,
  i: () => (part("comments").querySelector("button") || part("words")).focus(),
  a: () => { if (!part("alike-part").hidden) part("alike").click(); },
  l: () => part("only-waiting").click(), n: () => part("names").click(),
  e: () => {
    part("editor").open = true;
    (part("edit-lines").querySelector("input") || part("add-line")).focus();
  },
  "?": () => part("help").showModal(),
};

function onKey(event) {
  if (!state || part("help").open) return;
  const inField = event.target.matches("textarea, select, input[type=text]");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    return saveAndNext();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && part("editor").open) {
    part("editor").open = false;
    return part("place").focus();
  }
  if (inField) {
    if (event.key === "Escape") part("place").focus();
    return;
  }
  if (!part("keys").checked) return;
  const line = /^[1-9]$/.test(event.key) && state.scheme.lines[Number(event.key) - 1];
  if (line) {
    event.preventDefault();
    const box = part("lines").querySelectorAll("input")[Number(event.key) - 1];
    box.checked = !box.checked;
    return tick(line.text, box.checked);
  }
  if (KEYS[event.key]) {
    event.preventDefault();
    return KEYS[event.key]();
  }
}

async function saveAndNext() {
  if (await keep(true)) {
    if (answer().waits) say("Type points, or tick a line, to mark this answer.");
    else await nextWaiting();
  }
}

function pointsKey(event) {
  if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    return saveAndNext();
  }
  const by = { ArrowUp: 0.5, ArrowDown: -0.5 }[event.key];
  if (!by) return;
  event.preventDefault();
  part("points").value = number(Math.min(Math.max((typed() || 0) + by, 0), state.question.most));
}

async function change(act) {
  if (await keep()) await act().catch(trouble);
}

const click = (id, act) => part(id).addEventListener("click", act);
click("back", () => step(-1));
click("on", () => step(1));
click("waiting", () => nextWaiting());
click("full", () => give(state.question.most));
click("none", () => give(0));
click("take-sum", () => give(sum()));
click("save-next", saveAndNext);
click("take-back", () => { part("points").value = ""; return keep(); });
click("blank", markBlank);
click("keep-comment", keepComment);
click("add-line", () => add("edit-lines", lineFields({ text: "", points: "" })));
click("add-comment", () => add("edit-comments", commentFields("")));
click("help-button", () => part("help").showModal());
click("keep-theirs", () => show(mine.id));
click("save-mine", async () => {
  Object.assign(draft, mine.draft);
  if (await save(answer().version)) part("place").focus();
});
part("edit").addEventListener("submit", saveEditor);
part("points").addEventListener("keydown", pointsKey);
part("points").addEventListener("change", () => keep());
part("words").addEventListener("change", () => keep());
part("alike").addEventListener("change", () => { if (part("alike").checked && typed() !== null) return keep(true); });
part("only-waiting").addEventListener("change", drawAll);
part("names").addEventListener("change", () => change(() => load(state.question.name, current)));
part("questions").addEventListener("change", () => { const name = part("questions").value; return change(() => load(name)); });
document.addEventListener("keydown", onKey);
window.addEventListener("focus", () => { if (state && !mine) lookAgain().catch(trouble); });
window.addEventListener("beforeunload", (event) => { if (base && (mine || edited(typed()))) event.preventDefault(); });
load().catch(trouble);
