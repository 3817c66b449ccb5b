// The search, the button that copies a command, and the menu of a phone. Every page is
// whole without it.
(() => {
  'use strict';
  const root = document.currentScript.dataset.root;
  const menu = document.getElementById('menu');
  if (window.matchMedia('(max-width: 52rem)').matches) menu.open = false;

  for (const pre of document.querySelectorAll('main pre')) {
    if (!navigator.clipboard) break;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Copy';
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(pre.querySelector('code').textContent);
      button.textContent = 'Copied';
    });
    pre.append(button);
  }

  const form = document.getElementById('search');
  const input = document.getElementById('q');
  const results = document.getElementById('results');
  const most = 30;
  let loading;

  // The index is read when somebody searches. A page from a file may load a script
  // and nothing else.
  const load = () => loading ??= new Promise((done, failed) => {
    const script = document.createElement('script');
    script.src = root + 'index.js';
    script.onload = () => done(window.searchIndex.map((e) => ({
      ...e, heading: (e.h || e.t).toLowerCase(), all: (e.t + ' ' + (e.h || '') + ' ' + (e.x || '')).toLowerCase(),
    })));
    script.onerror = failed;
    document.head.append(script);
  });

  // A word in a heading weighs more than one in a text, a whole heading most.
  const score = (e, words, text) => {
    if (!words.every((w) => e.all.includes(w))) return 0;
    let n = 1 + words.filter((w) => e.heading.includes(w)).length * 10;
    if (e.heading === text) n += 50;
    if (e.s === 'Tasks') n += 4;
    return n;
  };

  const around = (e, word) => {
    const text = e.x || '';
    const at = Math.max(0, text.toLowerCase().indexOf(word) - 40);
    return (at > 0 ? '…' : '') + text.slice(at, at + 160);
  };

  const search = async () => {
    const text = input.value.trim().toLowerCase();
    const words = text.split(/\s+/).filter(Boolean);
    results.replaceChildren();
    results.hidden = words.length === 0;
    if (words.length === 0) return;
    const index = await load();
    if (text !== input.value.trim().toLowerCase()) return;
    const found = index.map((e) => [score(e, words, text), e]).filter(([n]) => n > 0).sort((a, b) => b[0] - a[0]);
    for (const [, e] of found.slice(0, most)) {
      const item = document.createElement('li');
      const link = document.createElement('a');
      link.href = root + e.u;
      const title = document.createElement('b');
      title.textContent = e.h || e.t;
      const where = document.createElement('span');
      where.textContent = e.h ? ' · ' + e.t : '';
      const part = document.createElement('small');
      part.textContent = around(e, words[0]);
      link.append(title, where, part);
      item.append(link);
      results.append(item);
    }
    if (found.length === 0) {
      const item = document.createElement('li');
      item.textContent = 'Nothing found.';
      results.append(item);
    }
  };

  input.addEventListener('input', search);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    results.querySelector('a')?.click();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && document.activeElement !== input && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      input.focus();
    }
    if (event.key === 'Escape') results.hidden = true;
  });
  document.addEventListener('click', (event) => {
    if (!form.contains(event.target)) results.hidden = true;
  });
})();
