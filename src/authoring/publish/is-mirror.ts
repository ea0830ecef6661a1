/** Whether pages take it for the folder of a mirror: an address as a whole, or where it lies from the manifest. The name of a host is none: they would take it for a folder beside the manifest. */
export function isMirror(address: string): boolean {
  const isWhole = /^https?:\/\//i.test(address) && URL.canParse(address);
  return isWhole || /^\.{0,2}\//.test(address);
}

/** How an address is written that {@link isMirror} refuses. */
export const mirrorRemedy = 'write its address whole, as in https://cdn.example/edgewise/';
