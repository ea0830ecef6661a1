import { expect, it, vi } from 'vitest';
import { redirect } from './redirect.ts';

/** A tab that goes where it is redirected to. */
function openTab(href: string, origin = 'https://shop.example') {
  const entries = new Map<string, string>();
  let at = 1_000_000;
  const location = {
    href,
    origin,
    replace: vi.fn((url: string | URL) => {
      location.href = String(url);
    }),
  };
  const storage = {
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
  };
  return {
    location,
    visit: (url: string) => {
      location.href = url;
    },
    wait: (ms: number) => {
      at += ms;
    },
    redirect: (address: string) => redirect(address, { location, storage, now: at }),
  };
}

const home = 'https://shop.example/';
const sale = 'https://shop.example/sale?from=home';

it('leaves for another page of the same origin, in place of this one', () => {
  const tab = openTab(home);
  tab.redirect('/sale?from=home');
  expect(tab.location.replace).toHaveBeenCalledExactlyOnceWith(sale);
});

it.each([
  ['another origin', 'https://evil.example/'],
  ['another origin without a scheme', '//evil.example/'],
  ['a backslash that browsers read as a slash', '/\\evil.example'],
  ['another port', 'https://shop.example:8443/'],
  ['a script', 'javascript:run()'],
  ['a script behind characters that browsers drop', '\u0001java\nscript:run()'],
  ['data', 'data:text/html,<script>run()</script>'],
  ['a blob of this origin', 'blob:https://shop.example/1'],
  ['no address', 'https://['],
  ['the page itself', '/'],
  ['the page itself, elsewhere in it', '/#end'],
])('does not leave for %s', (_, address) => {
  const tab = openTab(home);
  expect(() => tab.redirect(address)).toThrow(TypeError);
  expect(tab.location.replace).not.toHaveBeenCalled();
});

it('runs no script where the page has no address of its own', () => {
  const tab = openTab('about:srcdoc', 'null');
  expect(() => tab.redirect('javascript:run()')).toThrow('it leads to another origin');
  expect(tab.location.replace).not.toHaveBeenCalled();
});

it('never leads back to a page that it left, however many lie between', () => {
  const tab = openTab(home);
  tab.redirect('/a');
  tab.redirect('/b');
  expect(() => tab.redirect('/')).toThrow(/leads back/);
  expect(() => tab.redirect('/a#top')).toThrow(/leads back/);
});

it('does not go on for ever where the server sends the visitor back, but does later', () => {
  const tab = openTab(home);
  tab.redirect('/sale');
  tab.visit(home);
  expect(() => tab.redirect('/sale')).toThrow(/a moment ago/);
  tab.wait(60_000);
  tab.redirect('/sale');
  expect(tab.location.href).toBe('https://shop.example/sale');
});

it('goes nowhere in a tab without storage, and mends what is no list there', () => {
  const location = { href: home, origin: 'https://shop.example', replace: vi.fn() };
  const refuse = (): never => {
    throw new DOMException('refused', 'SecurityError');
  };
  expect(() => redirect('/a', { location, now: 0, storage: { getItem: refuse, setItem: refuse } })).toThrow('refused');
  expect(location.replace).not.toHaveBeenCalled();
  redirect('/a', { location, now: 0, storage: { getItem: () => '{"no": "list"}', setItem() {} } });
  expect(location.replace).toHaveBeenCalled();
});
