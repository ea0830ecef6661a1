import type { BrowserName } from '../../scripts/browsers.ts';
import { withVisitor } from './visitor.ts';

/** Name and version of each browser, as it tells them itself. */
export async function browserVersions(names: readonly BrowserName[]): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const name of names) {
    const agent = await withVisitor(name, (session) => session.evaluate<string>('return navigator.userAgent'));
    const [, product, version] = /(Chrome|Firefox)\/(\d+)/.exec(agent) ?? /Apple(WebKit)\/([\d.]+)/.exec(agent) ?? [];
    versions[name] = `${product === 'Chrome' ? 'Chromium' : product} ${version}`;
  }
  return versions;
}
