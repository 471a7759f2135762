// Filters and sorts the overview's table. Without it, the page shows the same, the worst first.
'use strict';

(() => {
  const table = document.querySelector('table.targets');
  if (!table) return;
  const bodies = [...table.tBodies];
  const rows = bodies.flatMap((body) => [...body.rows].filter((row) => !row.classList.contains('group')));
  const home = new Map(rows.map((row, place) => [row, {body: row.parentNode, place, text: row.textContent.toLowerCase()}]));

  const labelled = (words, control) => {
    const label = document.createElement('label');
    label.append(words, control);
    return label;
  };
  const filter = document.createElement('input');
  filter.type = 'search';
  filter.autocomplete = 'off';
  const order = document.createElement('select');
  for (const words of ['the worst first', 'name', 'since, the latest first', 'last run, the oldest first']) order.add(new Option(words));
  const shown = document.createElement('output');
  const tools = document.createElement('div');
  tools.className = 'tools';
  tools.append(labelled('Filter by name, owner, label or state', filter), labelled('Order', order), shown);
  table.parentNode.before(tools);

  const name = (row) => row.cells[0].querySelector('a').textContent;
  const orders = [
    (a, b) => home.get(a).place - home.get(b).place,
    (a, b) => name(a).localeCompare(name(b)),
    (a, b) => b.dataset.since - a.dataset.since,
    (a, b) => a.dataset.last - b.dataset.last,
  ];

  const apply = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      row.hidden = !words.every((word) => home.get(row).text.includes(word));
      if (!row.hidden) ++count;
    }
    const grouped = order.selectedIndex === 0;
    for (const row of [...rows].sort(orders[order.selectedIndex])) (grouped ? home.get(row).body : bodies[0]).append(row);
    for (const body of bodies) {
      const group = body.querySelector('.group');
      const own = rows.filter((row) => home.get(row).body === body);
      const left = own.filter((row) => !row.hidden).length;
      group.hidden = !grouped || left === 0;
      group.querySelector('.number').textContent = words.length ? `${left} of ${own.length}` : own.length;
    }
    shown.value = words.length ? `${count} of ${rows.length} shown` : '';
  };
  filter.addEventListener('input', apply);
  order.addEventListener('change', apply);
})();
/* authconform site */
