#!/usr/bin/env node
import { runProgram } from './program.ts';
import { createProgressBar } from './progress-bar.ts';
import { sentenceOf } from './sentence.ts';

// Signals end the process as they end any: a handler would wait for whatever is being computed.
// Whoever reads the answer has seen enough: head, a pager that was left.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  console.error(sentenceOf(Object.assign(error, { path: 'edgewise: the answer' })));
  process.exit(1);
});
const bar = createProgressBar(process.stderr);

process.exitCode = await runProgram(process.argv.slice(2), {
  out(line) {
    bar.clear();
    console.log(line);
  },
  err(line) {
    bar.clear();
    console.error(line);
  },
  progress: bar.show,
});
bar.clear();
