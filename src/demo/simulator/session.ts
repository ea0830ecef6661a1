import { createRandom, type Random } from '../../pipeline/random.ts';
import type { ExperienceEvent } from '../../xdm/event.ts';
import { catalogue, type Product } from '../catalogue.ts';
import { pageTitle } from '../page-title.ts';
import { toProductListItem } from '../product-list-item.ts';
import { drawChoice, drawExponential, drawPoisson } from './draws.ts';
import { churnProbability, drawVisitor, purchaseProbability, type SimulatedVisitor, sigmoid } from './ground-truth.ts';

/** A whole simulated visit, with what happened in the end and what was bound to happen. */
export interface SimulatedSession {
  readonly visitor: SimulatedVisitor;
  /** Oldest first: earlier visits of a returning visitor, then this one. */
  readonly events: readonly ExperienceEvent[];
  /** Index in `events` at which this visit begins. */
  readonly visitStart: number;
  readonly purchased: boolean;
  /** Left and never returned. */
  readonly churned: boolean;
  readonly truth: { readonly purchaseProbability: number; readonly churnProbability: number };
}

/** Options of {@link simulateSession}. */
export interface SimulationOptions {
  /** Milliseconds since 1970 at which the visit begins. @default 2026-03-02T09:00Z */
  readonly startTime?: number;
  /** Taken off every price at the till, 0 to 1. @default 0 */
  readonly discount?: number;
  /** Begins every event's `_id`. @default 'session' */
  readonly id?: string;
}

const defaultStart = Date.UTC(2026, 2, 2, 9);
const dayMs = 86_400_000;
const origin = 'https://morrowandfen.example';

/** Events with ascending times and ids of their own. */
function createRecorder(id: string, startTime: number) {
  const events: ExperienceEvent[] = [];
  let time = startTime;
  let referrer = '';
  return {
    events,
    wait(ms: number) {
      time += Math.round(ms);
    },
    jumpTo(ms: number) {
      time = Math.round(ms);
      referrer = '';
    },
    record(eventType: string, fields: Readonly<Record<string, unknown>>) {
      events.push({ _id: `${id}-${events.length}`, timestamp: new Date(time).toISOString(), eventType, ...fields });
    },
    pageView(path: string, name?: string) {
      this.record('web.webpagedetails.pageViews', {
        web: {
          webPageDetails: { URL: origin + path, name: pageTitle(name), pageViews: { value: 1 } },
          webReferrer: { URL: referrer },
        },
      });
      referrer = origin + path;
    },
    productPage(product: Product) {
      this.pageView(`/product/${product.slug}.html`, product.name);
      this.commerce('productViews', [product]);
    },
    commerce(measure: string, products: readonly Product[]) {
      this.record(`commerce.${measure}`, {
        commerce: { [measure]: { value: 1 } },
        productListItems: products.map((product) => toProductListItem(product)),
      });
    },
  };
}

type Recorder = ReturnType<typeof createRecorder>;

/** Leaves are bought again and again, so they are looked at more often. */
function drawProduct(random: Random): Product {
  return drawChoice(
    random,
    catalogue.map((product) => [product, product.category === 'leaf' ? 1.4 : 1] as const),
  );
}

function drawDwell(random: Random, visitor: SimulatedVisitor): number {
  return 2_000 + drawExponential(random, 14_000 * Math.exp(0.35 * visitor.intent));
}

function recordEarlierVisits(recorder: Recorder, random: Random, visitor: SimulatedVisitor, startTime: number): void {
  const visits = 1 + drawPoisson(random, 0.8);
  for (let visit = visits; visit > 0; visit -= 1) {
    recorder.jumpTo(startTime - dayMs * (visit * 5 + 4 * random()));
    recorder.pageView('/');
    for (let left = drawPoisson(random, 1.5); left > 0; left -= 1) {
      recorder.wait(drawDwell(random, visitor));
      recorder.productPage(drawProduct(random));
    }
  }
}

/** Walks through the shop: product pages, cart, and back; returns what is in the cart at the end. */
function browse(recorder: Recorder, random: Random, visitor: SimulatedVisitor) {
  const { intent, priceSensitivity } = visitor;
  const cart: Product[] = [];
  let productViews = 0;
  let removals = 0;
  // A third of visits land on a product page, as from a search engine.
  const landsOnProduct = random() < 0.33;
  if (!landsOnProduct) recorder.pageView('/');
  const wanted = drawPoisson(random, Math.exp(0.75 + 0.4 * intent) + 2.5 * priceSensitivity * sigmoid(2 * intent));
  for (let left = landsOnProduct ? Math.max(1, wanted) : wanted; left > 0; left -= 1) {
    recorder.wait(drawDwell(random, visitor));
    if (random() < 0.2) {
      recorder.pageView('/');
      recorder.wait(drawDwell(random, visitor));
    }
    const product = drawProduct(random);
    recorder.productPage(product);
    productViews += 1;
    recorder.wait(drawDwell(random, visitor));
    const adds = sigmoid(-1.3 + 1.3 * intent - 0.9 * priceSensitivity * (product.price / 60 - 1));
    if (random() >= adds) continue;
    cart.push(product);
    recorder.commerce('productListAdds', [product]);
    if (random() >= 0.5) continue;
    recorder.wait(3_000);
    recorder.pageView('/cart.html', 'Your cart');
    if (random() >= 0.08 + 0.3 * priceSensitivity) continue;
    recorder.wait(drawDwell(random, visitor));
    cart.pop();
    removals += 1;
    recorder.commerce('productListRemovals', [product]);
  }
  return { cart, productViews, removals };
}

/**
 * One visit to the demo shop, from its first page to its end, by the truth in ground-truth.ts.
 * Pure: equal draws of `random` and equal options give equal sessions.
 */
export function simulateSession(random: Random, options: SimulationOptions = {}): SimulatedSession {
  const { startTime = defaultStart, discount = 0, id = 'session' } = options;
  const visitor = drawVisitor(random);
  const recorder = createRecorder(id, startTime);
  if (visitor.returning) recordEarlierVisits(recorder, random, visitor, startTime);
  const visitStart = recorder.events.length;
  recorder.jumpTo(startTime);
  const { cart, productViews, removals } = browse(recorder, random, visitor);

  const payable = cart.reduce((sum, product) => sum + product.price, 0) * (1 - discount);
  const purchase = purchaseProbability(visitor, { items: cart.length, payable, removals });
  const purchased = random() < purchase;
  if (purchased || (cart.length > 0 && random() < 0.2)) {
    recorder.wait(drawDwell(random, visitor));
    recorder.pageView('/cart.html', 'Your cart');
    recorder.wait(drawDwell(random, visitor));
    recorder.commerce('checkouts', cart);
  }
  if (purchased) {
    recorder.wait(drawDwell(random, visitor));
    recorder.commerce('purchases', cart);
  }
  const churn = churnProbability(visitor, { productViews, items: cart.length, purchased });
  const churned = random() < churn;
  return {
    visitor,
    events: recorder.events,
    visitStart,
    purchased,
    churned,
    truth: { purchaseProbability: purchase, churnProbability: churn },
  };
}

/**
 * Many visits, each from a generator of its own, so that session `n` of a seed stays the same however many are asked for.
 * @param options.seed 32-bit integer; options.count how many; the rest as {@link SimulationOptions}.
 */
export function simulateSessions(
  options: SimulationOptions & { readonly seed: number; readonly count: number },
): SimulatedSession[] {
  const { seed, count, ...rest } = options;
  return Array.from({ length: count }, (_, index) =>
    simulateSession(createRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)), {
      ...rest,
      id: `${rest.id ?? 'session'}-${seed}-${index}`,
    }),
  );
}

/**
 * What the page knew at a moment drawn from the visit, before any purchase: the events a model is trained on.
 * @returns the events up to and including that moment; never empty.
 */
export function cutSession(session: SimulatedSession, random: Random): ExperienceEvent[] {
  const purchase = session.events.findIndex((event) => event.eventType === 'commerce.purchases');
  const end = purchase === -1 ? session.events.length : purchase;
  const length = session.visitStart + 1 + Math.floor(random() * (end - session.visitStart));
  return session.events.slice(0, Math.min(length, end));
}
