import type { HostOptions } from '../protocol.ts';

/** What a page of a shop tells the worker. */
export const testHostOptions: HostOptions = {
  manifestUrl: 'https://shop.example/edgewise/manifest.json',
  storageBudgetBytes: 1e8,
  eventLimit: 500,
  eventMaxAgeMs: 86_400_000,
  operatorModules: [],
  firstVisit: false,
  newVisitor: false,
};

/** The page itself. */
export const testPage = { url: 'https://shop.example/', path: '/', query: {}, referrer: '', title: '', language: 'en' };
