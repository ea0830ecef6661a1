import { didYouMean } from '../authoring/graph/did-you-mean.ts';
import { isEdgewiseError } from '../errors.ts';
import { bench } from './bench.ts';
import { type Command, type Surroundings, UsageError } from './command.ts';
import { deleteService } from './delete.ts';
import { dev } from './dev.ts';
import { diff } from './diff.ts';
import { evaluate } from './evaluate.ts';
import { init } from './init.ts';
import { inspect } from './inspect.ts';
import { keygen } from './keygen.ts';
import { list } from './list.ts';
import { pause, resume } from './pause.ts';
import { previewLink } from './preview-link.ts';
import { publish } from './publish.ts';
import { rollback } from './rollback.ts';
import { score } from './score.ts';
import { sentenceOf } from './sentence.ts';
import { train } from './train.ts';
import { validate } from './validate.ts';
import { verify } from './verify.ts';
import { version } from './version.ts';

const commands: Readonly<Record<string, Command>> = {
  init,
  dev,
  train,
  score,
  evaluate,
  validate,
  publish,
  verify,
  list,
  diff,
  pause,
  rollback,
  resume,
  delete: deleteService,
  keygen,
  'preview-link': previewLink,
  inspect,
  bench,
};

/** Where the program writes. */
export interface Output extends Partial<Pick<Surroundings, 'progress'>> {
  out(line: string): void;
  err(line: string): void;
}

/**
 * Runs the `edgewise` program.
 * @returns the exit code: 0, 1 when the work failed, 2 when the words were wrong.
 */
export async function runProgram(args: readonly string[], output: Output): Promise<number> {
  const { out, err, progress = () => {} } = output;
  const [name = '--help', ...rest] = args;
  if (name === '--help' || name === '-h' || (name === 'help' && rest.length === 0)) {
    out(helpText());
    return 0;
  }
  if (name === '--version' || name === '-v') {
    out(await version());
    return 0;
  }
  if (name === 'help') return runProgram([...rest.slice(0, 1), '--help'], output);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    err(`edgewise: there is no command "${name}"${didYouMean(name, Object.keys(commands)) || '; see edgewise --help'}`);
    return 2;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    out(commandHelp(name, command));
    return 0;
  }
  try {
    const empty = rest.findIndex((word) => /^(--[\w-]+=)?$/.test(word));
    if (empty >= 0) throw new UsageError(emptyWord(rest, empty));
    await command.run(rest, out, { note: err, progress });
    return 0;
  } catch (error) {
    const wrongWords = error instanceof UsageError ? error.message : wrongOption(error, command.usage);
    err(
      `edgewise ${name}: ${wrongWords ? `${wrongWords}; usage: edgewise ${name} ${command.usage}` : sentenceOf(error)}`,
    );
    return wrongWords ? 2 : 1;
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
    'Each command takes --json and --help. Exit codes: 0 done, 1 failed, 2 wrong words on the command line.',
  ].join('\n');
}

function commandHelp(name: string, { usage, summary, options = {} }: Command): string {
  const entries = Object.entries({ ...options, '--json': 'prints the answer as JSON' });
  const width = Math.max(...entries.map(([option]) => option.length));
  const lines = entries.map(([option, what]) => `  ${option.padEnd(width)}  ${what}`);
  return [`edgewise ${name} ${usage}`, summary, '', ...lines].join('\n');
}

/** One clause on a word that is empty, as a script's variable that was never set: it would stand for this folder, or for 0. */
function emptyWord(words: readonly string[], index: number): string {
  const option = words[index] || words[index - 1] || '';
  return option.startsWith('--') ? `${option.replace(/=$/, '')} needs a value` : `word ${index + 1} is empty`;
}

/** One clause on what `parseArgs` did not like, or `undefined` for another error. */
function wrongOption(error: unknown, usage: string): string | undefined {
  if (!(error instanceof Error) || isEdgewiseError(error)) return undefined;
  const code = 'code' in error ? error.code : undefined;
  const option = /--?[\w-]+/.exec(error.message)?.[0] ?? '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    return `there is no option ${option}${didYouMean(option, usage.match(/--[\w-]+/g) ?? [])}`;
  }
  if (code !== 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') return undefined;
  if (error.message.includes('does not take an argument')) return `${option} takes no value`;
  const isDashed = error.message.includes('starting with a dash');
  return `${option} needs a value${isDashed ? `; one that begins with a dash is written ${option}=-…` : ''}`;
}
