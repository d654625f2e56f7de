const table = document.querySelector("#students");
const body = table.tBodies[0];
const form = document.querySelector("#filter");
const count = document.querySelector("#count");
const cell = (row, column) => row.children[column].dataset.value;

for (const button of table.querySelectorAll("button")) {
  button.addEventListener("click", () => {
    const header = button.closest("th");
    const headers = [...header.parentNode.children];
    const column = headers.indexOf(header);
    const up = header.getAttribute("aria-sort") !== "ascending";
    for (const one of headers) if (one.hasAttribute("aria-sort")) one.setAttribute("aria-sort", "none");
    header.setAttribute("aria-sort", up ? "ascending" : "descending");
    const numbers = header.classList.contains("number");
    const value = (row) => numbers ? Number(cell(row, column)) : cell(row, column);
    const rows = [...body.rows].sort((a, b) => (value(a) > value(b)) - (value(a) < value(b)));
    body.append(...(up ? rows : rows.reverse()));
  });
}

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function filter() {
  const wanted = new FormData(form);
  const text = folded(wanted.get("text").trim());
  const least = wanted.get("least"), most = wanted.get("most");
  let shown = 0;
  for (const row of body.rows) {
    const points = Number(cell(row, 1));
    const has = (name) => {
      const value = wanted.get(name);
      return !value || (row.dataset[name] || "").split(" ").includes(value);
    };
    row.hidden = !(folded(row.children[0].textContent).includes(text)
      && ["task", "cause", "flag", "status"].every(has)
      && (least === "" || (points >= 0 && points >= Number(least)))
      && (most === "" || (points >= 0 && points <= Number(most))));
    shown += !row.hidden;
  }
  count.textContent = shown === body.rows.length ? "" : `${shown} of ${body.rows.length} lines are shown.`;
}

form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
// A browser that goes back to the page fills in what was chosen before.
window.addEventListener("pageshow", filter);

for (const button of document.querySelectorAll(".to-rows")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    form.reset();
    form.elements.cause.value = button.dataset.cause;
    filter();
    form.scrollIntoView();
    table.parentNode.focus({ preventScroll: true });
  });
}

function showAll() {
  form.reset();
  filter();
}

form.querySelector("button").addEventListener("click", showAll);

// A link to a line that is filtered out shows all lines again.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#s']");
  const row = link && document.querySelector(link.getAttribute("href"));
  if (row && row.hidden) showAll();
});
