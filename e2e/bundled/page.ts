import { createEdgewise } from '../../src/index.ts';

const edgewise = createEdgewise({ manifestUrl: '/edgewise/manifest.json' });
const errors: string[] = [];
edgewise.on('error', ({ message }) => errors.push(message));
Object.assign(window, { edgewise, errors });
