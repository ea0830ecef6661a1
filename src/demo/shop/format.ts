import { shop } from '../catalogue.ts';

const euros = new Intl.NumberFormat('en-IE', { style: 'currency', currency: shop.currency });
const wholeEuros = new Intl.NumberFormat('en-IE', {
  style: 'currency',
  currency: shop.currency,
  maximumFractionDigits: 0,
});

/** A sum as the shop writes it: `€89`, `€4.90`. */
export function formatPrice(sum: number): string {
  return (Number.isInteger(sum) ? wholeEuros : euros).format(sum);
}
