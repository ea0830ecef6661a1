import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { browserNames } from '../scripts/browsers.ts';
import { createStaticServer } from '../src/demo/static-server.ts';
import { type BrowserSession, startBrowser } from './support/browser-session.ts';

const demo = fileURLToPath(new URL('../demo-dist', import.meta.url));

/** What a page of the shop decided and shows. */
interface Told {
  readonly errors: readonly string[];
  readonly decision: {
    readonly source: string;
    readonly late: boolean;
    readonly requests: number;
    readonly propositions: readonly {
      readonly scope: string;
      readonly scopeDetails: { readonly experience: { readonly id: string } };
    }[];
    readonly predictions: Readonly<Record<string, { scores: { probability: number }; executionProvider: string }>>;
    readonly events: readonly { readonly eventType: string }[];
  };
  readonly filled: readonly string[];
  /** Whether an experience lies in the slot, and whether the visitor sees what it holds. */
  readonly hasExperience: boolean;
  readonly isVisible: boolean;
}

/** Opens a page of the shop, and waits for the decision that the page makes by itself. */
async function openPage(session: BrowserSession, url: string): Promise<Told> {
  await session.open(url);
  const told = await session.evaluate<Told>(`
    const told = (wanted) => edgewiseLog.filter(([name]) => name === wanted).map(([, detail]) => detail);
    const decision = told('decision')[0] ?? (await new Promise((resolve) => edgewise.on('decision', resolve)));
    const slot = document.querySelector('edgewise-slot');
    const experience = slot.querySelector('[slot=experience]');
    return {
      decision,
      errors: told('error').map(({ code, message }) => code + ': ' + message),
      filled: told('filled').map(({ scope }) => scope),
      hasExperience: experience !== null,
      isVisible: getComputedStyle((experience ?? slot).querySelector('*')).visibility === 'visible',
    };`);
  expect(told.errors).toEqual([]);
  expect(told.isVisible, 'a slot never stays empty').toBe(true);
  const { late, propositions } = told.decision;
  if (propositions.length > 0 && !late) {
    expect(told.filled, 'what was decided in time stands in the slot').toEqual(propositions.map(({ scope }) => scope));
  }
  expect(told.hasExperience).toBe(told.filled.length > 0);
  return told;
}

const probability = ({ decision }: Told, service: string): number =>
  decision.predictions[service]?.scores.probability ?? Number.NaN;

test.beforeAll(() => {
  if (!existsSync(demo)) throw new Error('The demo is not built: run "npm run build && npx tsx scripts/build-demo.ts"');
});

for (const name of browserNames) {
  test(`the demo shop decides on a first visit and on later ones in ${name}`, async () => {
    const server = createStaticServer(demo).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : ''}`;
    const session = await startBrowser(name);
    try {
      const first = await openPage(session, `${origin}/`);
      expect(first.decision.source).toBe('network');
      expect(await session.evaluate('return await edgewise.ready')).toMatchObject({ status: 'complete' });

      for (const page of ['heron-kettle', 'fell-mugs']) {
        await session.open(`${origin}/product/${page}.html`);
        await session.evaluate(`document.querySelector('[data-add-to-cart] button').click()`);
      }
      const cart = await openPage(session, `${origin}/cart.html`);
      const later = await openPage(session, `${origin}/`);
      for (const { decision } of [cart, later]) {
        expect(decision).toMatchObject({ source: 'cache', requests: 0 });
        expect(decision.events.filter(({ eventType }) => eventType === 'commerce.productListAdds')).toHaveLength(2);
        for (const { executionProvider } of Object.values(decision.predictions)) expect(executionProvider).toBe('js');
      }
      expect(probability(later, 'purchase-intent')).toBeGreaterThan(probability(first, 'purchase-intent'));
      expect(probability(later, 'churn-risk')).toBeLessThan(probability(first, 'churn-risk'));
      const experiences = ({ decision }: Told) =>
        decision.propositions.map(({ scopeDetails }) => scopeDetails.experience.id);
      expect(experiences(later), 'the decision follows what the visitor does').not.toEqual(experiences(first));
    } finally {
      await session.close();
      server.close();
      server.closeAllConnections();
    }
  });
}
