/**
 * Puts stopwatches into the built worker, for a trace of where a page view's time goes. Times are milliseconds since 1970,
 * which page and worker share. The measured benches serve the worker as it was built.
 */
export function instrumentWorker(name: string, source: string): string {
  if (name !== 'worker.js') return source;
  return `${before}\n${source}\n${after}`;
}

const before = `const benchClock = () => performance.timeOrigin + performance.now();
const benchTrace = (globalThis.benchTrace ??= [['worker: script runs', benchClock()]]);
const benchNote = (what) => benchTrace.push([what, benchClock()]);
if (!globalThis.benchPatched) {
  globalThis.benchPatched = true;
  const wrap = (owner, name, label) => {
    const original = owner[name];
    owner[name] = function (...args) {
      const what = label(args);
      benchNote(what + ' begins');
      const result = original.apply(this, args);
      Promise.resolve(result).then(() => benchNote(what + ' done'), () => benchNote(what + ' failed'));
      return result;
    };
  };
  wrap(globalThis, 'fetch', ([url]) => 'fetch ' + String(url.url ?? url).replace(/.*\\//, '').slice(0, 24));
  wrap(SubtleCrypto.prototype, 'digest', () => 'digest');
  wrap(SubtleCrypto.prototype, 'verify', () => 'verify');
  if (navigator.locks) wrap(LockManager.prototype, 'request', () => 'lock');
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (...args) {
    const request = open.apply(this, args);
    benchNote('IndexedDB ' + args[0] + ' opens');
    request.addEventListener('success', () => benchNote('IndexedDB ' + args[0] + ' is open'));
    return request;
  };
  const transaction = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (stores, mode, ...rest) {
    const what = 'transaction ' + this.name + ' ' + (mode ?? 'readonly');
    benchNote(what + ' begins');
    const made = transaction.call(this, stores, mode, ...rest);
    made.addEventListener('complete', () => benchNote(what + ' complete'));
    return made;
  };
  addEventListener('message', ({ data }) => {
    if (data?.benchDump) {
      const resources = performance.getEntriesByType('resource').map(({ name, startTime, responseEnd }) => [name.replace(/.*\\//, '').slice(0, 32), performance.timeOrigin + startTime, performance.timeOrigin + responseEnd]);
      postMessage({ benchTrace, resources });
    } else if (data?.path) benchNote('message: ' + data.path.join('.'));
  }, true);
  const post = globalThis.postMessage;
  globalThis.postMessage = (...args) => {
    benchNote('worker answers');
    return post.call(globalThis, ...args);
  };
}`;

const after = `benchNote('worker: script has run');`;

/** For the page's head: keeps hold of the worker, so that its trace can be asked for. */
export const captureWorker = `<script>
(function(){var Original=window.Worker;window.Worker=function(url,options){
  (window.benchPage=window.benchPage||[]).push(['page: new Worker',performance.timeOrigin+performance.now()]);
  var worker=new Original(url,options);window.benchWorker=worker;
  worker.addEventListener('message',function(event){if(!event.data||!event.data.benchTrace)benchPage.push(['page: message from worker',performance.timeOrigin+performance.now()])});
  return worker};window.Worker.prototype=Original.prototype;
  var fetchOriginal=window.fetch;window.fetch=function(url){var what='page: fetch '+String(url).replace(/.*\\//,'').slice(0,16);benchPage_(what+' begins');var r=fetchOriginal.apply(this,arguments);r.then(function(){benchPage_(what+' answered')});return r};
  function benchPage_(what){(window.benchPage=window.benchPage||[]).push([what,performance.timeOrigin+performance.now()])}
})();
</script>`;
