/**
 * Addresses of manifests that a device remembers; where there are more, all others are forgotten. A shop may give its manifest a new one
 * with each release, or, by mistake, with each page view.
 */
export const addressLimit = 20;

/** Folders that hold `artifacts/<sha256>`: the manifest's own, then its mirrors, which may be relative to it. */
export function artifactBaseUrls(manifestUrl: string, mirrors: readonly string[]): string[] {
  return [new URL('.', manifestUrl).href, ...folders(manifestUrl, mirrors)];
}

/** Where the manifest itself may lie, in the order to be tried: under its file name in every mirror. */
export function manifestUrls(manifestUrl: string, mirrors: readonly string[]): string[] {
  const { pathname, search } = new URL(manifestUrl);
  const fileName = pathname.slice(pathname.lastIndexOf('/') + 1) + search;
  return [manifestUrl, ...folders(manifestUrl, mirrors).map((folder) => folder + fileName)];
}

/** A mirror that is no URL at all is left out, for the others may still serve. */
function folders(manifestUrl: string, mirrors: readonly string[]): string[] {
  return mirrors.flatMap((mirror) => {
    try {
      return [new URL(mirror.replace(/\/?$/, '/'), manifestUrl).href];
    } catch {
      return [];
    }
  });
}
