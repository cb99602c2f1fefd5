/** A block of a guide that the documentation test does not run, and why that is no gap. */
export interface BlockNotRun {
  /** The whole block. */
  readonly code: string;
  /** Commands in .ci/run that run the same; or why nothing can. */
  readonly coveredBy: { readonly ciRuns: readonly string[] } | { readonly nothing: string };
}

/** All of them. The list is short and stays so: whatever can run in a temporary folder does. */
export const blocksNotRun: readonly BlockNotRun[] = [
  { code: 'npm ci && npm run demo', coveredBy: { ciRuns: ['npm ci', 'npm run demo'] } },
  { code: 'npm ci && npm test', coveredBy: { ciRuns: ['npm ci', 'npm test'] } },
  ...[
    'git clone --depth 1 https://github.com/ostris/ai-toolkit /tmp/ai-toolkit\nnpm run models:refresh -- --dir /tmp/ai-toolkit',
    'npm run models:refresh -- --dir /tmp/ai-toolkit --fixtures packages/core/test/preflight/fixtures\nnpx vitest run packages/core',
    'git -C /tmp/ai-toolkit log -p OLD..NEW -- toolkit/config_modules.py extensions_built_in/diffusion_models',
  ].map((code) => ({ code, coveredBy: { nothing: 'It needs a checkout of AI Toolkit from the network.' } })),
  {
    code: [
      'sudo systemctl daemon-reload',
      'sudo systemctl enable --now trainyard',
      'sudo -u trainyard node /opt/trainyard/packages/cli/bin/trainyard.js token create --account me --data-dir /var/lib/trainyard',
    ].join('\n'),
    coveredBy: { nothing: 'It needs root and systemd.' },
  },
];
