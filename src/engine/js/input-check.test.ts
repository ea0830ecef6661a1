import { describe, expect, test } from 'vitest';
import { tensor } from '../../authoring/onnx/writer.ts';
import type { Tensor } from '../session.ts';
import { createJsSession } from './create-js-session.ts';
import { model, node, pair } from './testing/small-model.ts';

describe('whatever a run is given', () => {
  const session = createJsSession(model({ nodes: [node('Neg', ['x'], ['y'])] }));
  const refusalOf = async (feeds: unknown, outputNames?: unknown): Promise<string> =>
    (await session).run(feeds as Record<string, Tensor>, outputNames as string[]).then(
      () => 'accepted',
      (error) => `${error.code}: ${error.message}`,
    );

  test.each<[string, unknown, string]>([
    [
      'throws when it is read',
      {
        ...pair,
        get data() {
          throw new Error('disposed');
        },
      },
      'be read: disposed',
    ],
    ['has bigints as dims', { ...pair, dims: [1n, 2n] }, 'was given float32 [1, 2].'],
    ['has dims that are no text', { ...pair, dims: [Object.create(null)] }, "can't be read"],
    ['has symbols', { ...pair, type: Symbol('f') }, 'was given Symbol(f) [1, 2].'],
  ])('a feed that %s is refused by name', async (_, feed, reason) => {
    expect(await refusalOf({ x: feed })).toMatch(/^input-invalid: Input 'x' /);
    expect(await refusalOf({ x: feed })).toContain(reason);
  });

  test('text must be text, in every element', async () => {
    const texts = { name: 'x', type: 'string' } as const;
    const text = createJsSession(model({ nodes: [node('Identity', ['x'], ['y'])], inputs: [texts] }));
    for (const data of [new Array(2), ['a', 1], ['a', null]]) {
      const feeds = { x: { type: 'string', dims: [2], data: data as string[] } } as const;
      await expect((await text).run(feeds)).rejects.toMatchObject({ code: 'input-invalid' });
    }
  });

  test('a feed of a thousand axes is refused in a short sentence, also where any shape is taken', async () => {
    const dims = new Array(1000).fill(1);
    const message = /^input-invalid: Input 'x' must be float32 .*, but was given 1000 axes, more than 64\.$/;
    expect(await refusalOf({ x: { ...pair, dims } })).toMatch(message);
    const inputs = [{ name: 'x', type: 'float32' }] as const;
    const open = await createJsSession(model({ nodes: [node('Neg', ['x'], ['y'])], inputs }));
    await expect(open.run({ x: tensor('float32', [1], dims) })).rejects.toMatchObject({ code: 'input-invalid' });
  });

  test('feeds that cannot be read are refused', async () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(await refusalOf(proxy)).toMatch(/^input-invalid: The feeds can't be read/);
  });

  test('the outputs wanted must be a list of names', async () => {
    expect(await refusalOf({ x: pair }, 3)).toBe("input-invalid: The outputs wanted must be a list of 'y'.");
    expect(await refusalOf({ x: pair }, [Symbol('y')])).toMatch(
      /^input-invalid: The model has no output 'Symbol\(y\)'/,
    );
  });
});
