/** What an answer says beside its body. */
const keptHeaders = ['retry-after', 'x-request-id'];

/**
 * A `fetch` that tells how many bytes of the request have gone out, which the browser's own cannot. Bodies are
 * Blobs, forms and texts. Rejects with an `AbortError` when its signal aborts, and with a `TypeError` when no
 * answer came.
 */
export function createProgressFetch(onProgress: (sentBytes: number) => void): typeof fetch {
  return (input, init = {}) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(init.method ?? 'GET', String(input));
      new Headers(init.headers).forEach((value, name) => {
        request.setRequestHeader(name, value);
      });
      request.upload.onprogress = ({ loaded }) => onProgress(loaded);
      request.onload = () =>
        resolve(
          new Response(request.status === 204 ? null : request.responseText, {
            status: request.status,
            headers: keptHeaders.flatMap((name): [string, string][] => {
              const value = request.getResponseHeader(name);
              return value === null ? [] : [[name, value]];
            }),
          }),
        );
      request.onerror = () => reject(new TypeError('No answer came.'));
      request.onabort = () => reject(new DOMException('The upload was canceled.', 'AbortError'));
      init.signal?.addEventListener('abort', () => request.abort());
      if (init.signal?.aborted) request.abort();
      else request.send((init.body ?? null) as XMLHttpRequestBodyInit | null);
    });
}
