import { standardFolder } from '../src/engine/js/testing/standard-cases.ts';
import { installFromDebian } from './debian.ts';

/*
 * Fetches the ONNX standard's own test cases where that asks nothing of anybody: on CI machines, and as root.
 * Elsewhere the tests that need them say what to install.
 */
const mayInstall = Boolean(process.env.CI) || process.getuid?.() === 0;
if (!standardFolder && mayInstall) installFromDebian(['libonnx-testdata']);
