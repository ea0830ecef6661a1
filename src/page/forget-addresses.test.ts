import { expect, it } from 'vitest';
import { forgetAddresses } from './forget-addresses.ts';

const manifestUrl = 'https://shop.example/manifest.json';

/** What a browser stores for an origin, as far as it is needed. */
const storageOf = (keys: readonly string[]): Storage & Record<string, unknown> => {
  const storage = Object.fromEntries(keys.map((key) => [key, '1']));
  return Object.defineProperty(storage, 'removeItem', {
    value: (key: string) => delete storage[key],
  }) as unknown as Storage & Record<string, unknown>;
};

const own = ['cart', 'edgewise.consent', `edgewise.hints ${manifestUrl}`];
const others = Array.from({ length: 20 }, (_, index) => `edgewise.hints ${manifestUrl}?${index}`);

it('forgets the hints of all other manifests where there are twenty', () => {
  const storage = storageOf([...own, ...others]);
  forgetAddresses(() => storage, manifestUrl);
  expect(Object.keys(storage)).toEqual(own);
});

it('leaves those of fewer, as of the shops of one origin', () => {
  const storage = storageOf([...own, ...others.slice(1)]);
  forgetAddresses(() => storage, manifestUrl);
  expect(Object.keys(storage)).toHaveLength(own.length + 19);
});

it('does nothing where the browser refuses storage', () => {
  const refuse = (): never => {
    throw new DOMException('The user denied it', 'SecurityError');
  };
  expect(() => forgetAddresses(refuse, manifestUrl)).not.toThrow();
});
