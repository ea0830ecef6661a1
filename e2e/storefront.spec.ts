import { expect, seenOn, test, untilReady } from './support/fixtures.ts';
import { defaultContent, offer } from './support/tiny-service.ts';

const viewProduct = `edgewise.track({ eventType: 'commerce.productViews', productListItems: [{ SKU: 'A-1', priceTotal: 49 }] })`;

test('shows the offer once the visitor has looked at two products', async ({ page, site }) => {
  await page.goto(site.origin);
  await untilReady(page);
  console.log(await seenOn(page));
  await expect(page.getByText(defaultContent)).toBeVisible();
  await page.evaluate(viewProduct);
  await page.evaluate(viewProduct);
  console.log(await page.evaluate(`edgewise.predict('interest')`));
  await page.reload();
  await expect(page.getByText(offer)).toBeVisible();
  console.log(JSON.stringify((await seenOn(page)).decisions[0], null, 1));
});
