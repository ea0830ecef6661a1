import { test } from '@playwright/test';
import { browserNames } from '../../scripts/browsers.ts';
import { type BrowserSession, startBrowser } from './browser-session.ts';

/** Has the tests that `define` defines run in each browser. Each test has a `browser.session` of its own. */
export function inEachBrowser(define: (browser: { readonly session: BrowserSession }) => void): void {
  for (const name of browserNames) {
    test.describe(name, () => {
      let session: BrowserSession;
      test.beforeEach(async () => {
        session = await startBrowser(name);
      });
      test.afterEach(() => session.close());
      define({
        get session() {
          return session;
        },
      });
    });
  }
}
