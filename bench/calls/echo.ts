import { expose } from 'comlink';

const echo = { empty() {} };

/** What an empty call calls. */
export type Echo = typeof echo;

expose(echo);
