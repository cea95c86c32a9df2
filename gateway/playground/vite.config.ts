import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/**
 * Leaves out the fonts that GraphiQL's style sheet carries as data URLs: the page uses the machine's own, and Monaco's
 * icon font comes as a file with Monaco's own style sheet. So the page's policy needs no `font-src data:`.
 */
const withoutInlineFonts: Plugin = {
  name: 'without-inline-fonts',
  enforce: 'pre',
  transform: {
    filter: { id: /graphiql\/dist\/style\.css$/ },
    handler: (css) => ({ code: css.replaceAll(/@font-face\s*\{[^}]*\}/g, ''), map: null }),
  },
};

// Vite asks for a default export.
export default defineConfig({
  root: import.meta.dirname,
  base: '/playground/',
  logLevel: 'error',
  plugins: [withoutInlineFonts, react()],
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2024',
    // Files rather than data URLs: the page's policy then needs fewer exceptions.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 8192,
  },
});
