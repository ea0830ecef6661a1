/** Markup that is safe to place as it stands. */
export interface Html {
  readonly markup: string;
}

type Value = Html | string | number | readonly Html[];

/** A template whose values are escaped, unless they are {@link Html} themselves. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { markup: parts.map((part, index) => part + (index < values.length ? toMarkup(values[index]) : '')).join('') };
}

/** Markup from a trusted source, such as a script that this repository wrote. */
export function raw(markup: string): Html {
  return { markup };
}

function toMarkup(value: Value | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

/** Escapes text for HTML content and for attribute values in double quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
