import type { Tensor } from '../../../session.ts';

/** What a careless page may feed instead of a tensor; made where it is used, because most of it can't be sent between processes. */
export const oddTensors: Readonly<Record<string, (tensor: Tensor) => unknown>> = {
  null: () => null,
  undefined: () => undefined,
  number: () => 1,
  text: () => 'tensor',
  array: elementsOf,
  data: ({ data }) => data,
  function: () => () => 1,
  symbol: () => Symbol('tensor'),
  map: () => new Map(),
  emptyObject: () => ({}),
  wrongType: (tensor) => ({ ...tensor, type: tensor.type === 'float32' ? 'float64' : 'float32' }),
  unknownType: (tensor) => ({ ...tensor, type: '__proto__' }),
  numericType: (tensor) => ({ ...tensor, type: 1 }),
  symbolicType: (tensor) => ({ ...tensor, type: Symbol('float32') }),
  noDims: ({ type, data }) => ({ type, data }),
  typedDims: (tensor) => ({ ...tensor, dims: Int32Array.from(tensor.dims) }),
  bigDims: (tensor) => ({ ...tensor, dims: tensor.dims.map((size) => BigInt(Math.min(size, 1e9))) }),
  bigDim: (tensor) => ({ ...tensor, dims: [...tensor.dims.slice(1), 1n] }),
  textDims: (tensor) => ({ ...tensor, dims: tensor.dims.map(String) }),
  symbolicDims: (tensor) => ({ ...tensor, dims: [Symbol('n')] }),
  objectDims: (tensor) => ({ ...tensor, dims: [Object.create(null)] }),
  nestedDims: (tensor) => ({ ...tensor, dims: [tensor.dims] }),
  notANumberDims: (tensor) => ({ ...tensor, dims: [Number.NaN, 2] }),
  negativeDims: (tensor) => ({ ...tensor, dims: [-1, -tensor.data.length] }),
  fractionalDims: (tensor) => ({ ...tensor, dims: [tensor.data.length / 2, 2, 0.5] }),
  sparseDims: (tensor) => ({ ...tensor, dims: new Array(3) }),
  hugeDims: (tensor) => ({ ...tensor, dims: [2 ** 53, 2 ** 53, 0] }),
  infiniteDims: (tensor) => ({ ...tensor, dims: [Number.POSITIVE_INFINITY, 0] }),
  manyDims: (tensor) => ({ ...tensor, dims: new Array(100_000).fill(1) }),
  manyOnes: (tensor) => ({ ...tensor, dims: [...tensor.dims, ...new Array(40).fill(1)] }),
  flatDims: (tensor) => ({ ...tensor, dims: [tensor.data.length] }),
  moreDims: (tensor) => ({ ...tensor, dims: [...tensor.dims, 2] }),
  noSize: (tensor) => ({ ...tensor, dims: tensor.dims.map(() => 0), data: tensor.data.slice(0, 0) }),
  noData: ({ type, dims }) => ({ type, dims }),
  nullData: (tensor) => ({ ...tensor, data: null }),
  plainData: (tensor) => ({ ...tensor, data: elementsOf(tensor) }),
  sparseData: (tensor) => ({ ...tensor, data: new Array(tensor.data.length) }),
  mixedData: (tensor) => ({
    ...tensor,
    data: elementsOf(tensor).map((_, i) => [1, null, undefined, {}, 1n, 'a'][i % 6]),
  }),
  symbolicData: (tensor) => ({ ...tensor, data: elementsOf(tensor).map(() => Symbol('a')) }),
  objectData: (tensor) => ({ ...tensor, data: elementsOf(tensor).map(() => Object.create(null)) }),
  shortData: (tensor) => ({ ...tensor, data: tensor.data.slice(1) }),
  doubleData: (tensor) => ({ ...tensor, data: new Float64Array(tensor.data.length) }),
  viewData: (tensor) => ({ ...tensor, data: new DataView(new ArrayBuffer(8)) }),
  bufferData: (tensor) => ({ ...tensor, data: new ArrayBuffer(tensor.data.length) }),
  sharedData: (tensor) => ({ ...tensor, data: new Float32Array(new SharedArrayBuffer(4 * tensor.data.length)) }),
  detachedData: (tensor) => {
    const data = new Float32Array(tensor.data.length);
    structuredClone(data.buffer, { transfer: [data.buffer] });
    return { ...tensor, data };
  },
  // onnxruntime-common's tensors do so once they are disposed.
  throwingData: ({ type, dims }) => ({
    type,
    dims,
    get data(): never {
      throw new Error('The tensor is disposed.');
    },
  }),
  throwingDims: (tensor) => ({
    ...tensor,
    get dims(): never {
      throw new TypeError('no dims');
    },
  }),
  revoked: () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
};

function elementsOf({ data }: Tensor): unknown[] {
  return Array.from<unknown>(data);
}

/** What a page may feed instead of a map. */
export const oddMaps: Readonly<Record<string, (map: ReadonlyMap<unknown, unknown>) => unknown>> = {
  null: () => null,
  number: () => 4,
  text: () => 'map',
  array: (map) => [...map],
  object: (map) => Object.fromEntries(Array.from(map, ([key, value]) => [String(key), value])),
  bareObject: () => Object.create(null),
  otherKeys: (map) => new Map(Array.from(map, ([, value]) => [value, value])),
  textKeys: (map) => new Map(Array.from(map, ([key, value]) => [String(key), value])),
  textValues: (map) => new Map(Array.from(map, ([key]) => [key, 'a'])),
  symbols: () => new Map([[Symbol('a'), Symbol('b')]]),
  objects: () => new Map([[{}, Object.create(null)]]),
  bigValues: (map) => new Map(Array.from(map, ([key]) => [key, 2n ** 70n])),
  fractions: () => new Map([[0.5, 0.5]]),
  large: () => new Map(Array.from({ length: 50_000 }, (_, i) => [BigInt(i), i])),
  tensor: () => ({ type: 'float32', dims: [1], data: new Float32Array(1) }),
  pretender: () => ({ [Symbol.toStringTag]: 'Map' }),
  set: () => new Set([1]),
};

type Feeds = Readonly<Record<string, unknown>>;

/** What may come instead of the record of feeds. */
export const oddFeeds: Readonly<Record<string, (feeds: Feeds) => unknown>> = {
  null: () => null,
  undefined: () => undefined,
  number: () => 5,
  text: () => 'feeds',
  array: (feeds) => Object.values(feeds),
  map: (feeds) => new Map(Object.entries(feeds)),
  empty: () => ({}),
  more: (feeds) => ({ ...feeds, surplus: Object.values(feeds)[0] }),
  inherited: (feeds) => Object.create(feeds),
  prototype: (feeds) => ({ ...feeds, constructor: 1, ['__proto__']: 2 }),
  revoked: () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  throwing: (feeds) =>
    Object.defineProperty({}, Object.keys(feeds)[0] ?? 'x', {
      enumerable: true,
      get() {
        throw new Error('no feed');
      },
    }),
};

/** What may come instead of the names of wanted outputs. */
export const oddOutputNames: Readonly<Record<string, (names: readonly string[]) => unknown>> = {
  none: () => [],
  null: () => null,
  number: () => 3,
  text: () => 'y',
  object: () => ({}),
  unknown: () => ['no such output'],
  symbol: () => [Symbol('y')],
  numbers: () => [0, null, {}],
  twice: (names) => [...names, ...names],
  last: (names) => names.slice(-1),
};

/** What may come instead of a model's bytes. */
export const oddModels: Readonly<Record<string, (model: Uint8Array) => unknown>> = {
  null: () => null,
  undefined: () => undefined,
  number: () => 8,
  text: () => '<!doctype html><title>404</title>',
  page: () => new TextEncoder().encode('<!doctype html><title>404</title>'),
  empty: () => new Uint8Array(),
  array: (model) => Array.from(model),
  buffer: (model) => model.slice().buffer,
  view: (model) => new DataView(model.slice().buffer),
  floats: () => new Float32Array(8),
  object: () => ({}),
  zeros: () => new Uint8Array(1000),
};
