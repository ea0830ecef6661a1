import { defineConfig } from '@playwright/test';
import { chromiumArguments } from './e2e/support/browser-session.ts';
import { findBrowser } from './scripts/browsers.ts';

const chromium = findBrowser('chromium');

/** Tests in Chromium; those that drive Firefox and WebKit start them by `startBrowser`. */
export default defineConfig({
  testDir: 'e2e',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 60_000,
  // A busy machine may take long; what never comes fails all the same.
  expect: { timeout: 20_000 },
  reporter: 'list',
  forbidOnly: Boolean(process.env.CI),
  use: {
    browserName: 'chromium',
    launchOptions: {
      args: chromiumArguments,
      ...(chromium?.by === 'system' && { executablePath: chromium.path }),
    },
  },
});
