import { htmlContentItem } from '../../src/decisioning/activity.ts';
import { publishItems } from '../support/experience.ts';
import { expect, test } from '../support/fixtures.ts';
import { inEachBrowser } from '../support/in-each-browser.ts';
import { shopPage, visit } from '../support/shop-page.ts';

const banner = '<a class="banner" href="#">Banner</a>';
const style = `<style>.banner { display: block; padding: 30px } :focus-visible { outline: 3px solid red; outline-offset: 2px }</style>`;
const pageWith = (scope: string): string =>
  shopPage({ body: `${style}<edgewise-slot scope="${scope}">${banner}</edgewise-slot>` });

test.beforeEach(async ({ site }) => {
  site.publish(await publishItems({ hero: [{ schema: htmlContentItem, data: { content: banner } }] }));
});

test('a link that fills its slot has the ring of the focus around it in an experience as in the default content', async ({
  page,
  site,
}) => {
  const look = async (scope: string, shown: string) => {
    site.set('/', pageWith(scope));
    await visit(page, site.origin);
    await expect(page.locator(shown)).toBeVisible();
    await page.keyboard.press('Tab');
    await expect(page.locator(shown)).toBeFocused();
    return (await page.screenshot()).toString('base64');
  };
  const inDefault = await look('none', 'edgewise-slot > .banner');
  expect((await look('hero', '[slot=experience] .banner')) === inDefault, 'they look the same').toBe(true);
});

test('the keyboard in a slot changes nothing about a picture beside it', async ({ page, site }) => {
  const picture = '<img alt="" style="object-fit: cover; width: 40px; height: 40px" src="/wide.svg">';
  site.set('/', shopPage({ body: `${style}<edgewise-slot scope="none">${picture}${banner}</edgewise-slot>` }));
  await visit(page, site.origin);
  await page.keyboard.press('Tab');
  await expect(page.locator('.banner')).toBeFocused();
  await expect(page.locator('img')).toHaveCSS('overflow', 'clip');
});

inEachBrowser((browser) => {
  test('an experience scrolls unless the keyboard is in it', async ({ site }) => {
    site.set('/', pageWith('hero'));
    await browser.session.open(site.origin);
    await expect.poll(() => browser.session.evaluate('return seen.filled')).toEqual(['hero']);
    const overflows = await browser.session.evaluate(`
      const link = document.querySelector('[slot=experience] a');
      const read = () => getComputedStyle(link.closest('[slot=experience]')).overflowY;
      const before = read();
      link.focus({ focusVisible: true });
      const focused = read();
      link.blur();
      return [before, focused, read()];`);
    expect(overflows).toEqual(['auto', 'visible', 'auto']);
  });
});
