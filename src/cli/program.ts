import { isEdgewiseError } from '../errors.ts';
import { type Command, UsageError } from './command.ts';
import { inspect } from './inspect.ts';
import { keygen } from './keygen.ts';
import { previewLink } from './preview-link.ts';

const commands: Readonly<Record<string, Command>> = { inspect, keygen, 'preview-link': previewLink };

/** Where the program writes. */
export interface Output {
  out(line: string): void;
  err(line: string): void;
}

/**
 * Runs the `edgewise` program.
 * @returns the exit code: 0, 1 when the work failed, 2 when the words were wrong.
 */
export async function runProgram(args: readonly string[], { out, err }: Output): Promise<number> {
  const [name = '--help', ...rest] = args;
  if (name === '--help' || name === '-h' || name === 'help') {
    out(helpText());
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    err(`edgewise: there is no command "${name}"; see edgewise --help`);
    return 2;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    out(`edgewise ${name} ${command.usage}: ${command.summary}`);
    return 0;
  }
  try {
    await command.run(rest, out);
    return 0;
  } catch (error) {
    const isUsage = error instanceof UsageError || codeOf(error).startsWith('ERR_PARSE_ARGS');
    err(`edgewise ${name}: ${sentenceOf(error)}${isUsage ? `; usage: edgewise ${name} ${command.usage}` : ''}`);
    return isUsage ? 2 : 1;
  }
}

function helpText(): string {
  const lines = Object.entries(commands).map(
    ([name, { usage, summary }]) => `  edgewise ${name} ${usage}\n      ${summary}`,
  );
  return [
    "Machine learning on the visitor's own page.",
    '',
    ...lines,
    '',
    'Each command takes --json and --help.',
  ].join('\n');
}

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { path } = error as NodeJS.ErrnoException;
  if (isEdgewiseError(error) || path === undefined) return error.message;
  const reasons: Record<string, string> = {
    ENOENT: 'does not exist',
    EEXIST: 'exists already; name another',
    EACCES: 'may not be opened',
    EISDIR: 'is a folder',
  };
  return `${path} ${reasons[codeOf(error)] ?? `cannot be used (${error.message})`}`;
}
