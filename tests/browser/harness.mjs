// What every browser test stands on: Chromium, the built site behind a bare static
// server under a sub-path without special headers, and a page that reports whatever should not happen
// (console errors, exceptions, violations of the content security policy, requests to other hosts). It knows
// nothing of what the page shows.

import { readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

// The packages are installed in www/.
const require = createRequire(new URL('../../www/package.json', import.meta.url));
const { chromium } = require('playwright-core');

/** Text of axe-core, for `page.evaluate`. */
export const axeSource = readFileSync(require.resolve('axe-core'), 'utf8');

/** The built site. */
export const DIST = process.env.ACEQUIA_DIST ?? fileURLToPath(new URL('../../dist', import.meta.url));

/** Where the site is served, so that an address from the root would show itself as a 404. */
export const SUB_PATH = '/some/sub/path/';

/** The policy that the shipped pages must carry. */
export const POLICY = {
  'default-src': "'self'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'style-src': "'self'",
};

const KINDS = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

const CHROMIUM_FLAGS = [
  '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-quic',
];

/**
 * Serves `folder` under `subPath` on a free port. Answers `{origin, url, requests, close}`. `before` hears each path and is waited for; a status
 * that it gives is answered instead of the file.
 */
export async function serve(folder = DIST, subPath = SUB_PATH, before = () => undefined) {
  const requests = [];
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    requests.push(path);
    const status = await before(path);
    if (status !== undefined) return response.writeHead(status).end();
    const inside = path.startsWith(subPath) ? normalize(path.slice(subPath.length)) : '..';
    if (inside.startsWith('..')) return response.writeHead(404).end();
    let file = join(folder, inside);
    try {
      if ((await stat(file)).isDirectory()) file = join(file, 'index.html');
      const body = await readFile(file);
      response.writeHead(200, { 'content-type': KINDS[extname(file)] ?? 'application/octet-stream', 'content-length': body.length });
      response.end(request.method === 'HEAD' ? undefined : body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { origin, url: origin + subPath, requests, close };
}

/** Starts Chromium: `CHROMIUM` names another one than Debian's. */
export function launch(options = {}) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: CHROMIUM_FLAGS,
    ...options,
  });
}

/**
 * A page in a context of its own (`options` are Playwright's), and the list of what went wrong in it: strings, empty if all is well.
 * `origins` are those that it may ask; by default none but the one that it was served from.
 */
export async function openPage(browser, options = {}, origins = []) {
  const context = await browser.newContext({ locale: 'es-ES', ...options });
  const page = await context.newPage();
  const wrongs = [];
  let own = null;
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(`policy violation: ${event.violatedDirective} blocked ${event.blockedURI} (${event.sample})`),
    );
  });
  page.on('console', (message) => {
    if (message.type() === 'error') wrongs.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => wrongs.push(`exception: ${error.stack ?? error}`));
  page.on('crash', () => wrongs.push('the page crashed'));
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (!['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol)) return;
    own ??= url.origin;
    if (url.origin !== own && !origins.includes(url.origin)) wrongs.push(`foreign request: ${url.href}`);
  });
  context.on('requestfailed', (request) => {
    // A navigation that replaces another cancels it.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') wrongs.push(`failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) wrongs.push(`HTTP ${response.status()}: ${response.url()}`);
  });
  return { context, page, wrongs };
}

/** What axe-core finds serious or critical on the page, as `rule: element` strings. */
export async function axe(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
  return violations
    .filter((violation) => ['serious', 'critical'].includes(violation.impact))
    .flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target.flat().join(' ')}: ${node.failureSummary}`));
}
