for (const button of document.querySelectorAll("#students button")) {
  button.addEventListener("click", () => {
    const header = button.closest("th");
    const headers = [...header.parentNode.children];
    const column = headers.indexOf(header);
    const up = header.getAttribute("aria-sort") !== "ascending";
    for (const one of headers) one.setAttribute("aria-sort", "none");
    header.setAttribute("aria-sort", up ? "ascending" : "descending");
    const body = document.querySelector("#students tbody");
    const value = (row) => {
      const text = row.children[column].dataset.value;
      return header.classList.contains("number") ? Number(text) : text;
    };
    const rows = [...body.rows].sort((a, b) => (value(a) > value(b)) - (value(a) < value(b)));
    body.append(...(up ? rows : rows.reverse()));
  });
}
