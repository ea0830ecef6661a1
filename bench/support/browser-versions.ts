import type { BrowserName } from '../../scripts/browsers.ts';
import { withVisitor } from './visitor.ts';

/** Name and version of each browser, as it tells them itself. */
export async function browserVersions(names: readonly BrowserName[]): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const name of names) {
    const agent = await withVisitor(name, (session) => session.evaluate<string>('return navigator.userAgent'));
    versions[name] =
      /(?:Headless)?(Chrome\/\d+|Firefox\/\d+)/.exec(agent)?.[1]?.replace('/', ' ').replace('Chrome', 'Chromium') ??
      `WebKit, ${/Version\/[\d.]+/.exec(agent)?.[0].replace('/', ' ') ?? agent}`;
  }
  return versions;
}
