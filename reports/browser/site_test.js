// The site in a real browser, a page of every kind: node site_test.js FOLDER
'use strict';

const fs = require('fs');
const path = require('path');
const {pathToFileURL} = require('url');

const {axe, giveUp, open, report, withBrowser} = require('./browser.js');
const checks = require('./page_checks.js');

const openAll = (page) => page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));

// With scripts allowed: axe-core is one, and what the overview's makes is looked at, too.
async function checkLooks(browser, url, own, name) {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [360, 1280]) {
      const {page, noise, close} = await open(browser, url, {javaScriptEnabled: true, colorScheme, viewport: {width, height: 900}}, own);
      const where = `${name}, ${colorScheme}, ${width} px`;
      await openAll(page);
      report(`no overflow (${where})`, await page.evaluate(checks.overflow));
      report(`contrast (${where})`, await page.evaluate(checks.contrast));
      report(`text size (${where})`, await page.evaluate(checks.textSize));
      report(`axe-core (${where})`, await axe(page));
      report(`no console, no network but the site's own files (${where})`, noise);
      await close();
    }
  }
}

async function checkStructure(browser, url, own, name, options) {
  const {page, close} = await open(browser, url, {}, own);
  report(`landmarks, headings, tables (${name})`, await page.evaluate(checks.structure, options.navigations));
  report(`one style, ours (${name})`, await page.evaluate((script) => {
    const problems = [];
    const style = getComputedStyle(document.querySelector('.skip')).position === 'absolute';
    if (!style) problems.push('the page is not styled');
    const scripts = [...document.scripts].map((each) => each.getAttribute('src'));
    if (scripts.join() !== (script ? 'site.js' : '')) problems.push(`scripts: ${scripts.join()}`);
    for (const each of document.querySelectorAll('[style], [onclick], [onerror], iframe, form, object, embed')) {
      problems.push(`unexpected: ${each.outerHTML.slice(0, 100)}`);
    }
    return problems;
  }, options.script));
  await close();
}

// Every focus can be seen, and none is a trap.
async function checkKeyboard(browser, url, own, name) {
  const {page, close} = await open(browser, url, {}, own);
  const problems = [];
  const total = await page.evaluate(() => document.querySelectorAll('a[href], summary, [tabindex="0"]').length);
  let reached = 0;
  for (let steps = 0; steps < 3000; ++steps) {
    await page.keyboard.press('Tab');
    const state = await page.evaluate(() => {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      return {
        end: element === document.body,
        skip: element.matches('a.skip'),
        text: element.textContent.trim().slice(0, 40),
        ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
      };
    });
    if (state.end) break;
    if (reached++ === 0 && !state.skip) problems.push('the skip link is not first');
    if (!state.ring) problems.push(`no focus ring on "${state.text}"`);
  }
  // Links within closed details are not reached.
  const hidden = await page.evaluate(() => document.querySelectorAll('details:not([open]) :is(a[href], [tabindex="0"])').length);
  if (reached !== total - hidden) problems.push(`Tab reaches ${reached} of ${total - hidden}`);
  report(`keyboard (${name})`, problems);
  await close();
}

async function checkPrint(browser, url, own, name) {
  const {page, close} = await open(browser, url, {colorScheme: 'dark'}, own);
  await page.emulateMedia({media: 'print', colorScheme: 'dark'});
  report(`print (${name})`, await page.evaluate(() => {
    const ink = getComputedStyle(document.body).color.match(/\d+/g).map(Number);
    const nav = document.querySelector('nav');
    return [
      ...(Math.max(...ink) > 100 ? [`the text is printed in rgb(${ink})`] : []),
      ...(nav && nav.checkVisibility() ? ['the navigation is printed'] : []),
    ];
  }));
  const pdf = await page.pdf({format: 'A4'});
  report(`PDF (${name})`, pdf.subarray(0, 5).toString() === '%PDF-' ? [] : ['it is not one']);
  await close();
}

// Only the overview has a script, and it is ours; nothing else runs on any page.
async function checkPolicy(browser, url, own, name) {
  const {page, noise, close} = await open(browser, url, {javaScriptEnabled: true}, own);
  report(`no console with scripts allowed (${name})`, noise);
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.body.append(script);
    return window.ran === true;
  });
  report(`the policy stops scripts (${name})`, ran ? ['an injected script ran'] : []);
  await close();
}

async function checkFilter(browser, url, own) {
  const {page, close} = await open(browser, url, {javaScriptEnabled: true}, own);
  const problems = [];
  const shown = () => page.evaluate(() => [...document.querySelectorAll('table.targets tbody tr:not(.group)')]
    .filter((row) => row.checkVisibility()).map((row) => row.cells[0].querySelector('a').textContent));
  const groups = () => page.evaluate(() => [...document.querySelectorAll('tr.group')].filter((row) => row.checkVisibility()).length);
  const all = await shown();
  if ((await groups()) !== 5) problems.push(`${await groups()} groups at first, not 5`);
  await page.getByLabel('Filter').fill('production eu');
  const some = await shown();
  if (some.join() !== 'checkout-eu,acme-production') problems.push(`"production eu" shows ${some.join()}`);
  if ((await groups()) !== 2) problems.push('groups without a target are shown');
  const numbers = await page.locator('tr.group:visible .number').allInnerTexts();
  if (numbers.join() !== '1 of 3,1 of 5') problems.push(`the groups count ${numbers.join()}`);
  if ((await page.locator('.tools output').innerText()) !== `2 of ${all.length} shown`) problems.push('the count is not told');
  await page.getByLabel('Filter').fill('');
  await page.getByLabel('Order').selectOption('name');
  const byName = await shown();
  if (byName.join() !== [...all].sort((a, b) => a.localeCompare(b)).join()) problems.push(`by name: ${byName.join()}`);
  if ((await groups()) !== 0) problems.push('groups are shown where the order is another');
  await page.getByLabel('Order').selectOption('the worst first');
  if ((await shown()).join() !== all.join()) problems.push('the first order does not come back');
  report('axe-core with the script', await axe(page));
  report('filter and order', problems);
  await close();
}

async function checkBadge(browser, url) {
  const {page, noise, close} = await open(browser, url, {javaScriptEnabled: true});
  report('badge: axe-core', await axe(page));
  report('badge: it fits its text', await page.evaluate(() => [...document.querySelectorAll('text')].flatMap((text) => {
    const box = text.getBBox();
    return box.x < 0 || box.x + box.width > document.documentElement.getBBox().width ? [text.textContent] : [];
  })));
  report('badge: no console, no network', noise);
  await close();
}

// A page of each kind, and those that look the most unlike, with how many navigations each has.
function choose(site) {
  const runs = fs.readdirSync(path.join(site, 'targets/billing-gateway/runs')).sort((a, b) => parseInt(a, 10) - parseInt(b, 10));
  const hostile = fs.readdirSync(path.join(site, 'targets')).find((name) => name.includes('script'));
  return {
    'index.html': 0,
    'targets/billing-gateway/index.html': 2,
    'targets/checkout-eu/index.html': 2,
    'targets/new-tenant/index.html': 2,
    [`targets/${hostile}/index.html`]: 2,
    'targets/globex-identity/cases/acme.login.enumeration.same-body.html': 1,
    [`targets/billing-gateway/runs/${runs[0]}`]: 1,
    [`targets/billing-gateway/runs/${runs[runs.length - 1]}`]: 2,
  };
}

// The checks must see what is wrong with a page that is wrong.
async function checkTheChecks(browser, folder) {
  const file = path.join(folder, 'bad.html');
  fs.writeFileSync(file, '<!DOCTYPE html><html><body><h1>a</h1><p style="color: #999">grey</p><svg role="img"></svg></body></html>');
  const {page, close} = await open(browser, pathToFileURL(file).href, {javaScriptEnabled: true});
  const found = (await axe(page)).map((each) => each.split(':')[0]);
  const blind = ['color-contrast', 'html-has-lang', 'svg-img-alt'].filter((rule) => !found.includes(rule));
  report('axe-core can fail', blind);
  await close();
}

async function checkSite(browser, folder, site) {
  await checkTheChecks(browser, folder);
  const root = pathToFileURL(`${path.resolve(site)}/`).href;
  const own = (url) => url.startsWith(root);
  for (const [name, navigations] of Object.entries(choose(site))) {
    const url = root + name;
    await checkStructure(browser, url, own, name, {script: name === 'index.html', navigations});
    await checkLooks(browser, url, own, name);
    await checkKeyboard(browser, url, own, name);
    await checkPrint(browser, url, own, name);
    await checkPolicy(browser, url, own, name);
  }
  await checkFilter(browser, `${root}index.html`, own);
  await checkBadge(browser, `${root}targets/acme-staging/badge.svg`);
}

if (process.argv.length !== 3) giveUp('usage: site_test.js FOLDER');
withBrowser((browser, folder) => checkSite(browser, folder, process.argv[2])).catch((error) => giveUp(error.stack));
