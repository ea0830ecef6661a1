import type { Activity } from '../../decisioning/activity.ts';
import type { Path } from '../json/json-document.ts';
import type { Context } from './context.ts';

/** The least weight that is taken for a percentage rather than a part of a ratio such as 1 : 1 : 2. */
const leastPercentage = 20;

/**
 * Reports weights that don't sum. They are relative, so any sum works; but ones that are written as fractions or percentages and sum to something
 * else than 1 or 100 give other shares than they say.
 */
export function checkWeights({ selection, experiences }: Activity, path: Path, { report }: Context): void {
  if (selection.type === 'first' || experiences.every(({ weight }) => weight === undefined)) return;
  const weights = experiences.map(({ weight = 1 }) => weight);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const largest = Math.max(...weights);
  const complain = (problem: string): void => report('error', [...path, 'experiences'], problem);
  const shares = (total: number, kind: string): void => {
    // Three of 33.3, or of 0.33, are rounded.
    if (Math.abs(sum - total) <= total * 0.01 + Number.EPSILON * total) return;
    const said = `the weights look like ${kind}, but they sum to ${Number(sum.toPrecision(6))}, not ${total}`;
    complain(`${said} (an experience without one has 1); for a ratio write small whole numbers, such as 2 and 1`);
  };
  if (sum === 0) complain('all weights are 0, so no experience is ever drawn');
  else if (weights.some((weight) => !Number.isInteger(weight) && weight < 1)) shares(1, 'fractions');
  else if (largest >= leastPercentage && largest <= 100) shares(100, 'percentages');
}
