"use strict";
(() => {
  const all = JSON.parse(document.getElementById("rows").textContent);
  const table = document.getElementById("machines"), body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells], names = heads.map(h => h.textContent), columns = heads.length;
  const search = document.getElementById("search"), shown = document.getElementById("shown"), more = document.getElementById("more");
  const page = Number(table.dataset.page);
  let rows = all, limit = page, sorted = -1, down = false;
  const texts = all.map(r => r.slice(0, columns).join("\n").toLowerCase());
  const order = new Map(all.map((r, i) => [r, i]));
  const draw = () => {
    const out = document.createDocumentFragment();
    for (const r of rows.slice(0, limit)) {
      const tr = document.createElement("tr");
      tr.className = r[2 * columns];
      for (let i = 0; i < columns; i++) {
        const td = document.createElement("td");
        td.textContent = r[i];
        td.dataset.head = names[i];
        tr.append(td);
      }
      out.append(tr);
    }
    body.replaceChildren(out);
    more.hidden = rows.length <= limit;
    shown.textContent = Math.min(limit, rows.length) + " of " + rows.length + " shown, " + all.length + " in all.";
  };
  const update = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    rows = all.filter((_, i) => words.every(w => texts[i].includes(w)));
    if (sorted >= 0) {
      const number = "number" in heads[sorted].dataset, c = number ? columns + sorted : sorted, sign = down ? -1 : 1;
      const compare = new Intl.Collator(undefined, {numeric: true}).compare;
      rows.sort((a, b) => sign * (number ? a[c] - b[c] : compare(a[c], b[c])) || order.get(a) - order.get(b));
    }
    draw();
  };
  heads.forEach((h, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = names[i];
    button.onclick = () => {
      down = sorted === i && !down;
      sorted = i;
      heads.forEach(o => o.removeAttribute("aria-sort"));
      h.setAttribute("aria-sort", down ? "descending" : "ascending");
      limit = page;
      update();
    };
    h.replaceChildren(button);
  });
  search.oninput = () => { limit = page; update(); };
  more.onclick = () => { limit += page; draw(); };
  const asked = new URLSearchParams(location.hash.slice(1));
  search.value = asked.get("q") || "";
  const by = names.indexOf(asked.get("sort"));
  if (by >= 0) heads[by].firstChild.click(); else update();
})();
