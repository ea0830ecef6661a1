/** Tells listeners what happens, by the name of the event. */
export interface Emitter<Events extends object> {
  /** Returns the function that unsubscribes. */
  on<Name extends keyof Events>(name: Name, listener: (detail: Events[Name]) => void): () => void;
  emit<Name extends keyof Events>(name: Name, detail: Events[Name]): void;
}

/** A listener that throws does not keep the others from hearing; its error is reported as uncaught, on its own. */
export function createEmitter<Events extends object>(): Emitter<Events> {
  const listeners = new Set<readonly [name: keyof Events, listener: (detail: never) => void]>();
  return {
    on(name, listener) {
      const added = [name, listener] as const;
      listeners.add(added);
      return () => listeners.delete(added);
    },
    emit(name, detail) {
      for (const [heard, listener] of [...listeners]) {
        try {
          if (heard === name) listener(detail as never);
        } catch (error) {
          reportError(error);
        }
      }
    },
  };
}
