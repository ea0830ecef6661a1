import { describe, expect, it, vi } from 'vitest';
import { createCountingFetch } from './counting-fetch.ts';
import type { ProvidedResponse } from './protocol.ts';

const url = 'https://shop.example/manifest.json';
const bodyOf = (text: string): ArrayBuffer => new Uint8Array(new TextEncoder().encode(text)).buffer;
const provided = (fields: Partial<ProvidedResponse> = {}): ProvidedResponse => ({
  url,
  status: 200,
  body: bodyOf('from the page'),
  expected: [],
  ...fields,
});
const setUp = () => {
  const network = vi.fn(async () => new Response('from the network'));
  const counting = createCountingFetch(network);
  return { network, counting };
};

describe('createCountingFetch', () => {
  it.each([
    ['before', 0],
    ['after', 1],
  ])('answers by a response that the page provides %s the worker asks', async (_, asked) => {
    const { network, counting } = setUp();
    counting.expect([url]);
    const early = asked ? counting.fetch(url) : undefined;
    counting.provide(provided({ etag: '"1"' }));
    const response = await (early ?? counting.fetch(url));
    expect(await response.text()).toBe('from the page');
    expect(response.headers.get('etag')).toBe('"1"');
    expect(response).toHaveProperty('whole', new Uint8Array(bodyOf('from the page')));
    expect(network).not.toHaveBeenCalled();
  });

  it('asks the network for an announced address the second time', async () => {
    const { network, counting } = setUp();
    counting.expect([url]);
    counting.provide(provided());
    await counting.fetch(url);
    expect(await (await counting.fetch(url)).text()).toBe('from the network');
    expect(network).toHaveBeenCalledTimes(1);
  });

  it('asks the network where the page had none', async () => {
    const { counting } = setUp();
    counting.expect([url]);
    const response = counting.fetch(url);
    counting.provide(provided({ status: 0, body: new ArrayBuffer(0) }));
    expect(await (await response).text()).toBe('from the network');
  });

  it('asks the network for what was announced and has not come once it is released', async () => {
    const { counting } = setUp();
    counting.expect([url]);
    const response = counting.fetch(url);
    counting.release();
    expect(await (await response).text()).toBe('from the network');
  });

  it('lets go of what the page provided and nobody asked for once it is released', async () => {
    const { counting } = setUp();
    counting.expect([url]);
    counting.provide(provided());
    counting.release();
    expect(await (await counting.fetch(url)).text()).toBe('from the network');
  });

  it('gives up a request that is not answered, so that a later page view can ask again', async () => {
    vi.useFakeTimers();
    const counting = createCountingFetch(() => new Promise(() => {}));
    const failure = expect(counting.fetch(url)).rejects.toThrow('no answer');
    await vi.advanceTimersByTimeAsync(20_000);
    await failure;
    vi.useRealTimers();
  });

  it('gives up a body that stops coming', async () => {
    vi.useFakeTimers();
    const stalled = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) });
    const counting = createCountingFetch(async () => new Response(stalled));
    const response = await counting.fetch(url);
    const failure = expect(response.text()).rejects.toThrow('no answer');
    await vi.advanceTimersByTimeAsync(20_000);
    vi.useRealTimers();
    await failure;
  }, 1_000);

  it('takes what a provided response announces in turn', async () => {
    const { network, counting } = setUp();
    counting.expect([url]);
    counting.provide(provided({ expected: [`${url}/model`] }));
    const model = counting.fetch(`${url}/model`);
    counting.provide(provided({ url: `${url}/model`, body: bodyOf('model') }));
    expect(await (await model).text()).toBe('model');
    expect(network).not.toHaveBeenCalled();
  });

  it('passes on that nothing has changed', async () => {
    const unchanged = new Response(null, { status: 304 });
    // Node's fetch gives no body here, browsers an empty one.
    Object.defineProperty(unchanged, 'body', { value: new ReadableStream() });
    const counting = createCountingFetch(async () => unchanged);
    expect((await counting.fetch(url)).status).toBe(304);
  });

  it('counts requests and bytes of page and worker', async () => {
    const { counting } = setUp();
    counting.expect([url]);
    counting.provide(provided());
    await (await counting.fetch('https://shop.example/other')).text();
    expect(counting.traffic()).toEqual({
      requests: 2,
      bytesFetched: 'from the page'.length + 'from the network'.length,
    });
  });
});
