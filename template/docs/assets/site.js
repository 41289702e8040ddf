// Sorts a table of experiments by the column whose header is clicked; a second click reverses it.
document.addEventListener("click", (event) => {
  const head = event.target.closest(".experiments th");
  if (!head) return;
  const body = head.closest("table").tBodies[0];
  const value = (row) => row.cells[head.cellIndex].textContent.trim();
  const ascending = head.getAttribute("aria-sort") !== "ascending";
  const compare = (a, b) => value(a).localeCompare(value(b), undefined, { numeric: true });
  const rows = [...body.rows].sort((a, b) => (ascending ? compare(a, b) : compare(b, a)));
  for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
  body.append(...rows);
});

// An empty header is a plain cell, and the keyboard can reach whatever scrolls.
addEventListener("load", () => {
  for (const head of document.querySelectorAll("th:empty")) {
    head.replaceWith(document.createElement("td"));
  }
  for (const wrap of document.querySelectorAll(".md-typeset__scrollwrap, p:has(> img:only-child)")) {
    wrap.tabIndex = 0;
  }
});
