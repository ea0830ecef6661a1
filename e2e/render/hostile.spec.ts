import { htmlContentItem, type Item, jsonContentItem, redirectItem } from '../../src/decisioning/activity.ts';
import { type BrowserSession, startBrowser } from '../support/browser-session.ts';
import { act } from '../support/experience.ts';
import { expect, test } from '../support/fixtures.ts';
import { callOf, type Outcome, showHostile, withoutSetHtml } from './hostile/hostile-page.ts';
import { markupPayloads } from './hostile/markup-payloads.ts';
import { addresses, attributes, declarations, templatePlaces } from './hostile/value-payloads.ts';

const markup = Object.values(markupPayloads)
  .flat()
  .map((payload, number) => payload(callOf(number)));

const markupTypes = ['setHtml', 'appendHtml', 'prependHtml', 'insertBefore', 'insertAfter', 'replaceHtml'] as const;

const html = (content: string, data: object = {}): Item => ({ schema: htmlContentItem, data: { ...data, content } });
/** Every item in a slot of its own. */
const inSlots = (items: readonly Item[]): Record<string, readonly Item[]> =>
  Object.fromEntries(items.map((item, number) => [`slot-${number}`, [item]]));
const targets = (count: number, element = 'p'): string =>
  Array.from(
    { length: count },
    (_, number) => `<div><${element} id="t${number}" class="target">x</${element}></div>`,
  ).join('');

function expectHarmless(outcome: Outcome): void {
  expect(outcome.ran).toEqual([]);
  expect(outcome.active).toEqual([]);
  expect(outcome.leftPage).toBe(false);
}

test('the corpus is as large as it claims, and its payloads run where nothing sanitises them', async ({ site }) => {
  expect(markup.length + addresses.length + attributes.length + declarations.length).toBeGreaterThanOrEqual(150);
  const browser = await startBrowser('chromium');
  try {
    const outcome = await showHostile(browser, site, { page: [act('setText', '#nothing', 'x')] });
    expect(outcome.ran).toEqual([]);
    await browser.evaluate(`
      for (const html of ${JSON.stringify(markup.filter((content) => !/http-equiv|<base|<plaintext/.test(content)))}) {
        const holder = document.createElement('div');
        holder.innerHTML = html;
        document.body.append(holder);
        for (const element of holder.querySelectorAll('*')) {
          element.dispatchEvent(new Event('focus'));
          element.click?.();
        }
      }`);
    // Some run once what they load has failed.
    await expect.poll(() => browser.evaluate('return new Set(ran).size')).toBeGreaterThan(50);
  } finally {
    await browser.close();
  }
});

for (const name of ['chromium', 'firefox', 'webkit'] as const) {
  test.describe(name, () => {
    test.describe.configure({ mode: 'default' });
    let browser: BrowserSession;
    test.beforeAll(async () => {
      browser = await startBrowser(name);
    });
    test.afterAll(() => browser.close());

    test('nothing runs of markup in slots', async ({ site }) => {
      expectHarmless(await showHostile(browser, site, inSlots(markup.map((content) => html(content)))));
    });

    if (name !== 'webkit') {
      test('nothing runs of markup in slots where the browser does not sanitise by itself', async ({ site }) => {
        const items = inSlots(markup.map((content) => html(content)));
        expectHarmless(await showHostile(browser, site, items, '', withoutSetHtml));
        expect(site.requests.some(({ path }) => path.endsWith('/sanitizer.js'))).toBe(true);
      });
    }

    for (const type of markupTypes) {
      test(`nothing runs of markup by ${type}`, async ({ site }) => {
        const items = markup.map((content, number) => act(type, `#t${number}`, content));
        const outcome = await showHostile(browser, site, { page: items }, targets(items.length));
        expectHarmless(outcome);
        expect(outcome.errors).toEqual([]);
      });
    }

    test('nothing runs of values in templates', async ({ site }) => {
      const values = [
        ...markup.filter((_, number) => number % 9 === 0),
        ...addresses.map((payload) => payload(callOf(0))),
        `x onclick=${callOf(0)}`,
      ];
      const items = templatePlaces.map((place) => values.map((value) => ({ place, value })));
      const inMarkup = items.flat().map(({ place, value }) => html(place, { value }));
      expectHarmless(await showHostile(browser, site, inSlots(inMarkup)));
      const byAction = items.flat().map(({ place, value }, number) => act('setHtml', `#t${number}`, place, { value }));
      expectHarmless(await showHostile(browser, site, { page: byAction }, targets(byAction.length)));
    });

    test('nothing runs of text, attributes, pictures, styles and places', async ({ site }) => {
      const cases: (readonly [element: string, type: Parameters<typeof act>[0], content: unknown])[] = [
        ...markup.map((content) => ['p', 'setText', content] as const),
        ...addresses.flatMap((payload, number) => {
          const value = payload(callOf(number));
          return [
            ['a', 'setAttribute', { href: value }],
            ['img', 'setAttribute', { src: value }],
            ['img', 'setAttribute', { srcset: value }],
            ['video', 'setAttribute', { poster: value }],
            ['p', 'setAttribute', { title: value }],
            ['a', 'setAttribute', { 'xlink:href': value }],
            ['img', 'setImageSource', value],
            ['img', 'setImageSource', { src: value, alt: value, width: value }],
            ['p', 'setStyle', { background: `url(${value})` }],
            ['p', 'setStyle', { [value]: value, priority: value }],
            ['p', 'move', { left: value, top: value }],
            ['p', 'rearrange', { from: value, to: value }],
          ] as const;
        }),
        ...declarations.map(
          ([property, payload], number) => ['p', 'setStyle', { [property]: payload(callOf(number)) }] as const,
        ),
        ...attributes
          .filter(([element]) => /^(p|img|a|form|button)$/.test(element))
          .map(
            ([element, attribute, payload], number) =>
              [element, 'setAttribute', { [attribute]: payload(callOf(number)) }] as const,
          ),
      ];
      const items = cases.map(([, type, content], number) => act(type, `#t${number}`, content));
      const elements = cases
        .map(([element], number) => `<div><${element} id="t${number}">x</${element}></div>`)
        .join('');
      expectHarmless(await showHostile(browser, site, { page: items }, elements));
    });

    test('nothing runs of attributes, text and markup of what runs, loads or submits', async ({ site }) => {
      const own = `<div data-own><script data-own type="text/plain" class="own">x</script><iframe data-own class="own"></iframe><object data-own class="own"></object>
        <embed data-own class="own"><style data-own class="own"></style><link data-own class="own"><meta data-own class="own"><base data-own class="own">
        <template data-own class="own"></template><svg class="own"><a class="own"><text>x</text></a><animate data-own class="own"/><use data-own class="own"/></svg>
        <math class="own"><mi>x</mi></math></div>`;
      const selectors: Record<string, string> = { svg: '#targets svg', math: '#targets math' };
      const items = [
        ...attributes
          .filter(([element]) => !/^(p|img|a|form|button)$/.test(element))
          .map(([element, attribute, payload], number) =>
            act('setAttribute', selectors[element] ?? `#targets ${element}`, {
              [attribute]: payload(callOf(number)),
              class: 'own',
            }),
          ),
        ...['script', 'style', 'iframe', 'object', 'template', 'svg animate'].flatMap((element, number) => [
          act('setText', `#targets ${element}`, callOf(number)),
          act('setHtml', `#targets ${element}`, `<img src=x onerror=${callOf(number)}>`),
          act('setAttribute', `#targets ${element}`, { type: 'text/javascript' }),
        ]),
      ];
      const outcome = await showHostile(browser, site, { page: items }, own);
      expectHarmless(outcome);
      expect(outcome.errors).toHaveLength(items.length);
    });

    test('nothing that the document has is replaced by an element of its name', async ({ site }) => {
      const contents = [
        '<form name="cookie"><input name="removeAttribute"><input name="attributes"></form>',
        '<form id="getElementById" name="getElementById"></form>',
        '<img id="a" name="createElement"><p><img name="querySelector"></p>',
      ];
      const items = inSlots(contents.map((content) => html(content)));
      expectHarmless(await showHostile(browser, site, items));
      const names = ['cookie', 'getElementById', 'createElement', 'querySelector'];
      const types = await browser.evaluate(`return ${JSON.stringify(names)}.map((name) => typeof document[name])`);
      expect(types).toEqual(['string', 'function', 'function', 'function']);
    });

    test('nothing runs of JSON, redirects and items of unknown kinds', async ({ site }) => {
      const items = addresses.map((payload, number) => payload(callOf(number)));
      const outcome = await showHostile(browser, site, {
        page: items.flatMap((content): Item[] => [
          { schema: jsonContentItem, data: { content: { html: content } } },
          { schema: redirectItem, data: { content } },
        ]),
        ...inSlots(markup.slice(0, 20).map((content): Item => ({ schema: jsonContentItem, data: { content } }))),
      });
      expectHarmless(outcome);
    });
  });
}
