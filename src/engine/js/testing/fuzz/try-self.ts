import { timed } from './timing.ts';

/** A case that misbehaves on purpose: by it the fuzzer itself is tried. */
export interface SelfCase {
  readonly target: 'self';
  readonly does: 'nothing' | 'hang' | 'grow' | 'exit' | 'throw';
}

/** Does what the case says. */
export async function trySelf({ does }: SelfCase): Promise<string | undefined> {
  if (does === 'hang') await timed(keepBusy);
  if (does === 'grow') new Float64Array(40_000_000).fill(1);
  if (does === 'exit') process.exit(3);
  return does === 'throw' ? 'run: no EdgewiseError' : undefined;
}

function keepBusy(): void {
  const before = process.cpuUsage();
  for (let turns = 1; ; turns++) {
    if (turns % 1_000_000 === 0 && process.cpuUsage(before).user > 1_200_000) return;
  }
}
