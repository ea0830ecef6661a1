import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

/** A program that a test started, with all that it started itself. */
export interface StartedProcess {
  readonly child: ChildProcess;
  /** Ends the program and its descendants. Safe to call twice. */
  stop(): void;
}

const running = new Set<StartedProcess>();
let guarded = false;

/** Starts a program in a process group of its own, which ends with {@link StartedProcess.stop} or with this process at the latest. */
export function startProcess(command: string, args: readonly string[], options: SpawnOptions = {}): StartedProcess {
  endAllWithThisProcess();
  const child = spawn(command, [...args], { stdio: 'ignore', ...options, detached: true });
  // Without a listener, a program that is not installed would end this process; whoever waits for the program hears of it.
  child.on('error', () => {});
  const started: StartedProcess = {
    child,
    stop() {
      if (!running.delete(started) || child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // The whole group has ended already.
      }
    },
  };
  running.add(started);
  return started;
}

function endAllWithThisProcess(): void {
  if (guarded) return;
  guarded = true;
  const stopAll = (): void => {
    for (const started of [...running]) started.stop();
  };
  process.once('exit', stopAll);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      stopAll();
      process.kill(process.pid, signal);
    });
  }
}
