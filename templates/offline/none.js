// This site keeps nothing on the device. Where an earlier version of it did, this takes all of that away.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil((async () => {
  for (const cache of await caches.keys())
    if (cache.startsWith('suluh ') && cache.endsWith(` ${self.registration.scope}`)) await caches.delete(cache);
  await self.registration.unregister();
})()));
