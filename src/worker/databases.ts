/** Names of the IndexedDB databases. */
export const registryStoreName = 'edgewise';
export const visitorStoreName = 'edgewise-visitor';
