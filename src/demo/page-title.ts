import { shop } from './catalogue.ts';

/** A page's title; the home page's when `name` is left out. The simulator's page views carry the same. */
export function pageTitle(name?: string): string {
  return name === undefined ? `${shop.name}: ${shop.tagline.toLowerCase()}` : `${name} – ${shop.name}`;
}
