/** Serves demo-dist/ at http://localhost:4173; PORT overrides. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createStaticServer } from '../src/cli/static-server.ts';

const root = fileURLToPath(new URL('../demo-dist', import.meta.url));
const port = Number(process.env.PORT || 4173);

function stop(message: string): never {
  console.error(message);
  process.exit(1);
}

if (!Number.isInteger(port) || port < 0 || port > 65_535)
  stop(`PORT must be a number up to 65535, not "${process.env.PORT}".`);
if (!existsSync(root)) stop('There is no demo-dist folder: run `npm run demo`, which builds it.');

const server = createStaticServer(root);
server.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EADDRINUSE')
    stop(`Port ${port} is taken: stop what uses it, or choose another with PORT=4174 npm run demo.`);
  stop(`The demo cannot be served: ${error.message}`);
});
server.listen(port, '127.0.0.1', () => {
  const address = server.address();
  console.log(
    `The demo shop is open: http://localhost:${typeof address === 'object' && address ? address.port : port}`,
  );
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
  });
}
