import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadSettings, SettingsError } from './load.ts';
import { installationFacts } from './settings.ts';

function load(env: Readonly<Record<string, string>>) {
  return loadSettings({ flags: {}, env, file: null });
}

function faultsOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    load(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  return [];
}

describe('what preflight knows of an installation', () => {
  test('is nothing where nothing is set', () => {
    expect(installationFacts(load({}))).toEqual({
      hfToken: false,
      modelFolders: [],
      trainerVersion: null,
      ruleOverrides: {},
      allow: { hubPush: false, trackers: false },
    });
  });

  test('is what the settings say', () => {
    const settings = load({
      TRAINYARD_HF_TOKEN: 'hf_x',
      TRAINYARD_RULES: '42263=warning,42266=auto,UNKNOWN_KEY=off',
      TRAINYARD_TRAINER_VERSION: '0.12.26',
      TRAINYARD_MODEL_FOLDERS: '/models:/data//more/',
      TRAINYARD_ALLOW_HUB_PUSH: 'true',
      TRAINYARD_ALLOW_TRACKERS: 'true',
    });
    expect(installationFacts(settings)).toEqual({
      hfToken: true,
      modelFolders: ['/models', '/data/more'],
      trainerVersion: '0.12.26',
      ruleOverrides: { 42263: 'warning', 42266: 'auto', UNKNOWN_KEY: 'off' },
      allow: { hubPush: true, trackers: true },
    });
  });

  test.for([
    ['RULES', '42298=warning', 'cannot be lowered'],
    ['RULES', 'NOTHING=off', 'there is no rule NOTHING'],
    ['RULES', '42263=maybe', 'a rule can be'],
    ['TRAINER_VERSION', 'new', 'must be a version'],
    ['MODEL_FOLDERS', 'models', 'must be absolute paths'],
    ['MODEL_FOLDERS', '/models:', 'must be absolute paths'],
    ['MODEL_FOLDERS', '/models/..', 'must be absolute paths'],
    ['ALLOW_HUB_PUSH', 'yes', 'must be true or false'],
    ['ALLOW_TRACKERS', '1', 'must be true or false'],
  ] as const)('cannot be set by %s=%s', ([name, value, reason]) => {
    expect(faultsOf({ [`TRAINYARD_${name}`]: value })).toEqual([
      expect.stringMatching(new RegExp(`^TRAINYARD_${name} .*${reason}`)),
    ]);
  });
});

describe('a file of settings', () => {
  const fromFile = (text: string) => {
    const file = join(mkdtempSync(join(tmpdir(), 'trainyard-settings-')), 'trainyard.yaml');
    onTestFinished(() => rmSync(dirname(file), { recursive: true }));
    writeFileSync(file, text);
    return loadSettings({ flags: {}, env: {}, file });
  };

  test('is read as it stands: what looks like a number or a word of YAML is the text that was typed', () => {
    const settings = fromFile(
      'port: 8701\ntrainer_version: 0.10\nallow_trackers: true\nhf_token: 1e5\nmax_signed_upload_bytes: 5000000000\n',
    );
    expect(settings).toMatchObject({
      port: 8701,
      trainerVersion: '0.10',
      allowTrackers: true,
      hfToken: '1e5',
      maxSignedUploadBytes: 5_000_000_000,
    });
  });

  test.each(['', '# nothing yet\n'])('may hold nothing: %j', (text) => {
    expect(fromFile(text).port).toBe(8700);
  });

  test.each(['hf_token:', 'hf_token: null', 'hf_token: ~', 'hf_token: [a]'])('%j is no value', (text) => {
    expect(() => fromFile(text)).toThrow('hf_token must be a plain value');
  });
});
