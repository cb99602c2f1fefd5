import type { InstallationFacts } from '@trainyard/core/preflight';
import {
  absoluteFolders,
  absolutePath,
  foldersByName,
  gpuCounts,
  longSecret,
  nonEmpty,
  oneOf,
  origin,
  postgresUrl,
  ruleOverrides,
  trueOrFalse,
  typesByName,
  versionNumber,
  wholeNumber,
} from './setting-parsers.ts';

/** Settings of an installation, as one table: flags, environment, file, checks and the reference come from it. */
export interface Setting<T = unknown> {
  /** As in the environment, without the prefix: `PORT` is `--port`, `TRAINYARD_PORT`, and `port:` in the file. */
  readonly name: string;
  readonly summary: string;
  /** Shown in the reference; what holds when nothing is given. */
  readonly defaultText: string;
  readonly secret?: boolean;
  readonly fallback: T;
  /** Throws an Error whose message ends the sentence "PORT …". */
  parse(text: string): T;
}

const setting = <T>(definition: Setting<T>): Setting<T> => definition;

/** Every setting by its key in `Settings`. */
export const settingTable = {
  host: setting({
    name: 'HOST',
    summary: 'Address to listen on. Only this machine by default; 0.0.0.0 for all.',
    defaultText: '127.0.0.1',
    fallback: '127.0.0.1',
    parse: nonEmpty,
  }),
  port: setting({
    name: 'PORT',
    summary: 'Port to listen on; 0 takes a free one.',
    defaultText: '8700',
    fallback: 8700,
    parse: wholeNumber(0, 65535),
  }),
  publicUrl: setting<string | null>({
    name: 'PUBLIC_URL',
    summary:
      'How clients reach this server, when it is behind a proxy: the origin of the links in its answers.',
    defaultText: 'the host that the client named',
    fallback: null,
    parse: origin,
  }),
  dataDir: setting({
    name: 'DATA_DIR',
    summary: 'Folder of the database, files and runs.',
    defaultText: './.trainyard',
    fallback: './.trainyard',
    parse: nonEmpty,
  }),
  databaseUrl: setting<string | null>({
    name: 'DATABASE_URL',
    summary: 'A PostgreSQL database instead of the embedded one: postgres://user:password@host/name.',
    defaultText: 'SQLite in DATA_DIR',
    secret: true,
    fallback: null,
    parse: postgresUrl,
  }),
  databaseTimeoutSeconds: setting({
    name: 'DATABASE_TIMEOUT_SECONDS',
    summary:
      'How long PostgreSQL may take for one query before its connection counts as lost; migrations and hourly sweeps may take longer.',
    defaultText: '30',
    fallback: 30,
    parse: wholeNumber(1, 3600),
  }),
  trainer: setting<'builtin' | 'ai-toolkit'>({
    name: 'TRAINER',
    summary:
      'What trains: builtin is a small CPU trainer for trying and testing, not for use in pictures; ai-toolkit is AI Toolkit.',
    defaultText: 'builtin',
    fallback: 'builtin',
    parse: oneOf('builtin', 'ai-toolkit'),
  }),
  aiToolkitDir: setting<string | null>({
    name: 'AI_TOOLKIT_DIR',
    summary: 'Checkout of ostris/ai-toolkit, for TRAINER=ai-toolkit.',
    defaultText: 'none',
    fallback: null,
    parse: absolutePath,
  }),
  aiToolkitDirs: setting<ReadonlyMap<string, string>>({
    name: 'AI_TOOLKIT_DIRS',
    summary:
      'Further checkouts of AI Toolkit by name: stable=/opt/ai-toolkit-0.12,new=/opt/ai-toolkit. "trainyard account pin" gives one to an account; AI_TOOLKIT_DIR, else the first, is for all others.',
    defaultText: 'none',
    fallback: new Map(),
    parse: foldersByName,
  }),
  aiToolkitPython: setting<string | null>({
    name: 'AI_TOOLKIT_PYTHON',
    summary: 'Python that can run AI Toolkit; with several checkouts, all of them.',
    defaultText: "each checkout's own .venv or venv, else python3",
    fallback: null,
    parse: absolutePath,
  }),
  gpus: setting<ReadonlyMap<string, number> | null>({
    name: 'GPUS',
    summary: 'GPUs by type and number, such as ADA_80_PLUS=2,HOPPER_141=1.',
    defaultText:
      'the NVIDIA cards that are found; with the built-in trainer, a slot per processor of ADA_80_PLUS and of HOPPER_141',
    fallback: null,
    parse: gpuCounts,
  }),
  gpuTypes: setting<ReadonlyMap<string, string>>({
    name: 'GPU_TYPES',
    summary:
      'Types for cards by name, or part of a name, before those that are built in: RTX 5090=BLACKWELL_32,MIG 3g.40gb=ADA_40.',
    defaultText: 'the types of the contract for the cards that have one',
    fallback: new Map(),
    parse: typesByName,
  }),
  gpuForeignMib: setting({
    name: 'GPU_FOREIGN_MIB',
    summary:
      'Memory of a card in MiB that a desktop, or something unseen, may use before the card counts as held by others and is not handed out. A program that computes on it always counts.',
    defaultText: '2000',
    fallback: 2000,
    parse: wholeNumber(0, 10_000_000),
  }),
  modelCache: setting<string | null>({
    name: 'MODEL_CACHE',
    summary:
      'Folder in which all runs share base models from Hugging Face; "trainyard models pull" fills it.',
    defaultText: 'HF_HOME, else ~/.cache/huggingface',
    fallback: null,
    parse: absolutePath,
  }),
  retentionDays: setting<number | null>({
    name: 'RETENTION_DAYS',
    summary: 'Ended jobs are deleted, with all that they made, after so many days.',
    defaultText: 'kept until somebody deletes them',
    fallback: null,
    parse: wholeNumber(1, 36_500),
  }),
  retentionJobs: setting<number | null>({
    name: 'RETENTION_JOBS',
    summary: 'Of each account so many ended jobs are kept, the newest; older ones are deleted.',
    defaultText: 'all',
    fallback: null,
    parse: wholeNumber(1, 1_000_000),
  }),
  hfToken: setting<string | null>({
    name: 'HF_TOKEN',
    summary: 'Hugging Face token for accounts that have not stored one of their own.',
    defaultText: 'none',
    secret: true,
    fallback: null,
    parse: nonEmpty,
  }),
  rules: setting<InstallationFacts['ruleOverrides']>({
    name: 'RULES',
    summary:
      'Rules of preflight that count for less here, by code or name: 42263=warning,42266=auto,UNKNOWN_KEY=off. Each is error, warning, off, or auto: a warning where TRAINER_VERSION no longer fails.',
    defaultText: 'every rule as it is',
    fallback: {},
    parse: ruleOverrides,
  }),
  trainerVersion: setting<string | null>({
    name: 'TRAINER_VERSION',
    summary: 'Version of the AI Toolkit that trains here, such as 0.12.26; rules set to auto follow it.',
    defaultText: 'what the checkout of AI Toolkit says',
    fallback: null,
    parse: versionNumber,
  }),
  modelFolders: setting<readonly string[]>({
    name: 'MODEL_FOLDERS',
    summary:
      'Folders on the GPU machines that hold models, joined by colons: configs may name paths in them, and need no Hugging Face token for those.',
    defaultText: 'none',
    fallback: [],
    parse: absoluteFolders,
  }),
  allowHubPush: setting({
    name: 'ALLOW_HUB_PUSH',
    summary: 'Whether configs may push what was trained to the Hugging Face hub: true or false.',
    defaultText: 'false',
    fallback: false,
    parse: trueOrFalse,
  }),
  allowTrackers: setting({
    name: 'ALLOW_TRACKERS',
    summary: 'Whether configs may report to a tracker such as Weights & Biases: true or false.',
    defaultText: 'false',
    fallback: false,
    parse: trueOrFalse,
  }),
  secretKey: setting<string | null>({
    name: 'SECRET_KEY',
    summary: 'Secret of the installation, 32 characters or more: encrypts stored secrets and signs links.',
    defaultText: 'made once, in DATA_DIR/secret.key',
    secret: true,
    fallback: null,
    parse: longSecret,
  }),
  uploadLinkMinutes: setting({
    name: 'UPLOAD_LINK_MINUTES',
    summary: 'How long a signed upload URL can be used.',
    defaultText: '60',
    fallback: 60,
    parse: wholeNumber(1, 7 * 24 * 60),
  }),
  downloadLinkMinutes: setting({
    name: 'DOWNLOAD_LINK_MINUTES',
    summary: 'How long the links in a result can be used.',
    defaultText: '1440 (a day)',
    fallback: 1440,
    parse: wholeNumber(1, 30 * 24 * 60),
  }),
  maxSignedUploadBytes: setting({
    name: 'MAX_SIGNED_UPLOAD_BYTES',
    summary: 'Largest file that a signed upload URL is given for.',
    defaultText: '5000000000 (5 GB)',
    fallback: 5_000_000_000,
    parse: wholeNumber(1, Number.MAX_SAFE_INTEGER),
  }),
  leaseSeconds: setting({
    name: 'LEASE_SECONDS',
    summary: 'A run whose agent is not heard of for so long is looked into, and ended if it is gone.',
    defaultText: '30',
    fallback: 30,
    parse: wholeNumber(2, 86_400),
  }),
  stopGraceSeconds: setting({
    name: 'STOP_GRACE_SECONDS',
    summary: 'How long a trainer that was asked to stop may take for each further step towards being killed.',
    defaultText: '20',
    fallback: 20,
    parse: wholeNumber(1, 3600),
  }),
  stallSeconds: setting({
    name: 'STALL_SECONDS',
    summary:
      'How long AI Toolkit may neither speak nor make a step while it trains, or fifty times the usual step where that is longer, before it counts as stalled and is stopped; six times as long while it loads, caches, samples or saves.',
    defaultText: '900',
    fallback: 900,
    parse: wholeNumber(1, 86_400),
  }),
  autoResume: setting({
    name: 'AUTO_RESUME',
    summary:
      'How often in a row a job is resumed by itself when its run was lost or preempted; a resume by its account counts anew.',
    defaultText: '0, never',
    fallback: 0,
    parse: wholeNumber(0, 1000),
  }),
  logLevel: setting<'debug' | 'info' | 'warn' | 'error' | 'silent'>({
    name: 'LOG_LEVEL',
    summary: 'How much is logged, as JSON lines on standard error: debug, info, warn, error or silent.',
    defaultText: 'info',
    fallback: 'info',
    parse: oneOf('debug', 'info', 'warn', 'error', 'silent'),
  }),
} as const;

export type SettingKey = keyof typeof settingTable;

type ValueOf<S> = S extends Setting<infer T> ? T : never;

/** The settings of one server, read once. */
export type Settings = { readonly [K in SettingKey]: ValueOf<(typeof settingTable)[K]> };

/** What preflight has to know of an installation with these settings. */
export function installationFacts(
  settings: Pick<
    Settings,
    'hfToken' | 'modelFolders' | 'trainerVersion' | 'rules' | 'allowHubPush' | 'allowTrackers'
  >,
): InstallationFacts {
  return {
    hfToken: settings.hfToken !== null,
    modelFolders: settings.modelFolders,
    trainerVersion: settings.trainerVersion,
    ruleOverrides: settings.rules,
    allow: { hubPush: settings.allowHubPush, trackers: settings.allowTrackers },
  };
}
