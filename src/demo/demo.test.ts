import { parse } from 'valibot';
import { describe, expect, it } from 'vitest';
import { activitySchema, segmentSchema } from '../decisioning/activity.ts';
import { decide } from '../decisioning/decide.ts';
import { activities, segments } from './activities.ts';
import { catalogue } from './catalogue.ts';
import { renderCart } from './pages/cart.ts';
import { renderHome } from './pages/home.ts';
import { html } from './pages/html.ts';
import { renderProduct } from './pages/product.ts';

/** What is chosen for both scopes at these scores. */
function choose(intent: number, churn: number) {
  const scores = { 'purchase-intent': { probability: intent }, 'churn-risk': { probability: churn } };
  const { propositions } = decide({
    manifest: { segments, activities },
    context: { scores, profile: {}, page: {}, session: {} },
    visitorId: 'visitor',
    scopes: ['hero', 'cart-discount'],
    now: 0,
  });
  return Object.fromEntries(propositions.map(({ scope, scopeDetails }) => [scope, scopeDetails.experience.id]));
}

describe('the demo shop', () => {
  it('has segments and activities that the schema accepts', () => {
    for (const segment of segments) expect(parse(segmentSchema, segment)).toEqual(segment);
    for (const activity of activities) expect(parse(activitySchema, activity)).toEqual(activity);
  });

  it('shows each kind of visitor something else', () => {
    expect(choose(0.07, 0.81)).toEqual({ hero: 'stay-for-a-cup' });
    expect(choose(0.08, 0.75)).toEqual({});
    expect(choose(0.22, 0.56)).toEqual({ 'cart-discount': 'ten-percent-off' });
    expect(choose(0.66, 0.28)).toEqual({ hero: 'order-today' });
  });

  it('gives every page a language, a title, a main landmark and one first heading, and every picture its size', () => {
    for (const page of [renderHome(), renderCart(), ...catalogue.map(renderProduct)]) {
      expect(page).toContain('<html lang="en">');
      expect(page).toMatch(/<title>[^<]+<\/title>/);
      expect(page.match(/<main id="main">/g)).toHaveLength(1);
      expect(page.match(/<h1/g)).toHaveLength(1);
      for (const [image] of page.matchAll(/<img [^>]*>/g))
        expect(image).toMatch(/ alt="[^"]*" width="\d+" height="\d+"/);
    }
  });

  it('tracks the product view before Edgewise has loaded', () => {
    const [product] = catalogue;
    expect(product && renderProduct(product)).toMatch(
      /edgewise\.q\.push\(\["track",\{"eventType":"commerce\.productViews"/,
    );
  });
});

describe('html', () => {
  it('escapes what is not markup', () => {
    expect(html`<p title="${'"'}">${'<b>'}${html`<i>${1}</i>`}</p>`.markup).toBe(
      '<p title="&#34;">&#60;b&#62;<i>1</i></p>',
    );
  });
});
