import type { StaticServer } from '../../e2e/support/static-server.ts';
import type { BrowserName } from '../../scripts/browsers.ts';
import { buildPage } from '../site/build-page.ts';
import { edgewisePage } from '../site/pages.ts';
import { viewPage, withVisitor } from '../support/visitor.ts';
import type { CallTimes } from './page.ts';

/** Puts the page that measures calls onto the site. */
export async function addCallsPage(server: StaticServer): Promise<void> {
  for (const [name, body] of await buildPage('calls/page.ts')) server.set(`/calls/${name}`, { body });
  const script = '<script type="module" src="/calls/page.js"></script></head>';
  server.set('/calls/index.html', edgewisePage('demo', ' data-host="dedicated"').replace('</head>', script));
}

/** A `predict` of the demo's model against an empty Comlink call, in one browser. */
export function measureCalls(server: StaticServer, browser: BrowserName): Promise<CallTimes> {
  return withVisitor(browser, async (session) => {
    await viewPage(session, `${server.origin}/calls/index.html`);
    return session.evaluate<CallTimes>(
      'while (!window.measureCalls) await new Promise((done) => setTimeout(done, 20)); return measureCalls();',
    );
  });
}
