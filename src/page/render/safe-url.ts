const linkSchemes = /^(https?|mailto|sms|tel):$/;
const mediaSchemes = /^https?:$/;

/** Whether following `address` runs nothing: http(s), mail, telephone and text messages, or relative to such a page. */
export function isSafeLink(address: string, baseUrl: string): boolean {
  return linkSchemes.test(schemeOf(address, baseUrl));
}

/** Whether loading `address` runs nothing and comes from a server: http(s), or relative to such a page. */
export function isSafeMedia(address: string, baseUrl: string): boolean {
  return mediaSchemes.test(schemeOf(address, baseUrl));
}

/** Whether all candidates of a `srcset` are safe media. Each candidate begins the list, or stands behind a space or comma. */
export function isSafeSourceSet(sourceSet: string, baseUrl: string): boolean {
  return sourceSet.split(/[\s,]+/).every((part) => isSafeMedia(part, baseUrl));
}

/** The scheme as the browser's own parser finds it, past the characters that it ignores; `''` of what is no address. */
function schemeOf(address: string, baseUrl: string): string {
  return URL.canParse(address, baseUrl) ? new URL(address, baseUrl).protocol : '';
}
