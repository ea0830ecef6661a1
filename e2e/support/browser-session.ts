import {
  chromium as playwrightChromium,
  firefox as playwrightFirefox,
  webkit as playwrightWebkit,
} from '@playwright/test';
import puppeteer from 'puppeteer-core';
import { type BrowserName, findBrowser } from '../../scripts/browsers.ts';
import { startWebKit } from './webkit-session.ts';

/**
 * A page in one of the three browsers, driven alike whatever protocol the browser speaks. Its profile is fresh, its own,
 * and kept from one `open` to the next, so a second `open` is a later visit.
 */
export interface BrowserSession {
  open(url: string): Promise<void>;
  /** Runs the body of an async function in the page and returns what it returns, as JSON. */
  evaluate<T>(body: string): Promise<T>;
  /** Ends the browser and every process that it started. */
  close(): Promise<void>;
}

/** A browser whose profiles are all fresh. */
export interface FreshBrowser extends BrowserSession {
  /** Goes on as another visitor, with a page and a profile that are fresh, which takes a fraction of what starting the browser does. */
  startOver(): Promise<void>;
}

/** What keeps Chromium quiet on a machine without GPU or open network. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a browser with a fresh profile. @throws Error when it is not installed; `npm test` installs it. */
export async function startBrowser(name: BrowserName): Promise<FreshBrowser> {
  const source = findBrowser(name);
  if (!source) throw new Error(`${name} is not installed: run "npx tsx scripts/browsers.ts"`);
  if (source.by === 'playwright') return startPlaywright(name, undefined);
  if (name === 'chromium') return startPlaywright(name, source.path);
  return name === 'firefox' ? startFirefox(source.path) : startWebKit(source.path);
}

async function startPlaywright(name: BrowserName, executablePath: string | undefined): Promise<FreshBrowser> {
  const type = { chromium: playwrightChromium, firefox: playwrightFirefox, webkit: playwrightWebkit }[name];
  const browser = await type.launch({
    ...(executablePath && { executablePath }),
    // A visitor's browser has a back-forward cache.
    ...(name === 'chromium' && { args: chromiumArguments, ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
  });
  return pageSession({ newProfile: () => browser.newContext(), close: () => browser.close() });
}

/** Debian's Firefox, over WebDriver BiDi. */
async function startFirefox(executablePath: string): Promise<FreshBrowser> {
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true });
  return pageSession({ newProfile: () => browser.createBrowserContext(), close: () => browser.close() });
}

/** What Playwright and Puppeteer have in common. */
interface PageBrowser {
  newProfile(): Promise<Profile>;
  close(): Promise<void>;
}

interface Profile {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

interface Page {
  goto(url: string): Promise<unknown>;
  evaluate(expression: string): Promise<unknown>;
}

async function pageSession(browser: PageBrowser): Promise<FreshBrowser> {
  try {
    let profile = await browser.newProfile();
    let page = await profile.newPage();
    return {
      open: async (url) => void (await page.goto(url)),
      evaluate: (body) => page.evaluate(`(async () => {${body}})()`) as Promise<never>,
      async startOver() {
        await profile.close();
        profile = await browser.newProfile();
        page = await profile.newPage();
      },
      close: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}
