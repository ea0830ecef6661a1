/** Whether conditions can read what has this name, a service or a score, by a path. */
export const isReadable = (name: string): boolean => !/[.[\]]/.test(name);

/** What to say of a service that is not {@link isReadable}. */
export const unreadableService = 'no condition can read the scores of a service whose name holds . [ or ]; rename it';
