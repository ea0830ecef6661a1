import { signManifest } from '../../../../registry/sign.ts';
import { testKey } from './json-case.ts';

/** A manifest signed by the test key; Ed25519 gives the same signature each time. */
export async function signedManifest(): Promise<string> {
  return JSON.stringify(await signManifest({ manifestVersion: 1, generation: 1 }, testKey));
}
