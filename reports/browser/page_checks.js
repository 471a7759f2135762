// Checks that run inside the page. Each returns a list of sentences, empty when all is well.
'use strict';

const checks = {
  overflow() {
    const {scrollWidth, clientWidth} = document.documentElement;
    return scrollWidth > clientWidth ? [`the page is ${scrollWidth} px wide in a window of ${clientWidth} px`] : [];
  },

  foreignElements() {
    const found = document.querySelectorAll('script, img, iframe, object, embed, link, form, input, base, [style], [onerror], [onclick]');
    return [...found].map((element) => `unexpected element or attribute: ${element.outerHTML.slice(0, 120)}`);
  },

  ids() {
    const problems = [];
    const seen = new Set();
    for (const {id} of document.querySelectorAll('[id]')) {
      if (seen.has(id)) problems.push(`two elements have the id ${id}`);
      seen.add(id);
    }
    for (const link of document.querySelectorAll('a')) {
      const href = link.getAttribute('href');
      if (!href.startsWith('#')) problems.push(`a link leads out of the page: ${href}`);
      else if (!seen.has(decodeURIComponent(href.slice(1)))) problems.push(`a link leads nowhere: ${href}`);
    }
    return problems;
  },

  structure(navigations = 1) {
    const problems = [];
    const wanted = {'body > header': 1, main: 1, 'body > footer': 1, 'nav[aria-label]': navigations, h1: 1};
    for (const [selector, number] of Object.entries(wanted)) {
      const count = document.querySelectorAll(selector).length;
      if (count !== number) problems.push(`${count} elements match ${selector}, not ${number}`);
    }
    let level = 0;
    for (const heading of document.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
      const next = Number(heading.tagName[1]);
      if (next > level + 1) problems.push(`heading "${heading.textContent}" skips a level: h${level} to h${next}`);
      level = next;
    }
    for (const table of document.querySelectorAll('table')) {
      if (!table.caption || !table.caption.textContent.trim()) problems.push('a table has no caption');
      for (const th of table.querySelectorAll('th:not([scope])')) problems.push(`th "${th.textContent}" has no scope`);
    }
    for (const section of document.querySelectorAll('[aria-labelledby]')) {
      const label = document.getElementById(section.getAttribute('aria-labelledby'));
      if (!label || !label.textContent.trim()) problems.push(`no label for ${section.outerHTML.slice(0, 80)}`);
    }
    return problems;
  },

  // WCAG 2.2, 1.4.3, at 4.5:1 for text of every size.
  contrast() {
    const parse = (text) => {
      const numbers = text.match(/[\d.]+/g).map(Number);
      return {rgb: numbers.slice(0, 3), alpha: numbers.length > 3 ? numbers[3] : 1};
    };
    const over = (top, bottom) => top.rgb.map((c, i) => c * top.alpha + bottom[i] * (1 - top.alpha));
    const luminance = (rgb) => {
      const [r, g, b] = rgb.map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const background = (element) => {
      if (!element) return [255, 255, 255];
      const own = parse(getComputedStyle(element).backgroundColor);
      return own.alpha === 1 ? own.rgb : over(own, background(element.parentElement));
    };
    const problems = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent.trim();
      const element = walker.currentNode.parentElement;
      if (!text || element.closest('.unseen')) continue;
      const behind = background(element);
      const ink = over(parse(getComputedStyle(element).color), behind);
      const [light, dark] = [luminance(ink), luminance(behind)].sort((a, b) => b - a);
      const ratio = (light + 0.05) / (dark + 0.05);
      if (ratio < 4.5) problems.push(`contrast ${ratio.toFixed(2)} of "${text.slice(0, 40)}" in <${element.tagName.toLowerCase()} class="${element.className}">`);
    }
    return problems;
  },

  // Text below 11 px cannot be read on a phone.
  textSize() {
    const problems = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const size = parseFloat(getComputedStyle(walker.currentNode.parentElement).fontSize);
      if (walker.currentNode.textContent.trim() && size < 11) problems.push(`"${walker.currentNode.textContent.slice(0, 40)}" is ${size} px`);
    }
    return problems;
  },
};

module.exports = checks;
