/**
 * Keeps the page for use without a network, once it is loaded. Not while it is developed, where files change under their names, nor for a page
 * that was opened as a file.
 */
export function registerServiceWorker(): void {
  if (
    import.meta.env.MODE === 'development' ||
    !/^https?:$/.test(location.protocol) ||
    !('serviceWorker' in navigator)
  )
    return;
  const register = () => {
    // Where the browser refuses, as in some private windows, the page works as before, with a network.
    navigator.serviceWorker
      .register(new URL('./service-worker.js', document.baseURI))
      .then(() => navigator.serviceWorker.ready)
      .then(({ active }) => {
        // A page that was opened just before it began to work asks to be served by it.
        if (!navigator.serviceWorker.controller) active?.postMessage('claim');
      })
      .catch(() => {});
  };
  // What it loads must not delay the page.
  const whenIdle = () => setTimeout(register, 2_000);
  if (document.readyState === 'complete') whenIdle();
  else addEventListener('load', whenIdle, { once: true });
}
