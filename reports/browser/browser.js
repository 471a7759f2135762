// Chromium for the tests of pages: how it is started, how a page is opened, how what is wrong is told.
'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');

const CHROMIUM = '/usr/bin/chromium';
const MODULES = '/usr/local/lib/authconform/node_modules';

function giveUp(sentence) {
  console.error(`FAIL: ${sentence}`);
  process.exit(1);
}

// A module that tools/setup installs.
function find(name) {
  try {
    return require.resolve(name, {paths: [MODULES]});
  } catch {
    return giveUp(`${name} is not in ${MODULES}: tools/setup installs it`);
  }
}

let failures = 0;

function report(name, problems) {
  for (const problem of problems.slice(0, 10)) console.error(`FAIL: ${name}: ${problem}`);
  if (problems.length > 10) console.error(`FAIL: ${name}: and ${problems.length - 10} more`);
  failures += problems.length;
  if (problems.length === 0) console.log(`ok: ${name}`);
}

// Opens a page in a context of its own. Whatever it says on the console or asks of the network ends up in `noise`; `own`
// tells which requests are the page's own.
async function open(browser, url, options = {}, own = (asked) => asked === url) {
  const context = await browser.newContext({javaScriptEnabled: false, viewport: {width: 1280, height: 900}, ...options});
  const page = await context.newPage();
  const noise = [];
  page.on('console', (message) => noise.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => noise.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!own(request.url())) noise.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return {page, noise, close: () => context.close()};
}

// WCAG 2.2 AA, and what axe-core calls best practice, of a page that allows scripts. Preloading would fetch the style over
// XMLHttpRequest, which pages that are opened as files may not.
async function axe(page) {
  await page.evaluate(fs.readFileSync(find('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async () => {
    const {violations} = await globalThis.axe.run({preload: false});
    return violations.flatMap(({id, nodes}) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)}`));
  });
}

// Runs `work(browser, folder)` with a folder of its own, and ends the process.
async function withBrowser(work) {
  const {chromium} = require(find('playwright-core'));
  if (!fs.existsSync(CHROMIUM)) giveUp(`${CHROMIUM} is missing: tools/setup installs it`);
  // Within Bazel's sandbox the home folder cannot be written to. The temporary folder has to be /tmp: Chromium makes a socket
  // in it, and Bazel's own is too long a path for one.
  const folder = fs.mkdtempSync(path.join(process.env.TEST_TMPDIR || os.tmpdir(), 'browser-'));
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
    env: {...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: folder, TMPDIR: '/tmp'},
  });
  try {
    await work(browser, folder);
  } finally {
    await browser.close();
  }
  if (failures > 0) giveUp(`${failures} problem${failures === 1 ? '' : 's'}`);
}

module.exports = {axe, giveUp, open, report, withBrowser};
