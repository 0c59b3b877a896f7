/** Registers the service worker, where the page names one: after one visit the site works without a network. */
export function bindOffline(): void {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="acequia-offline"]');
  const name = meta?.content ?? '';
  if (name === '' || !('serviceWorker' in navigator) || location.origin === 'null') return;
  const address = new URL(`${meta?.dataset['root'] ?? './'}${name}`, location.href);
  // After the page's own files: the works come first.
  window.addEventListener('load', () => {
    keepAll(address).catch(() => {
      // Blocked by the browser or the host: the page needs the network, and nothing else changes.
    });
  });
}

async function keepAll(address: URL): Promise<void> {
  await navigator.serviceWorker.register(address);
  const { active } = await navigator.serviceWorker.ready;
  const now = () => active?.postMessage('the page is idle');
  if ('requestIdleCallback' in window) requestIdleCallback(now, { timeout: 10_000 });
  else setTimeout(now, 4000);
}
