import { expectOptions } from './expect-options.ts';
import type { Session } from './session.ts';

/** Has a session refuse options of a run that are of another form, which a script without types may give it. */
export function checkedSession(session: Session): Session {
  const { run } = session;
  return Object.assign(session, {
    async run(...[feeds, outputNames, options]: Parameters<Session['run']>) {
      if (options !== undefined) expectOptions('session.run', options);
      return run(feeds, outputNames, options);
    },
  });
}
