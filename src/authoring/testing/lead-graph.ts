import type { ColumnType } from '../../pipeline/frame.ts';
import { createRandom } from '../../pipeline/random.ts';
import { gradientBoosting } from '../graph/estimator-nodes.ts';
import { graph } from '../graph/graph.ts';
import {
  array,
  cast,
  cut,
  datetimePart,
  fillna,
  getDummies,
  jsonToFrame,
  map,
  toDatetime,
} from '../graph/operator-nodes.ts';

/** A lead as a form sends it, with what became of it. */
export interface Lead {
  readonly requestedAt: string;
  readonly age: string | null;
  readonly income: number | null;
  readonly visits: number | null;
  readonly channel: string | null;
  readonly device: string;
  readonly country: string;
  readonly plan: string;
  readonly newsletter: string;
  readonly returning: string;
  readonly bought: boolean;
}

const fields: Readonly<Record<Exclude<keyof Lead, 'bought'>, ColumnType>> = {
  requestedAt: 'string',
  age: 'float64',
  income: 'float64',
  visits: 'int64',
  channel: 'string',
  device: 'string',
  country: 'string',
  plan: 'string',
  newsletter: 'string',
  returning: 'string',
};

/**
 * From JSON to a score in 17 steps behind the one that reads the JSON: parse a date, hour, day of the week, four fills, five maps, age to
 * integer, age bins, dummies, array, model.
 */
export function leadGraph() {
  return graph({
    nodes: {
      lead: jsonToFrame('events', {
        recordPath: 'lead',
        columns: Object.entries(fields).map(([name, type]) => ({ name, type })),
      }),
      requested: toDatetime('lead', { columns: ['requestedAt'], format: '%d.%m.%Y %H:%M' }),
      hour: datetimePart('requested', { column: 'requestedAt', part: 'hour', timeZone: 'Europe/Berlin' }),
      dayOfWeek: datetimePart('hour', { column: 'requestedAt', part: 'dayofweek', timeZone: 'Europe/Berlin' }),
      ageFilled: fillna('dayOfWeek', { value: { age: 40 } }),
      incomeFilled: fillna('ageFilled', { value: { income: 30_000.5 } }),
      visitsFilled: fillna('incomeFilled', { value: { visits: 1 } }),
      channelFilled: fillna('visitsFilled', { value: { channel: 'direct' } }),
      deviceMapped: map('channelFilled', { column: 'device', mapping: { phone: 0, tablet: 1, desktop: 2 } }),
      countryMapped: map('deviceMapped', { column: 'country', mapping: { DE: 0.3, AT: 0.5, CH: 0.8 }, default: 0.1 }),
      planMapped: map('countryMapped', { column: 'plan', mapping: { free: 0, basic: 1, pro: 2 } }),
      newsletterMapped: map('planMapped', { column: 'newsletter', mapping: { yes: 1, no: 0 } }),
      returningMapped: map('newsletterMapped', { column: 'returning', mapping: { true: 1, false: 0 } }),
      ageWhole: cast('returningMapped', { type: { age: 'int64' } }),
      ageBin: cut('ageWhole', {
        column: 'age',
        bins: [0, 25, 40, 60, null],
        labels: ['young', 'adult', 'middle', 'senior'],
        name: 'ageBin',
      }),
      dummies: getDummies('ageBin', { columns: ['ageBin', 'channel'] }),
      row: array('dummies', { columns: leadFeatures }),
      model: gradientBoosting('row', { maxIter: 30 }),
    },
    outputs: { probability: 'model.probabilities[:,1]', label: 'model.label' },
  });
}

/** The columns of the tensor: all but the date. */
const leadFeatures = [
  ...['age', 'income', 'visits', 'device', 'country', 'plan', 'newsletter', 'returning', 'hour', 'dayofweek'],
  ...['young', 'adult', 'middle', 'senior'].map((bin) => `ageBin_${bin}`),
  ...['direct', 'mail', 'search'].map((channel) => `channel_${channel}`),
];

/** Leads drawn at random; equal seeds give equal leads. Some lack a field. */
export function drawLeads(count: number, seed: number): Lead[] {
  const random = createRandom(seed);
  const among = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const maybe = <T>(value: T): T | null => (random() < 0.15 ? null : value);
  const two = (value: number) => String(value).padStart(2, '0');
  return Array.from({ length: count }, () => {
    const age = Math.floor(18 + random() * 60);
    const plan = among(['free', 'basic', 'pro']);
    const channel = among(['mail', 'search', 'direct']);
    const hour = Math.floor(random() * 24);
    const income = Math.round(random() * 9_000_000) / 100;
    const logit =
      (plan === 'pro' ? 2 : 0) +
      (channel === 'mail' ? 1 : 0) +
      income / 40_000 +
      (hour > 17 ? 1 : 0) -
      3 +
      (age > 60 ? -1 : 0);
    return {
      requestedAt: `${two(1 + Math.floor(random() * 28))}.${two(1 + Math.floor(random() * 12))}.2024 ${two(hour)}:${two(Math.floor(random() * 60))}`,
      age: maybe(String(age)),
      income: maybe(income),
      visits: maybe(Math.floor(random() * 20)),
      channel: maybe(channel),
      device: among(['phone', 'tablet', 'desktop']),
      country: among(['DE', 'AT', 'CH', 'FR']),
      plan,
      newsletter: among(['yes', 'no']),
      returning: among(['true', 'false']),
      bought: random() < 1 / (1 + Math.exp(-logit)),
    };
  });
}
