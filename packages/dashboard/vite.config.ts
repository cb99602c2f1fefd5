import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** A server to develop against: `trainyard serve` on its default port. */
const server = 'http://127.0.0.1:8700';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss()],
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  // Nothing is inlined: the Content-Security-Policy allows no data: addresses.
  build: { target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 900, assetsInlineLimit: 0 },
  // The server puts a fresh nonce in place of this text in every page, and in its Content-Security-Policy.
  html: { cspNonce: 'CSP_NONCE' },
  server: { proxy: { '/prod': server, '/schema': server, '/errors': server, '/readyz': server } },
});
