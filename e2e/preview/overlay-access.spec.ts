import { expect, publishInMemory, test } from '../support/fixtures.ts';
import { overlay, withPreviews } from '../support/previews.ts';
import { decideHero, shopPage, visit } from '../support/shop-page.ts';

const html = shopPage({ attributes: { 'data-preview': '' } });
const address = '/?edgewise-debug&edgewise-preview=coming';

test.beforeEach(async ({ site }) => {
  site.publish(await publishInMemory(withPreviews));
  site.set('/', html);
});

test('the overlay speaks English, from left to right, on a page that does not', async ({ page, site }) => {
  site.set('/', html.replace('<html lang="en">', '<html lang="ar" dir="rtl">'));
  await visit(page, site.origin + address);
  await expect(overlay(page)).toHaveCSS('direction', 'ltr');
  await expect(page.locator('edgewise-overlay')).toHaveAttribute('lang', 'en');
});

test('the overlay looks the same where the page styles each of its elements', async ({ page, site }) => {
  const look = async () => {
    await visit(page, site.origin + address);
    return overlay(page).evaluate((panel) => {
      const style = getComputedStyle(panel);
      const properties = ['color', 'font', 'line-height', 'text-align', 'letter-spacing'];
      return properties.map((property) => style.getPropertyValue(property));
    });
  };
  await page.emulateMedia({ colorScheme: 'dark' });
  const plain = await look();
  const rules = '* { color: #333; font: 30px serif; text-align: right; letter-spacing: 5px }';
  site.set('/', html.replace('</head>', `<style>${rules}</style></head>`));
  expect(await look()).toEqual(plain);
});

test('the overlay can be read to its end in a window as low as a phone held sideways, or a page zoomed fourfold', async ({
  page,
  site,
}) => {
  await page.setViewportSize({ width: 320, height: 256 });
  await visit(page, site.origin + address);
  const open = (name: string) => overlay(page).getByRole('tab', { name }).click();
  await open('Measurements');
  // That is the last to come, and for all that comes the overlay is rendered anew.
  await expect(overlay(page)).toContainText('shifted nothing');
  for (const name of ['Visitor', 'Measurements', 'Decisions']) {
    await open(name);
    await expect(overlay(page).getByRole('tab', { name, selected: true })).toBeInViewport({ ratio: 1 });
    const last = overlay(page).locator('section').last().locator('p').last();
    await last.scrollIntoViewIfNeeded();
    await expect(last).toBeInViewport({ ratio: 1 });
    const sideways = await overlay(page).evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
    expect(sideways, name).toBe(0);
  }
});

test('the selected tab stands out where the visitor forces colours', async ({ page, site }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await visit(page, site.origin + address);
  const behind = await overlay(page).evaluate((panel) => getComputedStyle(panel).backgroundColor);
  const lineUnder = (selected: boolean) =>
    overlay(page)
      .getByRole('tab', { selected })
      .first()
      .evaluate((tab) => getComputedStyle(tab).borderBottomColor);
  expect(await lineUnder(false)).toBe(behind);
  expect(await lineUnder(true)).not.toBe(behind);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`fields of the overlay have an edge that can be seen in ${colorScheme} colours`, async ({ page, site }) => {
    await page.emulateMedia({ colorScheme });
    await visit(page, site.origin + address);
    await overlay(page).getByRole('tab', { name: 'Visitor' }).click();
    const colours = await overlay(page).evaluate((panel) => [
      getComputedStyle(panel).backgroundColor,
      getComputedStyle(panel.querySelector('input') as Element).borderTopColor,
    ]);
    const [one = 0, other = 0] = colours.map((colour) => {
      const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? [])
        .map((part) => Number(part) / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    });
    // By WCAG 2.2, 1.4.11.
    expect((Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)).toBeGreaterThan(3);
  });
}

test('the focus stays in the overlay when the button that had it goes', async ({ page, site }) => {
  await visit(page, site.origin + address);
  await overlay(page).getByRole('tab', { name: 'Visitor' }).click();
  await overlay(page).getByRole('textbox', { name: 'Path' }).fill('loyalty.tier');
  await overlay(page).getByRole('textbox', { name: 'Value' }).fill('gold');
  await page.keyboard.press('Enter');
  await overlay(page).getByRole('button', { name: 'Back to the real profile' }).press('Enter');
  await expect(overlay(page).getByRole('button', { name: 'Back to the real profile' })).toBeHidden();
  await expect(overlay(page).getByRole('tabpanel')).toBeFocused();
});

test('the keyboard goes from field to field while the visit goes on', async ({ page, site }) => {
  await visit(page, site.origin + address);
  await overlay(page).getByRole('tab', { name: 'Visitor' }).click();
  await overlay(page).getByRole('textbox', { name: 'Path' }).fill('loyalty.tier');
  // The overlay has a decision to show by then, and waits with it for the end of what is written.
  await decideHero(page);
  await page.keyboard.press('Tab');
  await expect(overlay(page).getByRole('textbox', { name: 'Value' })).toBeFocused();
  await page.keyboard.type('gold');
  await page.keyboard.press('Enter');
  const tried = overlay(page).getByRole('textbox', { name: 'loyalty.tier' });
  await expect(tried).toHaveValue('gold');
  await tried.fill('silver');
  await page.keyboard.press('Tab');
  await expect(overlay(page).getByRole('textbox', { name: 'Path' })).toBeFocused();
  await expect(tried).toHaveValue('silver');
});

test('the focus is in the overlay where it was when the overlay has loaded the page anew', async ({ page, site }) => {
  await visit(page, `${site.origin}/?edgewise-debug`);
  await expect(overlay(page)).toBeVisible();
  await expect(page.locator('body'), 'nobody asked for it on the page').toBeFocused();
  await overlay(page).getByRole('button', { name: 'Show “Coming offer”' }).press('Enter');
  await expect(overlay(page).getByRole('button', { name: 'Showing “Coming offer”' })).toBeFocused();
  await overlay(page).getByRole('button', { name: 'End the preview' }).press('Enter');
  await expect(overlay(page).getByRole('button', { name: 'Show “Coming offer”' })).toBeVisible();
  await expect(overlay(page).getByRole('tabpanel')).toBeFocused();
  await page.reload();
  await expect(overlay(page)).toBeVisible();
  await expect(page.locator('body'), 'the overlay did not load it').toBeFocused();
});

test('the overlay is not printed with the page', async ({ page, site }) => {
  await visit(page, site.origin + address);
  await expect(overlay(page)).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(overlay(page)).toBeHidden();
});
