import { test } from '@playwright/test';
import { type BrowserName, browserNames } from '../../scripts/browsers.ts';
import { type BrowserSession, type FreshBrowser, startBrowser } from './browser-session.ts';

/** One of the three, with a session that each test has to itself. */
interface Browser {
  readonly name: BrowserName;
  readonly session: BrowserSession;
}

/** Has the tests that `define` defines run in each browser, which is started once; each test is another visitor's. */
export function inEachBrowser(define: (browser: Browser) => void): void {
  for (const name of browserNames) {
    test.describe(name, () => {
      test.describe.configure({ mode: 'default' });
      let session: FreshBrowser;
      let isUsed = false;
      test.beforeAll(async () => {
        session = await startBrowser(name);
      });
      test.beforeEach(async () => {
        if (isUsed) await session.startOver();
        isUsed = true;
      });
      test.afterAll(() => session.close());
      define({
        name,
        get session() {
          return session;
        },
      });
    });
  }
}
