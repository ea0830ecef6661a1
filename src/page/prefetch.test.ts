import { afterEach, expect, it, vi } from 'vitest';
import type { ProvidedResponse } from '../worker/protocol.ts';
import { prefetch, readManifest } from './prefetch.ts';

const manifestUrl = 'https://shop.example/edgewise/manifest.json';
const sha256 = 'a'.repeat(64);
const model = { sha256, bytes: 10, operators: ['ai.onnx.ml.Scaler'], executionProviders: ['js', 'wasm'] };
const manifest = { services: { intent: { models: { m: model } } } };
const bytesOf = (value: unknown): ArrayBuffer => new TextEncoder().encode(JSON.stringify(value)).buffer as ArrayBuffer;

afterEach(() => vi.unstubAllGlobals());

it('reads the models of a plain and of a signed manifest', () => {
  const payload = Buffer.from(JSON.stringify({ ...manifest, note: 'größer ÿ' })).toString('base64url');
  expect(readManifest(bytesOf(manifest)).models).toEqual([model]);
  expect(readManifest(bytesOf({ payload, protected: 'e30', signature: '' })).models).toEqual([model]);
});

it.each([
  ['text', 'no manifest'],
  ['another shape', { services: [1, null] }],
  ['a payload that is no base64', { payload: '***' }],
  ['a name that is no hash', { services: { s: { models: { m: { ...model, sha256: '../../secret' } } } } }],
  ['a name that begins with a hash', { services: { s: { models: { m: { ...model, sha256: `${sha256}/..` } } } } }],
  ['a name that ends with a hash', { services: { s: { models: { m: { ...model, sha256: `../${sha256}` } } } } }],
  ['a model that is large', { services: { s: { models: { m: { ...model, bytes: 1e7 } } } } }],
])('finds no models in %s', (_, value) => {
  expect(readManifest(bytesOf(value)).models).toEqual([]);
});

it('fetches manifest, models and kernels, and announces the models with the manifest', async () => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    return new Response(url === manifestUrl ? JSON.stringify(manifest) : 'bytes', { headers: { etag: '"e"' } });
  });
  const responses: ProvidedResponse[] = [];
  const kernelUrl = (name: string) => `https://shop.example/edgewise/worker-${name}.js`;
  const onDeliveryNeeded = vi.fn();
  void prefetch({ manifestUrl, kernelUrl, onDeliveryNeeded, onResponse: (response) => responses.push(response) });
  await vi.waitUntil(() => responses.length === 2);
  const modelUrl = `https://shop.example/edgewise/artifacts/${sha256}`;
  expect(asked).toEqual([manifestUrl, modelUrl, 'https://shop.example/edgewise/worker-linear-models.js']);
  expect(responses[0]).toMatchObject({ url: manifestUrl, status: 200, etag: '"e"', expected: [modelUrl] });
  expect(responses[0]?.operators).toEqual(model.operators);
  expect(responses[1]?.url).toBe(modelUrl);
  expect(responses[1]?.expected).toBeUndefined();
  expect(onDeliveryNeeded).not.toHaveBeenCalled();
});

it('hands over a manifest whose models lack what it goes by, for the worker to refuse', async () => {
  const bare = { services: { intent: { models: { m: { sha256, bytes: 10 } } } } };
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(bare)));
  const kernelUrl = vi.fn(String);
  const response = await new Promise<ProvidedResponse>((onResponse) =>
    prefetch({ manifestUrl, kernelUrl, onResponse, onDeliveryNeeded() {} }),
  );
  expect(response.url).toBe(manifestUrl);
  expect(kernelUrl).not.toHaveBeenCalled();
});

it.each([
  ['a dom-action', { schema: 'https://ns.adobe.com/personalization/dom-action', data: {} }, 1],
  ['a template', { schema: 'https://ns.adobe.com/personalization/html-content-item', data: { content: '{{ a }}' } }, 1],
  ['plain HTML', { schema: 'https://ns.adobe.com/personalization/html-content-item', data: { content: 'a' } }, 0],
])('asks for what carries out %s, signed or plain', async (_, item, times) => {
  const activities = [{ experiences: [{ items: [item] }] }];
  const payload = Buffer.from(JSON.stringify({ ...manifest, activities })).toString('base64url');
  for (const document of [{ ...manifest, activities }, { payload }]) {
    vi.stubGlobal('fetch', async () => new Response(JSON.stringify(document)));
    const onDeliveryNeeded = vi.fn();
    await new Promise<unknown>((onResponse) => prefetch({ manifestUrl, onResponse, onDeliveryNeeded }));
    expect(onDeliveryNeeded).toHaveBeenCalledTimes(times);
  }
});

it('hands over a network that fails as status 0', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
  const response = await new Promise<ProvidedResponse>((resolve) =>
    prefetch({ manifestUrl, onResponse: resolve, onDeliveryNeeded() {} }),
  );
  expect(response).toMatchObject({ status: 0, expected: [] });
});
