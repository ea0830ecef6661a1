import { expose } from 'comlink';
import { afterEach, expect, it } from 'vitest';
import { EdgewiseError } from '../errors.ts';
import { sendErrorsWhole } from '../worker/error-transfer.ts';
import { createComlinkCall } from './comlink-calls.ts';

/** Calls that the other end holds back until `release`. */
const held = new Map<string, (answer: string) => void>();

/** What Comlink itself exposes at the other end. */
const api = {
  describe: (...values: unknown[]) => ({ values, count: values.length }),
  nothing() {},
  bytesOf: async (buffer: ArrayBuffer) => new Uint8Array(buffer),
  greet: (port: MessagePort) => port.postMessage('hello'),
  hold: (name: string) => new Promise<string>((resolve) => held.set(name, resolve)),
  release: (name: string, answer: string) => held.get(name)?.(answer),
  refuse: async () => {
    throw new EdgewiseError('model-invalid', 'no model', { cause: new TypeError('why') });
  },
  stumble() {
    throw new RangeError('too far');
  },
  complain: () => Promise.reject('a text'),
  giveCallback: () => () => {},
};

sendErrorsWhole();

let ports: readonly MessagePort[] = [];
const { signal } = new AbortController();

function connect() {
  const { port1, port2 } = new MessageChannel();
  ports = [port1, port2];
  expose(api, port2);
  return { call: createComlinkCall<typeof api>(port1, signal), near: port1, far: port2 };
}

afterEach(() => {
  for (const port of ports) port.close();
});

it('gives what a method returns', async () => {
  const { call } = connect();
  expect(await call('describe', [1, 'two', [3], undefined])).toEqual({ values: [1, 'two', [3], undefined], count: 4 });
  expect(await call('nothing', [])).toBeUndefined();
});

it('hands over what is transferred, and copies the rest', async () => {
  const { call } = connect();
  const [copied, moved] = [new Uint8Array([1, 2]).buffer, new Uint8Array([3]).buffer];
  expect(await call('bytesOf', [copied])).toEqual(new Uint8Array([1, 2]));
  expect(await call('bytesOf', [moved], [moved])).toEqual(new Uint8Array([3]));
  expect([copied.byteLength, moved.byteLength]).toEqual([2, 0]);

  const { port1, port2 } = new MessageChannel();
  const greeting = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  await call('greet', [port2], [port2]);
  expect(await greeting).toBe('hello');
  port1.close();
});

it('gives each call its own answer, in whatever order they come', async () => {
  const { call } = connect();
  const order: string[] = [];
  const calls = ['first', 'second'].map(async (name) => order.push(await call('hold', [name])));
  await call('release', ['second', 'answer to the second']);
  await call('release', ['first', 'answer to the first']);
  await Promise.all(calls);
  expect(order).toEqual(['answer to the second', 'answer to the first']);
});

it('takes no notice of what else is said over the endpoint', async () => {
  const { call, near, far } = connect();
  const heard: unknown[] = [];
  near.addEventListener('message', ({ data }) => heard.push(data));
  const answer = call('hold', ['call']);
  const foreign = [null, 'a text', {}, { id: 'another', type: 'RAW', value: 'not for us' }, { type: 'RAW', value: 1 }];
  for (const message of foreign) far.postMessage(message);
  await call('release', ['call', 'the answer']);
  expect(await answer).toBe('the answer');
  expect(heard).toEqual(expect.arrayContaining(foreign));
});

it('rejects what cannot be sent', async () => {
  const { call } = connect();
  await expect(call('describe', [() => {}])).rejects.toMatchObject({
    code: 'input-invalid',
    message: 'describe must be given plain data',
    cause: { name: 'DataCloneError' },
  });
});

it('throws what our worker throws, with code and cause', async () => {
  const { call } = connect();
  const thrown = (name: 'refuse' | 'stumble' | 'complain' | 'giveCallback') =>
    call(name, []).catch((reason: unknown) => reason);
  const refused = await thrown('refuse');
  expect(refused).toBeInstanceOf(EdgewiseError);
  expect(refused).toMatchObject({ code: 'model-invalid', message: 'no model' });
  expect((refused as Error).cause).toMatchObject({ name: 'TypeError', message: 'why' });
  expect(await thrown('stumble')).toMatchObject({ name: 'RangeError', message: 'too far' });
  expect(await thrown('complain')).toMatchObject({ name: 'Error', message: 'a text' });
  expect(await thrown('giveCallback')).toMatchObject({ name: 'TypeError', message: 'Unserializable return value' });
});

it('fails a call that is answered otherwise than by our worker, as by one of another release', async () => {
  const { port1, port2 } = new MessageChannel();
  ports = [port1, port2];
  port2.onmessage = ({ data: { id } }) =>
    port2.postMessage({ id, type: 'HANDLER', name: 'throw', value: { edgewise: {} } });
  await expect(createComlinkCall<typeof api>(port1, signal)('nothing', [])).rejects.toThrow();
});
