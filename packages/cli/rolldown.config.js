/*
 * `trainyard lint` in a few files, as opening two hundred small ones takes most of its time. What it loads only at
 * need, and what finds files by its own place, stays as it is; so do all other commands.
 */
export default {
  input: 'dist/main.js',
  platform: 'node',
  external: [
    /^@trainyard\/(agent|core|server|server\/media)$/,
    /\/dist\/commands\/(?!index\.js$|lint\.js$)/,
    /\/dist\/(report-failure|version)\.js$/,
  ],
  // Beside what is compiled, since paths to the rest are written from there.
  output: {
    dir: 'dist',
    format: 'esm',
    entryFileNames: 'bundled-[name].js',
    chunkFileNames: 'bundled-[name].js',
  },
};
