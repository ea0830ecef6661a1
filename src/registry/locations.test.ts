import { expect, it } from 'vitest';
import { artifactBaseUrls, manifestUrls } from './locations.ts';

const mirrors = ['https://a.example/e', '../copy/', 'https://[', '//b.example'];

it('finds artifacts in the folder of the manifest, then in every mirror that is a URL', () => {
  expect(artifactBaseUrls('https://shop.example/edgewise/manifest.json?v=1', mirrors)).toEqual([
    'https://shop.example/edgewise/',
    'https://a.example/e/',
    'https://shop.example/copy/',
    'https://b.example/',
  ]);
});

it('finds the manifest under its own name in every mirror', () => {
  expect(manifestUrls('https://shop.example/edgewise/site.json?v=1', mirrors)).toEqual([
    'https://shop.example/edgewise/site.json?v=1',
    'https://a.example/e/site.json?v=1',
    'https://shop.example/copy/site.json?v=1',
    'https://b.example/site.json?v=1',
  ]);
});
