import { isEdgewiseError } from '../errors.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EEXIST: 'exists already; name another',
  EACCES: 'may not be opened or written; see to its permissions',
  EPERM: 'may not be opened or written; see to its permissions',
  EROFS: 'lies on a file system that may only be read',
  EISDIR: 'is a folder; name a file',
  ENOTDIR: 'lies in what is no folder; name another',
  ENOSPC: 'could not be written, the disk is full; make room and try again',
  EDQUOT: 'could not be written, the quota is used up; make room and try again',
};

/** Why a folder cannot be made. */
const noFolder: Readonly<Record<string, string>> = {
  EEXIST: 'is no folder',
  ENOTDIR: 'would lie in what is no folder',
  ENOENT: 'is no folder that can be made',
};

const watches = 'cannot be watched, since the system watches as much as it may already; raise fs.inotify.max_user_';
/** Why a folder cannot be watched. */
const unwatched: Readonly<Record<string, string>> = { ENOSPC: `${watches}watches`, EMFILE: `${watches}instances` };

/** What went wrong, in one sentence. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { path, code = '', syscall } = error as NodeJS.ErrnoException;
  if (isEdgewiseError(error) || path === undefined) return error.message;
  if (syscall === 'mkdir' && code in noFolder) return `${path} ${noFolder[code]}; name another`;
  if (syscall === 'watch' && code in unwatched) return `${path} ${unwatched[code]}`;
  return `${path} ${reasons[code] ?? `cannot be used (${error.message})`}`;
}
