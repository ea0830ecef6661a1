import { describe, expect, it, vi } from 'vitest';
import { type Answer, download } from './download.ts';

const url = 'https://shop.example/artifacts/1';
const content = Uint8Array.of(1, 2, 3);

/** Downloads three bytes, answered by `whole`, whose response has no stream to give. */
function downloadWhole(whole: Uint8Array<ArrayBuffer>) {
  const onBytes = vi.fn();
  const response = Object.assign(new Response(whole), { whole }) satisfies Answer;
  const body = vi.spyOn(response, 'body', 'get');
  const fetch = async () => response;
  return { bytes: download({ url, totalBytes: 3, fetch, init: {}, onBytes }), onBytes, body };
}

describe('download of a body that came whole', () => {
  it('opens no stream', async () => {
    const { bytes, onBytes, body } = downloadWhole(content);
    expect(await bytes).toEqual(content);
    expect(onBytes.mock.calls).toEqual([[3]]);
    expect(body).not.toHaveBeenCalled();
  });

  it.each([
    ['longer', Uint8Array.of(1, 2, 3, 4), 'more than 3 bytes'],
    ['shorter', Uint8Array.of(1), '1 of 3 bytes'],
  ])('refuses what is %s than the manifest says', async (_, whole, words) => {
    await expect(downloadWhole(whole).bytes).rejects.toMatchObject({
      code: 'artifact-corrupt',
      message: expect.stringContaining(words),
    });
  });
});
