import type { Draw } from './draw.ts';

/** What takes JSON from outside: a graph's definition, a manifest, its signed form, and what decisions are made of. */
export type JsonTarget = 'graph' | 'manifest' | 'trust' | 'decide';

export const jsonTargets: readonly JsonTarget[] = ['graph', 'manifest', 'trust', 'decide'];

/** A document for one of them, as text: nested as deep as it is, it can't be sent otherwise. */
export interface JsonCase {
  readonly target: JsonTarget;
  readonly text: string;
  /** `trust` alone: whether a key is given. */
  readonly isKeyGiven?: boolean;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The key pair of RFC 8037, appendix A: signatures by it are the same each time. */
export const testKey = {
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
};

/** Makes a valid document wrong in a few places, or a document of nothing but chance. */
export function jsonCase(draw: Draw, target: JsonTarget, signed: string): JsonCase {
  const valid: Readonly<Record<JsonTarget, string>> = {
    graph: JSON.stringify(validGraph),
    manifest: JSON.stringify(validManifest),
    trust: signed,
    decide: JSON.stringify(validDecision),
  };
  const document = draw.chance(10) ? randomJson(draw, 4) : (JSON.parse(valid[target]) as Json);
  const holder: { [key: string]: Json } = { document };
  for (let left = draw.int(0, 4); left > 0; left--) mutateJson(draw, holder);
  let text = textOf(holder.document ?? null);
  // Beyond this the process would be lost to the size of the document alone.
  if (text.length > 400_000) text = valid[target];
  if (target === 'trust' && draw.chance(30)) text = text.slice(0, draw.int(0, text.length));
  return { target, text, isKeyGiven: !draw.chance(40) };
}

/** As JSON; in place of what fits in no text, as lists of lists of lists may, a text that is too long. */
function textOf(document: Json): string {
  try {
    return JSON.stringify(document);
  } catch (error) {
    if (error instanceof RangeError) return ' '.repeat(1e6);
    throw error;
  }
}

const oddNames = [
  '__proto__',
  'constructor',
  'toString',
  '',
  'id',
  'op',
  'params',
  'var',
  'a.b',
  'x[0]',
  '[*]',
  '\ud800',
];
const oddReferences = [
  'events',
  'profile',
  'frame',
  'row',
  'model.probabilities[:,1]',
  'model.probabilities[:,9]',
  'row.price',
];
const oddOperators = [
  'map',
  'reduce',
  'filter',
  'cat',
  'merge',
  '+',
  '%',
  'in',
  'substr',
  'missing_some',
  'if',
  'log',
  'method',
];

function randomJson(draw: Draw, depth: number): Json {
  const kind = draw.int(0, depth > 0 ? 12 : 7);
  if (kind === 0) return null;
  if (kind === 1) return draw.chance(50);
  if (kind === 2) return draw.pick([0, 1, -1, 0.5, 1e9, -1e308, 2 ** 53]);
  if (kind === 3) return draw.pick(oddNames);
  if (kind === 4) return draw.pick(oddReferences);
  if (kind === 5)
    return { var: draw.pick(['event.eventType', 'now', '', '__proto__.x', 'profile', 'scores.a[0]', 'accumulator']) };
  if (kind === 6) return draw.pick(['x'.repeat(300), '2024-01-01T00:00:00Z', 'NaN', 'live', 'float64']);
  if (kind === 7) return draw.chance(10) ? nested(draw) : [];
  if (kind === 8) return draw.list(0, 5, () => randomJson(draw, depth - 1));
  if (kind === 9) return { [draw.pick(oddOperators)]: draw.list(0, 3, () => randomJson(draw, depth - 1)) };
  if (kind === 10) return new Array(draw.pick([10, 1000, 20_000])).fill(randomJson(draw, 0));
  return Object.fromEntries(draw.list(0, 4, () => [draw.pick(oddNames), randomJson(draw, depth - 1)]));
}

/** Deeper than any stack of calls should have to go. */
function nested(draw: Draw): Json {
  let value: Json = 1;
  const deepest = draw.pick([90, 110, 500]);
  const operator = draw.pick(['!', 'and', 'cat']);
  const isLogic = draw.chance(70);
  for (let depth = 0; depth < deepest; depth++) value = isLogic ? { [operator]: [value] } : [value];
  return value;
}

/** An object or array and one of its keys. */
interface Place {
  readonly holder: { [key: string]: Json };
  readonly key: string;
}

function placesOf(value: Json, found: Place[] = [], depth = 0): Place[] {
  if (typeof value !== 'object' || value === null || depth > 40 || found.length > 2000) return found;
  // Arrays are addressed by their indices like any object.
  const holder = value as { [key: string]: Json };
  for (const key of Object.keys(holder).slice(0, 200)) {
    found.push({ holder, key });
    placesOf(holder[key] ?? null, found, depth + 1);
  }
  return found;
}

function mutateJson(draw: Draw, root: { [key: string]: Json }): void {
  const places = placesOf(root);
  if (places.length === 0) return;
  const { holder, key } = draw.pick(places);
  const other = draw.pick(places);
  const value = holder[key] ?? null;
  const kind = draw.int(0, 7);
  if (kind <= 2) set(holder, key, randomJson(draw, 3));
  else if (kind === 3) set(holder, key, structuredClone(other.holder[other.key] ?? null));
  else if (kind === 4) Array.isArray(holder) ? holder.splice(Number(key), 1) : Reflect.deleteProperty(holder, key);
  else if (kind === 5) set(holder, Array.isArray(holder) ? key : draw.pick(oddNames), structuredClone(value));
  else if (kind === 6) set(holder, key, draw.chance(50) ? [value] : { [draw.pick(oddNames)]: value });
  else if (Array.isArray(value) && value.length > 0) {
    for (let times = draw.pick([1, 2, 200]); times > 0; times--) value.push(structuredClone(value[0] ?? null));
  }
}

// Plain assignment to `__proto__` would set the prototype, which JSON.parse does not.
function set(holder: { [key: string]: Json }, key: string, value: Json): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

const validGraph: Json = {
  nodes: [
    {
      id: 'row',
      op: 'xdm-to-frame',
      inputs: ['events'],
      params: {
        columns: [
          { name: 'price', path: 'productListItems[0].priceTotal', type: 'float64', default: 0 },
          { name: 'time', path: 'timestamp', type: 'string' },
          { name: 'kind', path: 'eventType', type: 'string', default: 'none' },
          { name: 'views', aggregate: 'count', where: { '==': [{ var: 'event.eventType' }, 'view'] }, window: 3600 },
          { name: 'spent', path: 'productListItems[*].priceTotal', aggregate: 'sum' },
        ],
      },
    },
    {
      id: 'known',
      op: 'profile-reader',
      inputs: ['profile'],
      params: { columns: [{ name: 'age', path: 'person.age', type: 'float64', default: 3 }] },
    },
    { id: 'filled', op: 'fillna', inputs: ['row'], params: { value: 0, columns: ['price', 'spent'] } },
    { id: 'hour', op: 'datetime-part', inputs: ['filled'], params: { column: 'time', part: 'hour' } },
    { id: 'clipped', op: 'clip', inputs: ['hour'], params: { columns: ['price'], lower: 0, upper: 100 } },
    { id: 'typed', op: 'cast', inputs: ['clipped'], params: { type: { views: 'float64' } } },
    {
      id: 'mapped',
      op: 'map',
      inputs: ['typed'],
      params: { column: 'kind', mapping: { view: 1, buy: 2 }, default: 0, name: 'code' },
    },
    {
      id: 'scaled',
      op: 'standard-scaler',
      inputs: ['mapped'],
      params: { columns: ['price', 'spent'], mean: [1, 2], scale: [3, 4] },
    },
    {
      id: 'hot',
      op: 'one-hot-encoder',
      inputs: ['scaled'],
      params: { columns: ['kind'], categories: [['view', 'buy']], handleUnknown: 'ignore' },
    },
    { id: 'X', op: 'array', inputs: ['hot'], params: { columns: ['price', 'spent'], type: 'float32' } },
    { id: 'model', op: 'onnx', inputs: [], params: { model: 'model', feeds: { X: 'X' } } },
    { id: 'own', op: 'custom', inputs: ['row'], params: { name: 'same', output: { columns: { price: 'float64' } } } },
    { id: 'told', op: 'frame-to-xdm', inputs: ['row'], params: { columns: [{ column: 'price', path: 'a.b' }] } },
    {
      id: 'written',
      op: 'profile-writer',
      inputs: [],
      params: {
        scores: { p: 'model.probabilities[0,1]' },
        segments: [{ id: 'likely', score: 'p', threshold: 0.5, condition: { '>': [{ var: 'scores.p' }, 0] } }],
      },
    },
  ],
  outputs: { probability: 'model.probabilities[:,1]', label: 'model.label' },
};

const activities: Json = [
  {
    id: 'hello',
    scope: 'hero',
    priority: 2,
    status: 'live',
    schedule: { start: '2020-01-01T00:00:00Z', end: '2040-01-01T00:00:00+01:00' },
    audience: { segments: ['likely'], condition: { in: [{ var: 'event.eventType' }, ['view', 'buy']] } },
    holdout: 0.1,
    exclusionGroup: 'all',
    frequencyCap: { count: 3, per: 'day' },
    selection: { type: 'split' },
    experiences: [
      {
        id: 'a',
        weight: 2,
        condition: { '>': [{ var: 'scores.intent.probability' }, 0.2] },
        items: [{ schema: 'https://ns.adobe.com/personalization/html-content-item', data: { content: '<b>a</b>' } }],
      },
      {
        id: 'b',
        items: [
          {
            schema: 'https://ns.adobe.com/personalization/dom-action',
            data: { type: 'setHtml', selector: '#x', content: 'y' },
          },
        ],
      },
    ],
  },
  {
    id: 'other',
    scope: 'hero',
    priority: 1,
    status: 'live',
    selection: { type: 'first' },
    experiences: [{ id: 'c', items: [] }],
  },
];

const segments: Json = [
  { id: 'likely', name: 'Likely', condition: { '>': [{ var: 'scores.intent.probability' }, 0.1] } },
  {
    id: 'many',
    name: 'Many',
    condition: { some: [{ var: 'event.productListItems' }, { '>': [{ var: 'priceTotal' }, 1] }] },
  },
];

const validManifest: Json = {
  manifestVersion: 1,
  generation: 7,
  publishedAt: '2024-03-10T12:00:00Z',
  mirrors: ['https://mirror.example/edgewise/'],
  services: {
    intent: {
      version: '1',
      graph: validGraph,
      models: {
        model: {
          sha256: '0'.repeat(64),
          bytes: 100,
          operators: ['ai.onnx.ml.LinearClassifier'],
          executionProviders: ['js', 'wasm'],
        },
      },
      selfCheck: [
        {
          input: { events: [{ _id: '1', timestamp: '2024-03-10T12:00:00Z', eventType: 'view' }], now: 1 },
          scores: { probability: 0.5 },
        },
      ],
    },
  },
  runtimes: { wasm: { version: '1.30.0', sha256: 'f'.repeat(64), bytes: 1000 } },
  segments,
  activities,
};

const validDecision: Json = {
  manifest: { generation: 7, segments, activities },
  context: {
    event: {
      _id: '1',
      timestamp: '2024-03-10T12:00:00Z',
      eventType: 'view',
      productListItems: [{ SKU: 'A', priceTotal: 3 }],
    },
    profile: {},
    scores: { intent: { probability: 0.5 } },
    session: { count: 1 },
    page: { url: '/' },
  },
  visitorId: 'v',
  scopes: ['hero', 'cart'],
  now: 1_710_072_000_000,
  explain: true,
};
