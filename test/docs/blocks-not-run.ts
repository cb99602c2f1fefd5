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
  ...[
    [
      'git clone https://github.com/ostris/ai-toolkit /opt/ai-toolkit',
      'python3 -m venv /opt/ai-toolkit/venv',
      '/opt/ai-toolkit/venv/bin/pip install torch torchvision torchaudio --index-url https://download.pytorch.org/whl/cu128',
      '/opt/ai-toolkit/venv/bin/pip install -r /opt/ai-toolkit/requirements.txt',
    ].join('\n'),
    'export TRAINYARD_TRAINER=ai-toolkit TRAINYARD_AI_TOOLKIT_DIR=/opt/ai-toolkit\ntrainyard doctor',
    'trainyard dataset caption dogs\ntrainyard dataset caption dogs --all --prompt "Describe the dog."',
    'export TRAINYARD_AI_TOOLKIT_DIRS=stable=/opt/ai-toolkit-0.12\ntrainyard account pin me stable',
  ].map((code) => ({ code, coveredBy: { nothing: 'It needs an installed AI Toolkit, and a GPU.' } })),
  {
    code: 'trainyard models pull flux\ntrainyard models list',
    coveredBy: { nothing: 'It needs gigabytes from the network.' },
  },
  {
    code: [
      'sudo systemctl daemon-reload',
      'sudo systemctl enable --now trainyard',
      'sudo -u trainyard node /opt/trainyard/packages/cli/bin/trainyard.js token create --account me --data-dir /var/lib/trainyard',
    ].join('\n'),
    coveredBy: { nothing: 'It needs root and systemd.' },
  },
];
