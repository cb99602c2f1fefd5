// Who may import whom. ARCHITECTURE.md says it in words.
const source = (path) => `^packages/${path}`;

/** One rule: what stands in `from` may not import what stands in `to`. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

export default {
  forbidden: [
    forbid('no-cycles', 'A cycle means that two files are one thing.', {}, { circular: true }),
    forbid(
      'core-is-pure',
      'core imports zod, yaml and itself.',
      { path: source('core/src'), pathNot: '[.]test[.]ts$' },
      { pathNot: [source('core/'), '^node_modules/(zod|yaml)/'] },
    ),
    forbid(
      'agent-knows-only-core',
      'The agent is dropped into containers where there is no server.',
      { path: source('agent/src') },
      { path: source('(server|cli)/') },
    ),
    forbid(
      'server-below-cli',
      'The command uses the server.',
      { path: source('server/src') },
      { path: source('cli/') },
    ),
    forbid(
      'dashboard-uses-the-public-api',
      'What a browser cannot reach through the API, the dashboard cannot have.',
      { path: source('dashboard/src') },
      { path: source('(server|agent|cli)/') },
    ),
    forbid(
      'packages-by-name',
      'Packages import each other by name, which reaches what they export: their index, and what can be loaded without it.',
      { path: source('([^/]+)/src') },
      {
        path: source('[^/]+/src/'),
        pathNot: [
          source('$1/'),
          source('[^/]+/src/index[.]ts$'),
          source('core/src/(client|preflight)[.]ts$'),
          source('server/src/config/settings[.]ts$'),
          source('server/src/media/inspect-folder[.]ts$'),
        ],
      },
    ),
    forbid(
      'implementations-meet-in-compose',
      'Only compose.ts chooses a store, an executor or link signer.',
      { path: source('server/src'), pathNot: [source('server/src/compose'), '[.]test[.]ts$'] },
      {
        path: [
          source('server/src/storage/(disk|signed)[^/]*[.]ts$'),
          source('server/src/executors/local[^/]*[.]ts$'),
        ],
        pathNot: [],
      },
    ),
    forbid(
      'http-only-translates',
      'Handlers call services; services know nothing of HTTP.',
      { path: source('server/src/(db|storage|media|executors|dispatch|config)/') },
      { path: source('server/src/http/') },
    ),
    forbid(
      'services-do-not-dispatch',
      'Submitting writes a row; the dispatcher finds it.',
      { path: source('server/src/(jobs|datasets|accounts)/') },
      { path: source('server/src/(dispatch|executors)/') },
    ),
    forbid(
      'rules-use-the-engine',
      'A rule sees the job and the model table, nothing else.',
      { path: source('core/src/preflight/rules/') },
      { path: source('core/src/(contract|runs|pages|jobs)/') },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};
