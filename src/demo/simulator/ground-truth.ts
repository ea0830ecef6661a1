/**
 * The ground truth of the simulated shop: who visits, what they want, and how that turns into a purchase or a farewell.
 * Nothing here reaches a model; the models see only the events that follow from it.
 *
 * A visitor has a type, and from it
 * - `intent`, normal: how much they came to buy today;
 * - `priceSensitivity`, uniform in [0, 1]: how much a price holds them back;
 * - `returning`: whether they have been here before.
 *
 * | type | share | intent, mean (deviation) | price sensitivity | returning |
 * | --- | --- | --- | --- | --- |
 * | buyer | 22 % | 1.3 (0.5) | 0.0 to 0.5 | 55 % |
 * | comparer | 28 % | 0.4 (0.5) | 0.6 to 1.0 | 45 % |
 * | browser | 35 % | -0.6 (0.6) | 0.2 to 0.8 | 30 % |
 * | passer-by | 15 % | -1.8 (0.4) | 0.2 to 0.8 | 10 % |
 *
 * With σ(x) = 1 / (1 + e^-x), at the end of browsing
 * - P(purchase) = σ(-1.4 + 1.5 intent + 0.4 min(items, 4) + 0.5 returning - 2.2 priceSensitivity · payable / 100
 *   - 0.5 removals), and 0 when the cart is empty; `payable` is the cart's sum in euros less any discount;
 * - P(churn), leaves and never returns = σ(1.4 - 1.0 intent - 2.0 purchased - 0.9 returning - 0.12 min(productViews, 8)
 *   + 0.9 priceSensitivity · abandoned), where `abandoned` is 1 for a cart left behind.
 */
import type { Random } from '../../pipeline/random.ts';
import { drawChoice, drawNormal } from './draws.ts';

export type VisitorType = 'buyer' | 'comparer' | 'browser' | 'passer-by';

/** What is true of a simulated visitor and hidden from every model. */
export interface SimulatedVisitor {
  readonly type: VisitorType;
  readonly intent: number;
  /** 0 to 1. */
  readonly priceSensitivity: number;
  readonly returning: boolean;
}

interface TypeTraits {
  readonly share: number;
  readonly intent: readonly [mean: number, deviation: number];
  readonly priceSensitivity: readonly [low: number, high: number];
  readonly returning: number;
}

/** The table above. */
export const visitorTypes: Readonly<Record<VisitorType, TypeTraits>> = {
  buyer: { share: 0.22, intent: [1.3, 0.5], priceSensitivity: [0, 0.5], returning: 0.55 },
  comparer: { share: 0.28, intent: [0.4, 0.5], priceSensitivity: [0.6, 1], returning: 0.45 },
  browser: { share: 0.35, intent: [-0.6, 0.6], priceSensitivity: [0.2, 0.8], returning: 0.3 },
  'passer-by': { share: 0.15, intent: [-1.8, 0.4], priceSensitivity: [0.2, 0.8], returning: 0.1 },
};

/** Draws a visitor by the table above. */
export function drawVisitor(random: Random): SimulatedVisitor {
  const type = drawChoice<VisitorType>(random, [
    ['buyer', visitorTypes.buyer.share],
    ['comparer', visitorTypes.comparer.share],
    ['browser', visitorTypes.browser.share],
    ['passer-by', visitorTypes['passer-by'].share],
  ]);
  const traits = visitorTypes[type];
  const [low, high] = traits.priceSensitivity;
  return {
    type,
    intent: drawNormal(random, ...traits.intent),
    priceSensitivity: low + (high - low) * random(),
    returning: random() < traits.returning,
  };
}

/** The logistic function σ. */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Probability that the visit ends in a purchase, by the formula above. */
export function purchaseProbability(
  visitor: SimulatedVisitor,
  cart: { readonly items: number; readonly payable: number; readonly removals: number },
): number {
  if (cart.items === 0) return 0;
  return sigmoid(
    -1.4 +
      1.5 * visitor.intent +
      0.4 * Math.min(cart.items, 4) +
      0.5 * Number(visitor.returning) -
      2.2 * visitor.priceSensitivity * (cart.payable / 100) -
      0.5 * cart.removals,
  );
}

/** Probability that the visitor leaves and never returns, by the formula above. */
export function churnProbability(
  visitor: SimulatedVisitor,
  visit: { readonly productViews: number; readonly items: number; readonly purchased: boolean },
): number {
  const abandoned = visit.items > 0 && !visit.purchased;
  return sigmoid(
    1.4 -
      1.0 * visitor.intent -
      2.0 * Number(visit.purchased) -
      0.9 * Number(visitor.returning) -
      0.12 * Math.min(visit.productViews, 8) +
      0.9 * visitor.priceSensitivity * Number(abandoned),
  );
}
