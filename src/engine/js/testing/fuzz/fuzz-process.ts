import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Outcome } from './child.ts';
import type { FuzzCase } from './fuzz-case.ts';

/** What no case may exceed. */
export const bounds = { milliseconds: 1000, megabytes: 256 };

// A case that is still running then will not end; a shorter time would take a busy machine for a slow kernel.
const killAfterMs = 15_000;

/** A process that tries cases and is replaced when one breaks it. */
export interface FuzzProcess {
  /** Tries a case. Returns what is wrong, or undefined. */
  judge(fuzzCase: FuzzCase): Promise<string | undefined>;
  stop(): void;
}

/** Creates a {@link FuzzProcess}. */
export function createFuzzProcess(): FuzzProcess {
  let current: Promise<Running> | undefined;

  async function tryOnce(fuzzCase: FuzzCase): Promise<string | undefined> {
    current ??= start();
    const running = await current;
    const outcome = await running.send(fuzzCase);
    if (typeof outcome === 'string') {
      current = undefined;
      return outcome;
    }
    const { fault, slowestMs, peakMb } = outcome;
    if (fault) return fault;
    const grownMb = peakMb - running.idleMb;
    if (slowestMs <= bounds.milliseconds && grownMb <= bounds.megabytes) return undefined;
    running.kill();
    current = undefined;
    return grownMb > bounds.megabytes
      ? `it takes ${Math.round(grownMb)} MB, more than ${bounds.megabytes}`
      : `it takes ${Math.round(slowestMs)} ms, more than ${bounds.milliseconds}`;
  }

  async function tryAgain(fuzzCase: FuzzCase): Promise<string | undefined> {
    let fault = await tryOnce(fuzzCase);
    // What depends on time and memory must happen in fresh processes, too, to be the case's fault and not the machine's.
    for (let again = 0; again < 2 && fault && /^it /.test(fault); again++) fault = await tryOnce(fuzzCase);
    return fault;
  }

  let last: Promise<unknown> = Promise.resolve();
  return {
    judge(fuzzCase) {
      // One at a time: fast-check does not wait for the attempt that it interrupts.
      const judged = last.then(() => tryAgain(fuzzCase));
      last = judged.catch(() => undefined);
      return judged;
    },
    stop() {
      void current?.then((running) => running.kill());
    },
  };
}

interface Running {
  readonly idleMb: number;
  /** The outcome, or in what way the process was lost. */
  send(fuzzCase: FuzzCase): Promise<Outcome | string>;
  kill(): void;
}

async function start(): Promise<Running> {
  const child = fork(new URL('child.ts', import.meta.url), {
    cwd: fileURLToPath(new URL('../../../../../', import.meta.url)),
    execArgv: ['--import', 'tsx', '--expose-gc', `--max-old-space-size=${bounds.megabytes}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  const ready = await answerOf(child, 60_000);
  if (typeof ready === 'string') {
    kill();
    throw new Error(`The process that tries cases did not start: ${ready}.`);
  }
  return {
    idleMb: ready.peakMb,
    send(fuzzCase) {
      const answer = answerOf(child, killAfterMs);
      child.send(fuzzCase);
      return answer;
    },
    kill,
  };
}

function answerOf(child: ChildProcess, withinMs: number): Promise<Outcome | string> {
  return new Promise((resolve) => {
    const settle = (answer: Outcome | string): void => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      resolve(answer);
    };
    const onMessage = (message: unknown): void => settle(message as Outcome);
    const onExit = (code: number | null, signal: string | null): void =>
      settle(`it ended the process (${signal ?? code}), as running out of memory does`);
    const timer = setTimeout(() => {
      settle(`it has not ended after ${withinMs} ms`);
      child.kill('SIGKILL');
    }, withinMs);
    child.on('message', onMessage);
    child.on('exit', onExit);
  });
}
