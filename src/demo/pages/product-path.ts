import type { Product } from '../catalogue.ts';

/** The address of a product's page. */
export function productPath({ slug }: Product): string {
  return `/product/${slug}.html`;
}
