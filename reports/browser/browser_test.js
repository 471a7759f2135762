// The HTML report in a real browser: node browser_test.js REPORT.html…
'use strict';

const fs = require('fs');
const path = require('path');
const {pathToFileURL} = require('url');

const {axe, giveUp, open, report, withBrowser} = require('./browser.js');
const checks = require('./page_checks.js');

const openAll = (page) => page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));

async function checkLooks(browser, url, name) {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [320, 768, 1280]) {
      const {page, noise, close} = await open(browser, url, {colorScheme, viewport: {width, height: 900}});
      const where = `${name}, ${colorScheme}, ${width} px`;
      report(`no overflow, closed (${where})`, await page.evaluate(checks.overflow));
      await openAll(page);
      report(`no overflow, all open (${where})`, await page.evaluate(checks.overflow));
      report(`contrast (${where})`, await page.evaluate(checks.contrast));
      report(`text size (${where})`, await page.evaluate(checks.textSize));
      report(`no console, no network (${where})`, noise);
      await close();
    }
  }
}

async function checkAxe(browser, url, name) {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [360, 1280]) {
      const {page, close} = await open(browser, url, {javaScriptEnabled: true, colorScheme, viewport: {width, height: 900}});
      await openAll(page);
      report(`axe-core (${name}, ${colorScheme}, ${width} px)`, await axe(page));
      await close();
    }
  }
}

async function checkStructure(browser, url, name) {
  const {page, close} = await open(browser, url);
  report(`nothing but our own elements (${name})`, await page.evaluate(checks.foreignElements));
  report(`ids and links (${name})`, await page.evaluate(checks.ids));
  report(`landmarks, headings, tables (${name})`, await page.evaluate(checks.structure));
  const styled = await page.evaluate(() => getComputedStyle(document.querySelector('.skip')).position === 'absolute');
  report(`the policy lets our style in (${name})`, styled ? [] : ['the page is not styled']);
  await close();
}

async function checkSkipLink(browser, url, name) {
  const {page, close} = await open(browser, url);
  const problems = [];
  await page.keyboard.press('Tab');
  const skip = await page.evaluate(() => {
    const box = document.activeElement.getBoundingClientRect();
    return {isSkip: document.activeElement.matches('a.skip'), seen: box.top >= 0 && box.left >= 0 && box.height > 10};
  });
  if (!skip.isSkip) problems.push('the first Tab does not reach it');
  if (!skip.seen) problems.push('it cannot be seen when it has the focus');
  await page.keyboard.press('Enter');
  if (!(await page.evaluate(() => document.activeElement.id === 'main'))) problems.push('it does not lead to main');
  report(`skip link (${name})`, problems);
  await close();
}

async function checkKeyboard(browser, url, name) {
  const {page, close} = await open(browser, url);
  const problems = [];
  const total = await page.evaluate(() => document.querySelectorAll('summary').length);
  const state = () => page.evaluate(() => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    return {
      end: element === document.body,
      text: element.textContent.slice(0, 60),
      ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
      open: element.matches('summary') ? element.parentElement.open : null,
    };
  });
  let reached = 0;
  for (let steps = 0; steps < 2000; ++steps) {
    await page.keyboard.press('Tab');
    const before = await state();
    if (before.end) break;
    if (!before.ring) problems.push(`no focus ring on "${before.text}"`);
    if (before.open === null) continue;
    ++reached;
    await page.keyboard.press('Enter');
    if ((await state()).open === before.open) problems.push(`Enter does nothing on "${before.text}"`);
    await page.keyboard.press('Space');
    if ((await state()).open !== before.open) problems.push(`Space does nothing on "${before.text}"`);
  }
  if (reached !== total) problems.push(`Tab reaches ${reached} of ${total} summaries`);
  report(`keyboard: ${total} details (${name})`, problems);
  await close();
}

async function checkPrint(browser, url, name) {
  const {page, close} = await open(browser, url, {colorScheme: 'dark'});
  await page.emulateMedia({media: 'print', colorScheme: 'dark'});
  report(`print (${name})`, await page.evaluate(() => {
    const problems = [];
    const shown = (element) => element.checkVisibility({contentVisibilityAuto: true}) && element.getBoundingClientRect().height > 0;
    if (shown(document.querySelector('nav'))) problems.push('the navigation is printed');
    for (const body of document.querySelectorAll('.look .case-body, details.list ul')) {
      if (!shown(body)) problems.push(`not printed: "${body.textContent.trim().slice(0, 60)}"`);
    }
    const ink = getComputedStyle(document.body).color.match(/\d+/g).map(Number);
    if (Math.max(...ink) > 100) problems.push(`the text is printed in rgb(${ink})`);
    return problems;
  }));
  report(`contrast in print (${name})`, await page.evaluate(checks.contrast));
  const pdf = await page.pdf({format: 'A4'});
  report(`PDF (${name})`, pdf.subarray(0, 5).toString() === '%PDF-' ? [] : ['it is not one']);
  await close();
}

// With scripts allowed, one that got into the page must stay dead.
async function checkPolicy(browser, url, name) {
  const {page, close} = await open(browser, url, {javaScriptEnabled: true});
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.body.append(script);
    return window.ran === true;
  });
  report(`the policy stops scripts (${name})`, ran ? ['an injected script ran'] : []);
  await close();

  const loud = await open(browser, url, {javaScriptEnabled: true});
  report(`no console, no network with scripts allowed (${name})`, loud.noise);
  await loud.close();
}

// The checks must see what is wrong with a page that is wrong in every way they look for.
async function checkTheChecks(browser, folder) {
  const file = path.join(folder, 'bad.html');
  fs.writeFileSync(file, `<!DOCTYPE html><html><body><header></header><h1 id="a">a</h1><h3 id="a">b</h3>
    <p style="color: #999; background: #fff">grey <small style="font-size: 9px">small</small></p><a href="https://example.invalid/">out</a>
    <a href="#nowhere">nowhere</a><div style="width: 4000px">wide</div><table><tr><th>x</th></tr></table>
    <img src="http://127.0.0.1:9/x.png" alt=""></body></html>`);
  const {page, noise, close} = await open(browser, pathToFileURL(file).href);
  await page.waitForLoadState('load');
  const blind = [];
  for (const [name, check] of Object.entries(checks)) {
    if ((await page.evaluate(check)).length === 0) blind.push(`${name} sees nothing wrong with a bad page`);
  }
  if (!noise.some((line) => line.startsWith('request: http://127.0.0.1:9/'))) blind.push('a request went unnoticed');
  report('the checks can fail', blind);
  await close();
}

async function checkAll(browser, folder, files) {
  await checkTheChecks(browser, folder);
  for (const file of files) {
    const url = pathToFileURL(path.resolve(file)).href;
    const name = path.basename(file);
    await checkStructure(browser, url, name);
    await checkLooks(browser, url, name);
    await checkAxe(browser, url, name);
    await checkSkipLink(browser, url, name);
    await checkKeyboard(browser, url, name);
    await checkPrint(browser, url, name);
    await checkPolicy(browser, url, name);
  }
}

const files = process.argv.slice(2);
if (files.length === 0) giveUp('usage: browser_test.js REPORT.html…');
withBrowser((browser, folder) => checkAll(browser, folder, files)).catch((error) => giveUp(error.stack));
