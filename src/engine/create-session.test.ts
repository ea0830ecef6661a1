import { afterAll, describe, expect, test } from 'vitest';
import { isEdgewiseError } from '../errors.ts';
import { createSession } from './create-session.ts';
import type { Fallback } from './engine.ts';
import type { Session, Tensor } from './session.ts';
import { countingFeeds, readSharedModel, sharedModels } from './testing/shared-models.ts';
import { writeModel } from './testing/write-model.ts';

const wasm = { executionProviders: ['wasm'] } as const;
const sessions: Session[] = [];

afterAll(() => Promise.all(sessions.map((session) => session.release())));

async function open(...args: Parameters<typeof createSession>): Promise<Session> {
  const session = await createSession(...args);
  sessions.push(session);
  return session;
}

const row = { name: 'x', type: 'float', shape: ['N', 3] } as const;
const negate = writeModel({
  nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }],
  inputs: [row],
  outputs: [{ ...row, name: 'y' }],
});
const rename = writeModel({
  nodes: [{ op: 'Identity', inputs: ['name'], outputs: ['same'] }],
  inputs: [{ name: 'name', type: 'string', shape: ['N'] }],
  outputs: [{ name: 'same', type: 'string', shape: ['N'] }],
});
const unknown = writeModel({
  nodes: [{ op: 'Divine', inputs: ['x'], outputs: ['y'] }],
  inputs: [row],
  outputs: [{ ...row, name: 'y' }],
});
const x: Tensor = { type: 'float32', dims: [1, 3], data: Float32Array.of(1, 2, 3) };

describe.each(['wasm', 'js'] as const)('%s', (executionProvider) => {
  const only = { executionProviders: [executionProvider] } as const;

  test.skipIf(sharedModels.length === 0).each(sharedModels)('loads and runs %s', async (name) => {
    const session = await open(readSharedModel(name), only);
    expect(session.executionProvider).toBe(executionProvider);
    const outputs = await session.run(countingFeeds(session));
    expect(Object.keys(outputs)).toEqual(session.outputNames);
    for (const { name: output, type, shape } of session.outputMetadata) {
      const tensor = outputs[output];
      expect(tensor?.type).toBe(type);
      expect(tensor?.dims).toHaveLength(shape.length);
      expect(tensor?.data).toHaveLength(tensor?.dims.reduce((product, dim) => product * dim, 1) ?? Number.NaN);
    }
  });

  test('strings go in and out', async () => {
    const session = await open(rename, only);
    const name: Tensor = { type: 'string', dims: [3], data: ['Zoë', '', '数'] };
    expect(await session.run({ name })).toEqual({ same: name });
  });

  test('only the outputs asked for come back', async () => {
    const session = await open(negate, only);
    expect(await session.run({ x }, [])).toEqual({});
    expect(await session.run({ x }, ['y'])).toEqual({ y: { ...x, data: Float32Array.of(-1, -2, -3) } });
  });

  test('rows may be none', async () => {
    const session = await open(negate, only);
    const { y } = await session.run({ x: { type: 'float32', dims: [0, 3], data: new Float32Array() } });
    expect(y).toEqual({ type: 'float32', dims: [0, 3], data: new Float32Array() });
  });

  test.each<[string, Record<string, unknown>]>([
    ['a missing input', {}],
    ['a name that is no input', { x, z: x }],
    ['another type', { x: { type: 'float64', dims: [1, 3], data: new Float64Array(3) } }],
    ['data of another class', { x: { type: 'float32', dims: [1, 3], data: [1, 2, 3] } }],
    ['another rank', { x: { type: 'float32', dims: [3], data: new Float32Array(3) } }],
    ['another fixed size', { x: { type: 'float32', dims: [1, 4], data: new Float32Array(4) } }],
    ['more elements than dims say', { x: { type: 'float32', dims: [1, 3], data: new Float32Array(4) } }],
    ['a negative size', { x: { type: 'float32', dims: [-1, 3], data: new Float32Array(3) } }],
  ])('%s is refused as input-invalid, naming the input', async (_, feeds) => {
    const session = await open(negate, only);
    const error: unknown = await session.run(feeds as Record<string, Tensor>).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'EdgewiseError', code: 'input-invalid' });
    expect(error).toHaveProperty('message', expect.stringMatching(/'[xz]'/));
    expect(await session.run({ x })).toHaveProperty('y');
  });

  test('an output that the model has not is refused as input-invalid, naming it', async () => {
    const session = await open(negate, only);
    await expect(session.run({ x }, ['q'])).rejects.toMatchObject({
      code: 'input-invalid',
      message: expect.stringContaining("'q'"),
    });
  });

  test('an operator that it has not is refused as model-unsupported, naming the operator', async () => {
    await expect(createSession(unknown, only)).rejects.toMatchObject({
      code: 'model-unsupported',
      message: expect.stringContaining('Divine'),
    });
  });

  test('a model cut short is model-invalid', async () => {
    for (const length of [0, 1, 10, negate.length >> 1, negate.length - 1]) {
      await expect(createSession(negate.subarray(0, length), only)).rejects.toMatchObject({
        name: 'EdgewiseError',
        code: 'model-invalid',
      });
    }
  });

  test('a model with flipped bits loads or is refused by an EdgewiseError, and others load after it', async () => {
    for (let bit = 0; bit < negate.length * 8; bit += 3) {
      const flipped = negate.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await createSession(flipped, only).then(
        (session) => session.release(),
        (error) => {
          if (!isEdgewiseError(error)) throw error;
        },
      );
    }
    expect(await (await open(negate, only)).run({ x })).toHaveProperty('y');
  });

  test('a released session refuses to run', async () => {
    const session = await createSession(negate, only);
    await session.release();
    await session.release();
    await expect(session.run({ x })).rejects.toMatchObject({ code: 'disposed' });
  });

  test('a load and a run that are aborted reject with the reason', async () => {
    const reason = new Error('left');
    const signal = AbortSignal.abort(reason);
    await expect(createSession(negate, { ...only, signal })).rejects.toBe(reason);
    const session = await open(negate, only);
    await expect(session.run({ x }, undefined, { signal })).rejects.toBe(reason);
  });

  test('a load and a run beyond their deadline reject with deadline-exceeded', async () => {
    await expect(createSession(negate, { ...only, deadlineMs: 0 })).rejects.toMatchObject({
      code: 'deadline-exceeded',
    });
    const session = await open(negate, only);
    await expect(session.run({ x }, undefined, { deadlineMs: 0 })).rejects.toMatchObject({ code: 'deadline-exceeded' });
    expect(await session.run({ x }, undefined, { deadlineMs: 60_000 })).toHaveProperty('y');
  });

  test('a warmed session is ready, even when the model refuses zeros', async () => {
    const session = await open(negate, { ...only, warmUp: true });
    expect(await session.run({ x })).toHaveProperty('y');
  });
});

function elements(tensor: Tensor | undefined): unknown[] {
  return Array.from<unknown>(tensor?.data ?? []);
}

test.skipIf(sharedModels.length === 0).each(sharedModels)('js and wasm describe %s alike and agree', async (name) => {
  const [inJs, inWasm] = await Promise.all(
    (['js', 'wasm'] as const).map((provider) => open(readSharedModel(name), { executionProviders: [provider] })),
  );
  if (!inJs || !inWasm) throw new Error('no sessions');
  expect(inJs.inputMetadata).toEqual(inWasm.inputMetadata);
  const brief = ({ outputMetadata }: Session) =>
    outputMetadata.map(({ name: output, type, classLabels }) => ({ output, type, classLabels }));
  expect(brief(inJs)).toEqual(brief(inWasm));
  const feeds = countingFeeds(inJs);
  const [actual, expected] = await Promise.all([inJs.run(feeds), inWasm.run(feeds)]);
  for (const { name: output } of inWasm.outputMetadata) {
    const got = elements(actual[output]);
    for (const [index, want] of elements(expected[output]).entries()) {
      if (typeof want === 'number') expect(got[index]).toBeCloseTo(want, 4);
      else expect(got[index]).toBe(want);
    }
  }
});

test('tensors of onnxruntime-common are accepted as they are', async () => {
  const { Tensor: OrtTensor } = await import('onnxruntime-web/wasm');
  const session = await open(negate, wasm);
  const { y } = await session.run({ x: new OrtTensor('float32', Float32Array.of(1, 2, 3), [1, 3]) });
  expect(y?.data).toEqual(Float32Array.of(-1, -2, -3));
});

test('a provider that cannot run the model gives way to the next, and the reason is told', async () => {
  const fallbacks: Fallback[] = [];
  const session = await open(rename, {
    executionProviders: ['webgpu', 'wasm'],
    onFallback: (fallback) => fallbacks.push(fallback),
  });
  expect(session.executionProvider).toBe('wasm');
  expect(fallbacks).toMatchObject([
    { from: 'webgpu', to: 'wasm', reason: { code: 'model-unsupported', message: expect.stringContaining('string') } },
  ]);
});

test('when no provider runs the model, the error names what each said', async () => {
  const error: unknown = await createSession(unknown, { executionProviders: ['js', 'wasm'] }).catch((reason) => reason);
  expect(error).toMatchObject({ name: 'EdgewiseError', code: 'model-unsupported' });
  expect(error).toHaveProperty('message', expect.stringMatching(/js: .*wasm: .*Divine/s));
});

test('without a list, a small model that js supports runs in js, and one with an operator beyond it in wasm', async () => {
  expect((await open(negate)).executionProvider).toBe('js');
  const convolution = writeModel({
    nodes: [{ op: 'GlobalMaxPool', inputs: ['x'], outputs: ['y'] }],
    inputs: [{ name: 'x', type: 'float', shape: [1, 1, 2, 2] }],
    outputs: [{ name: 'y', type: 'float', shape: [1, 1, 1, 1] }],
  });
  expect((await open(convolution)).executionProvider).toBe('wasm');
});

test('without a list, a broken file fetches no ONNX Runtime', async () => {
  const loadRuntime = () => Promise.reject(new Error('fetched'));
  await expect(createSession(negate.subarray(0, 40), { loadRuntime })).rejects.toMatchObject({ code: 'model-invalid' });
});

describe('a model that Edgewise cannot run is refused in a sentence that says why', () => {
  const add = { op: 'Add', inputs: ['x', 'w'], outputs: ['y'] };
  const external = writeModel({ nodes: [add], inputs: [row], outputs: [{ ...row, name: 'y' }], external: ['w'] });
  const nodes = [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }];
  const future = writeModel({ nodes, inputs: [row], outputs: [{ ...row, name: 'y' }], opsets: { '': 99 } });

  test.each([
    ['external data', external, 'The weights of the model lie in an external file: save the model as one file.'],
    [
      'an operator set of the future',
      future,
      "The model imports the operator set 'ai.onnx' in a version newer than 26, the newest that ONNX Runtime knows: export it with that.",
    ],
  ])('%s', async (_, model, message) => {
    await expect(open(model)).rejects.toMatchObject({ code: 'model-unsupported', message });
    await expect(open(model, { executionProviders: ['js'] })).rejects.toMatchObject({ code: 'model-unsupported' });
  });
});

test('a file format that ONNX Runtime does not know yet runs in js, and wasm says how to save it', async () => {
  const nodes = [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }];
  const future = writeModel({ nodes, inputs: [row], outputs: [{ ...row, name: 'y' }], irVersion: 99 });
  expect((await open(future)).executionProvider).toBe('js');
  await expect(open(future, { executionProviders: ['wasm'] })).rejects.toMatchObject({
    code: 'model-unsupported',
    message:
      "The model's IR version 99 is newer than 13, the newest that ONNX Runtime knows: save it with that (in Python by model.ir_version = 13).",
  });
});

test('a model beyond the limits of js runs in wasm', async () => {
  const session = await open(negate, { limits: { nodes: 0 } });
  expect(session.executionProvider).toBe('wasm');
});

test('a model that is not bytes is refused', async () => {
  const notBytes: unknown = 'model.onnx';
  await expect(createSession(notBytes as Uint8Array)).rejects.toMatchObject({ code: 'model-invalid' });
});
