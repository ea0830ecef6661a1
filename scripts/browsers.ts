import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium, firefox, webkit } from '@playwright/test';
import { findCommand, installFromDebian } from './debian.ts';

/**
 * Finds the browsers that the tests and benches drive, and installs what is missing:
 * Playwright's own where they can be downloaded, otherwise the system's, on Debian through apt.
 * Run as a script, it prints what was found, or one sentence on what to install.
 */

/** How a browser is driven: Playwright's own build, or the system's through the protocol that it speaks. */
export type BrowserSource = { readonly by: 'playwright' } | { readonly by: 'system'; readonly path: string };

export const browserNames = ['chromium', 'firefox', 'webkit'] as const;
export type BrowserName = (typeof browserNames)[number];

const playwrightTypes = { chromium, firefox, webkit };
const systemCommands: Record<BrowserName, readonly string[]> = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome'],
  firefox: ['firefox-esr', 'firefox'],
  webkit: ['WebKitWebDriver'],
};
const debianPackages = ['chromium', 'firefox-esr', 'webkit2gtk-driver', 'xvfb'];

/** The browser as it is on this machine, or `undefined`. */
export function findBrowser(name: BrowserName): BrowserSource | undefined {
  if (existsSync(playwrightTypes[name].executablePath())) return { by: 'playwright' };
  const path = findCommand(systemCommands[name]);
  // MiniBrowser draws on a display; without one, Xvfb gives it one.
  if (path && name === 'webkit' && !process.env.DISPLAY && !findCommand(['Xvfb'])) return undefined;
  return path ? { by: 'system', path } : undefined;
}

const missing = (): BrowserName[] => browserNames.filter((name) => !findBrowser(name));

function downloadFromPlaywright(): void {
  console.log(`Downloading ${missing().join(', ')} by Playwright`);
  spawnSync('npx', ['playwright', 'install', ...missing()], { stdio: 'inherit', timeout: 300_000 });
}

/** Installs what is missing. @throws Error with one sentence that says what to install. */
export function ensureBrowsers(): void {
  // CI machines are often behind a closed network, where the download would only cost time.
  if (missing().length > 0 && !process.env.CI) downloadFromPlaywright();
  if (missing().length > 0) installFromDebian(debianPackages);
  const names = missing();
  if (names.length > 0) {
    throw new Error(
      `The browsers ${names.join(', ')} are missing: run "npx playwright install --with-deps ${names.join(' ')}", or install your system's ${debianPackages.join(', ')}.`,
    );
  }
}

if (process.argv[1]?.endsWith('browsers.ts')) {
  try {
    ensureBrowsers();
    for (const name of browserNames) {
      const source = findBrowser(name);
      console.log(`${name}: ${source?.by === 'system' ? source.path : "Playwright's own"}`);
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
