import { htmlContentItem, type Item } from '../../src/decisioning/activity.ts';
import { publishItems } from '../support/experience.ts';
import { expect, test } from '../support/fixtures.ts';
import { inEachBrowser } from '../support/in-each-browser.ts';
import { shopPage, visit } from '../support/shop-page.ts';

const banner = '<a class="banner" href="#">Banner</a>';
const lines = '<p>A line</p>'.repeat(20);
const style = `<style>.banner { display: block; padding: 30px } :focus-visible { outline: 3px solid red; outline-offset: 2px }</style>`;
const pageWith = (scope: string): string =>
  shopPage({ body: `${style}<edgewise-slot scope="${scope}">${banner}</edgewise-slot>` });

/** By then the page has all that it loads once an experience has been painted. */
const displayed = `seen.outcomes.map(({ proposition }) => proposition.scope).sort()`;

test.beforeEach(async ({ site }) => {
  const html = (content: string): Item[] => [{ schema: htmlContentItem, data: { content } }];
  site.publish(
    await publishItems({
      hero: html(banner),
      text: html(`${lines}<p>The end</p>`),
      long: html(`${lines}<button>Take it</button>`),
    }),
  );
});

test('a link that fills its slot has the ring of the focus around it in an experience as in the default content', async ({
  page,
  site,
}) => {
  const look = async (scope: string, shown: string, expected: readonly string[]) => {
    site.set('/', pageWith(scope));
    await visit(page, site.origin);
    await expect(page.locator(shown)).toBeVisible();
    await expect.poll(() => page.evaluate(displayed)).toEqual(expected);
    await page.keyboard.press('Tab');
    await expect(page.locator(shown)).toBeFocused();
    return (await page.screenshot()).toString('base64');
  };
  const inDefault = await look('none', 'edgewise-slot > .banner', []);
  const inExperience = await look('hero', '[slot=experience] .banner', ['hero']);
  expect(inExperience === inDefault, 'they look the same').toBe(true);
});

test('the keyboard in a slot changes nothing about a picture beside it', async ({ page, site }) => {
  const picture = '<img alt="" style="object-fit: cover; width: 40px; height: 40px" src="/wide.svg">';
  site.set('/', shopPage({ body: `${style}<edgewise-slot scope="none">${picture}${banner}</edgewise-slot>` }));
  await visit(page, site.origin);
  await page.keyboard.press('Tab');
  await expect(page.locator('.banner')).toBeFocused();
  await expect(page.locator('img')).toHaveCSS('overflow', 'clip');
});

test('an experience that is larger than its slot scrolls by keyboard, and stays where it is under a click', async ({
  page,
  site,
}) => {
  const slot = (scope: string): string => `<edgewise-slot scope="${scope}" style="height: 200px"></edgewise-slot>`;
  site.set('/', shopPage({ body: slot('text') + slot('long') }));
  await visit(page, site.origin);
  await expect.poll(() => page.evaluate(displayed)).toEqual(['long', 'text']);
  await page.keyboard.press('Tab');
  await expect(page.locator('[scope=text] > [slot=experience]')).toBeFocused();
  await page.keyboard.press('End');
  await expect(page.getByText('The end')).toBeInViewport({ ratio: 1 });

  const button = page.getByRole('button', { name: 'Take it' });
  await button.scrollIntoViewIfNeeded();
  const before = await button.boundingBox();
  await button.click();
  await expect(button).toBeFocused();
  expect(await button.boundingBox()).toEqual(before);
});

inEachBrowser((browser) => {
  test('an experience scrolls unless it fits its slot and the focus is in it', async ({ site }) => {
    const slot = (scope: string) => `<edgewise-slot scope="${scope}" style="height: 100px"></edgewise-slot>`;
    site.set('/', shopPage({ body: style + slot('hero') + slot('long') }));
    await browser.session.open(site.origin);
    await expect.poll(() => browser.session.evaluate(`return ${displayed}`)).toEqual(['hero', 'long']);
    const overflows = await browser.session.evaluate(`
      return [...document.querySelectorAll('[slot=experience]')].map((place) => {
        const read = () => getComputedStyle(place).overflowY;
        const control = place.querySelector('a, button');
        const before = read();
        control.focus({ focusVisible: true, preventScroll: true });
        const focused = read();
        control.blur();
        return [before, focused, read()];
      });`);
    expect(overflows).toEqual([
      ['auto', 'visible', 'auto'],
      ['auto', 'auto', 'auto'],
    ]);
  });
});
