import type { EdgewiseOptions } from '../options.ts';
import { attributeOf } from './attribute-of.ts';

const switches = [
  'respectGlobalPrivacyControl',
  'trackPageViews',
  'allowRedirects',
  'preview',
  'enabled',
] satisfies readonly (keyof EdgewiseOptions)[];

/**
 * A sentence on each attribute of the tag that is to be true or false and is neither: it counts as true, which may not be what was meant.
 * @param dataset the tag's; an attribute that has its own name as its text is as good as one without.
 */
export function oddSwitchesInWords(dataset: Readonly<Record<string, string | undefined>>): readonly string[] {
  return switches.flatMap((name) => {
    const [attribute, text = ''] = [attributeOf(name), dataset[name]?.trim()];
    const isPlain = /^(true|1|yes|on|false|0|no|off|)$/i.test(text) || [text, `data-${text}`].includes(attribute);
    return isPlain ? [] : [`${attribute} is ${text}, which counts as true; write true or false`];
  });
}
