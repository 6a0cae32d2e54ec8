// What works only in a browser that can: keeping pages on the device (over https), copying the address. Without this script the
// buttons stay hidden, and nothing is missing.
(() => {
  const root = new URL('.', document.currentScript.src), here = location.href.split('#')[0];
  const show = button => { button.closest('[hidden]').hidden = false; return button; };
  const link = document.getElementById('site-link'), pin = document.getElementById('site-pin');

  if (link && navigator.clipboard) show(link).onclick = async () => {
    const canonical = document.querySelector('link[rel=canonical]');
    try {
      await navigator.clipboard.writeText(canonical ? canonical.href : here);
      link.textContent = link.dataset.done;
    } catch (e) { /* forbidden: the address bar has it too */ }
  };

  if (!/^https?:$/.test(location.protocol) || !('serviceWorker' in navigator)) return;
  const manifest = Object.assign(document.createElement('link'), {rel: 'manifest', href: new URL('manifest.webmanifest', root)});
  document.head.append(manifest);
  navigator.serviceWorker.register(new URL('sw.js', root), {scope: root.pathname, updateViaCache: 'none'}).catch(() => { /* pages work as ever */ });
  if (!pin) return;

  const words = pin.textContent;
  const ask = data => navigator.serviceWorker.ready.then(({active}) => new Promise(answer => {
    const {port1, port2} = new MessageChannel();
    port1.onmessage = event => answer(event.data);
    active.postMessage(data, [port2]);
  }));
  const tell = kept => {
    pin.setAttribute('aria-pressed', kept);
    pin.textContent = kept ? pin.dataset.done : words;
  };
  ask({ask: here}).then(kept => {
    tell(kept);
    show(pin).onclick = async () => {
      pin.disabled = true;
      kept = await ask(kept ? {unpin: here} : {pin: here});
      pin.disabled = false;
      tell(kept);
    };
  });
})();
