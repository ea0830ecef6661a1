import { runProgram } from '../program.ts';

/** What the program answered. */
export interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the program as the command line would. */
export async function run(...args: string[]): Promise<Answer> {
  const printed = { out: [] as string[], err: [] as string[] };
  const code = await runProgram(args, { out: (line) => printed.out.push(line), err: (line) => printed.err.push(line) });
  return { code, out: printed.out.join('\n'), err: printed.err.join('\n') };
}

/** Runs a command with `--json` that must succeed without a complaint. */
export async function runJson(...args: string[]): Promise<unknown> {
  const { code, out, err } = await run(...args, '--json');
  if (code !== 0 || err !== '') throw new Error(`edgewise ${args.join(' ')} ended with ${code}: ${err}`);
  return JSON.parse(out);
}
