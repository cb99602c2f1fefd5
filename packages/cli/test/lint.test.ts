import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '@trainyard/core';
import { describe, expect, test } from 'vitest';
import { run } from '../src/run.ts';
import { captureIo } from './support/captured-io.ts';
import { tempFolder } from './support/temp-folder.ts';
import { useServer } from './support/test-server.ts';
import { writePictures } from './support/write-pictures.ts';

interface ConfigParts {
  readonly dataset?: string;
  readonly datasetLines?: string;
  readonly train?: string;
  readonly model?: string;
}

/** A small SDXL job; the lines given are added to its blocks. */
function configText({ dataset = 'dogs', datasetLines = '', train = 'lr: 1e-4', model }: ConfigParts = {}) {
  return `job: extension
config:
  name: my_lora
  process:
    - type: diffusion_trainer
      training_folder: /app/ai-toolkit/output
      network: {type: lora, linear: 16, linear_alpha: 16}
      datasets:
        - folder_path: /app/ai-toolkit/datasets/${dataset}
          caption_ext: txt
${datasetLines}
      train:
        steps: 100
        noise_scheduler: ddpm
        ${train} # the rate
      model: ${model ?? '{arch: sdxl, name_or_path: stabilityai/stable-diffusion-xl-base-1.0}'}
      sample: {sampler: ddpm, width: 1024, height: 1024, neg: "", prompts: [a dog]}
`;
}

const quotedRate = configText({ train: 'lr: "1e-4"' });

interface Given {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

async function lint(cwd: string, argv: readonly string[], given: Given = {}) {
  const io = captureIo({ cwd, ...given });
  const exitCode = await run(['lint', ...argv], io);
  return { exitCode, out: io.out(), err: io.err() };
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = tempFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

interface JsonReport {
  readonly version: number;
  readonly errors: number;
  readonly warnings: number;
  readonly configs: { file: string; accepted: boolean; findings: Finding[]; fixed: string[] }[];
  readonly unread: { file: string; reason: string }[];
}

async function lintJson(cwd: string, argv: readonly string[], given: Given = {}) {
  const outcome = await lint(cwd, [...argv, '--format', 'json'], given);
  return { ...outcome, report: JSON.parse(outcome.out) as JsonReport };
}

describe('the exit code', () => {
  test('is 0 for a clean config', async () => {
    const cwd = folderWith({ 'a.yaml': configText() });
    expect(await lint(cwd, ['a.yaml'])).toEqual({ exitCode: 0, out: '1 config: no findings.\n', err: '' });
  });

  test('is 1 for an error, 0 for a warning, and 1 for more warnings than are allowed', async () => {
    const warned = configText({ train: 'lr: 1e-4\n        batch_siz: 1' });
    const cwd = folderWith({ 'bad.yaml': quotedRate, 'warned.yaml': warned });
    expect((await lint(cwd, ['bad.yaml'])).exitCode).toBe(1);
    expect((await lint(cwd, ['warned.yaml'])).exitCode).toBe(0);
    expect((await lint(cwd, ['warned.yaml', '--max-warnings', '1'])).exitCode).toBe(0);
    const strict = await lint(cwd, ['warned.yaml', '--max-warnings', '0']);
    expect(strict).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('1 warnings, more than the 0'),
    });
  });

  test('is 2 when a file cannot be read, and the others are looked at all the same', async () => {
    const cwd = folderWith({ 'bad.yaml': quotedRate, 'sub/x.yaml': '' });
    writeFileSync(join(cwd, 'latin.yaml'), Buffer.from([0x6a, 0xe4]));
    const { exitCode, out, err } = await lint(cwd, ['gone.yaml', 'bad.yaml', 'sub', 'latin.yaml', '*.none']);
    expect(exitCode).toBe(2);
    expect(out).toContain('42274');
    expect(err).toBe(
      [
        'gone.yaml does not exist.',
        'sub is a folder: name its files, such as with the pattern FOLDER/*.yaml.',
        'latin.yaml is not UTF-8 text.',
        '*.none matches no file.',
        '',
      ].join('\n'),
    );
  });

  test('is 2 for a device that never ends', async () => {
    const { exitCode, err } = await lint(tempFolder(), ['/dev/zero']);
    expect(exitCode).toBe(2);
    expect(err).toContain('is no config');
  });

  test.for([
    [[], 'FILE... is needed'],
    [['-', '--fix'], 'standard input is none'],
    [['a', '--rule', '42298=off'], 'cannot be lowered'],
    [['a', '--rule', 'NO_SUCH_RULE=off'], 'there is no rule NO_SUCH_RULE'],
    [['a', '--rule', 'UNKNOWN_KYE=off'], 'did you mean UNKNOWN_KEY'],
    [['a', '--rule', '42263=maybe'], 'error, warning, off, auto'],
    [['a', '--rule', '42263=off', '--rule', '42263=warning'], 'names 42263 twice'],
    [['a', '--trainer-version', 'new'], 'must be a version'],
    [['a', '--model-folder', 'models'], 'absolute'],
    [['a', '--dataset', 'dogs'], 'the name of a dataset and a folder'],
    [['a', '--dataset', 'dogs=nowhere'], 'is not a folder'],
    [['a', '--dataset', 'my dogs=.'], 'the name contains " "'],
    [['a', '--dataset', 'dogs=.', '--dataset', 'dogs=.'], 'names dogs twice'],
    [['a', '--format', 'xml'], 'must be one of pretty, json, github, sarif'],
  ] as const)('is 2 for the command line %j', async ([argv, reason]) => {
    const { exitCode, out, err } = await lint(tempFolder(), argv);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(reason);
  });
});

describe('the configs', () => {
  const files = { 'a.yaml': '', 'b.yml': '', 'in/c.yaml': '', 'in/deep/d.yaml': '', '.hidden/e.yaml': '' };
  test.for([
    [['*.yaml'], ['a.yaml']],
    [['**/*.yaml'], ['a.yaml', 'in/c.yaml', 'in/deep/d.yaml']],
    [['./*.{yaml,yml}'], ['a.yaml', 'b.yml']],
    [['[ab].y?ml'], ['a.yaml']],
    [['in/**'], ['in/c.yaml', 'in/deep/d.yaml']],
    [['.hidden/*'], ['.hidden/e.yaml']],
    [
      ['b.yml', 'a.yaml', './a.yaml', '*.yaml'],
      ['b.yml', 'a.yaml'],
    ],
  ] as const)('of %j are found, each once', async ([patterns, expected]) => {
    const { report } = await lintJson(folderWith(files), patterns);
    expect(report.configs.map(({ file }) => file)).toEqual(expected);
  });

  test('can be named with the characters of patterns', async () => {
    const { report } = await lintJson(folderWith({ '[1].yaml': quotedRate, '1.yaml': '' }), ['[1].yaml']);
    expect(report.configs.map(({ file }) => file)).toEqual(['[1].yaml']);
  });

  test('can come from standard input', async () => {
    const { exitCode, out } = await lint('/', ['-'], { stdin: quotedRate });
    expect(exitCode).toBe(1);
    expect(out).toContain('<stdin>:');
  });
});

describe('the pretty format', () => {
  test('shows the place, the line with marks, and what to do', async () => {
    const cwd = folderWith({ 'bad.yaml': quotedRate });
    expect((await lint(cwd, ['bad.yaml'])).out).toMatchInlineSnapshot(`
      "bad.yaml:15:13 error 42274 INVALID_LEARNING_RATE \`train.lr\` is the text "1e-4", not a number.
         15 |         lr: "1e-4" # the rate
            |             ^^^^^^
        fix: Write it without quotes, as a number: lr: 1e-4.

      1 config: 1 error.
      "
    `);
  });

  test('gives a terminal nothing to obey', async () => {
    const cwd = folderWith({ 'bad.yaml': configText({ train: 'lr: "\u001b[31m"' }) });
    const { out } = await lint(cwd, ['bad.yaml']);
    expect(out).not.toContain('\u001b');
  });
});

describe('the json format', () => {
  test('has a shape that programs can rely on', async () => {
    const cwd = folderWith({ 'bad.yaml': quotedRate });
    const { report } = await lintJson(cwd, ['bad.yaml', 'gone.yaml']);
    expect(report).toEqual({
      version: 1,
      errors: 1,
      warnings: 0,
      configs: [
        {
          file: 'bad.yaml',
          accepted: false,
          fixed: [],
          findings: [
            {
              code: 42274,
              name: 'INVALID_LEARNING_RATE',
              severity: 'error',
              message: expect.any(String),
              path: 'config.process[0].train.lr',
              line: 15,
              column: 13,
              fix: expect.any(String),
              edit: { operation: 'set', path: ['config', 'process', 0, 'train', 'lr'], value: 0.0001 },
            },
          ],
        },
      ],
      unread: [{ file: 'gone.yaml', reason: 'does not exist' }],
    });
  });
});

describe('the github format', () => {
  test('is annotations whose texts cannot break out of their line', async () => {
    const cwd = folderWith({ 'a,b%:c.yaml': configText({ train: 'lr: "100%\\n::error::x"' }) });
    const { out } = await lint(cwd, ['a,b%:c.yaml', '--format', 'github']);
    expect(out.split('\n')).toHaveLength(2);
    expect(out).toMatch(
      /^::error file=a%2Cb%25%3Ac\.yaml,line=15,col=13,title=42274 INVALID_LEARNING_RATE::/,
    );
    expect(out).toContain('100%25');
    expect(out).toContain('%0A');
  });

  test('names files from the root of the checkout, and is empty where nothing is found', async () => {
    const cwd = folderWith({ 'in/bad.yaml': quotedRate, 'good.yaml': configText() });
    const env = { GITHUB_WORKSPACE: cwd };
    const { out } = await lint(join(cwd, 'in'), ['bad.yaml', '--format', 'github'], { env });
    expect(out).toContain('file=in/bad.yaml,');
    expect((await lint(cwd, ['good.yaml', '--format', 'github'], { env })).out).toBe('');
  });
});

describe('the sarif format', () => {
  test('names for every result a rule, a place inside its line, and the page of the rule', async () => {
    const cwd = folderWith({ 'my bad.yaml': quotedRate });
    const argv = ['my bad.yaml', 'gone.yaml', '--gpu-count', '3', '--format', 'sarif'];
    const env = { TRAINYARD_URL: 'https://yard.example/' };
    const log = JSON.parse((await lint(cwd, argv, { env })).out);
    expect(log).toMatchObject({ version: '2.1.0', $schema: expect.stringContaining('sarif-2.1.0') });
    const [runOfTool] = log.runs;
    const { rules } = runOfTool.tool.driver;
    expect(new Set(rules.map(({ id }: { id: string }) => id)).size).toBe(rules.length);
    expect(runOfTool.invocations[0]).toMatchObject({
      executionSuccessful: false,
      toolExecutionNotifications: [{ message: { text: 'gone.yaml does not exist.' } }],
    });
    expect(runOfTool.results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(['42273', '42274']);
    for (const result of runOfTool.results) {
      expect(rules[result.ruleIndex]).toMatchObject({
        id: result.ruleId,
        helpUri: `https://yard.example/errors/${result.ruleId}`,
        shortDescription: { text: expect.any(String) },
      });
      expect(result.locations[0].physicalLocation.artifactLocation.uri).toBe('my%20bad.yaml');
    }
    expect(runOfTool.results[1].locations[0].physicalLocation.region).toEqual({
      startLine: 15,
      startColumn: 13,
      endColumn: 19,
    });
  });
});

describe('--fix', () => {
  test('makes the safe changes, says which, and keeps comments, layout and mode', async () => {
    const original = `# my config\r\n${quotedRate.replaceAll('\n', '\r\n')}`;
    const cwd = folderWith({ 'bad.yaml': original });
    chmodSync(join(cwd, 'bad.yaml'), 0o640);
    const { exitCode, out } = await lint(cwd, ['bad.yaml', '--fix']);
    expect(exitCode).toBe(0);
    expect(out).toBe(
      'bad.yaml: set config.process[0].train.lr to 0.0001 (42274 INVALID_LEARNING_RATE)\n\n1 config: no findings.\n',
    );
    expect(readFileSync(join(cwd, 'bad.yaml'), 'utf8')).toBe(original.replace('"1e-4"', '0.0001'));
    expect(statSync(join(cwd, 'bad.yaml')).mode & 0o777).toBe(0o640);
    expect(readdirSync(cwd)).toEqual(['bad.yaml']);
  });

  test('changes what a link leads to, and leaves a clean file untouched', async () => {
    const cwd = folderWith({ 'real/bad.yaml': quotedRate, 'good.yaml': configText() });
    symlinkSync('real/bad.yaml', join(cwd, 'link.yaml'));
    const before = statSync(join(cwd, 'good.yaml')).ino;
    await lint(cwd, ['link.yaml', 'good.yaml', '--fix']);
    expect(readFileSync(join(cwd, 'real/bad.yaml'), 'utf8')).toContain('lr: 0.0001 # the rate');
    expect(statSync(join(cwd, 'good.yaml')).ino).toBe(before);
  });
});

describe('--rule and --trainer-version', () => {
  const cached = configText({
    datasetLines: '          num_frames: 41\n          cache_latents_to_disk: true',
    train: 'lr: 1e-4\n        noise_scheduler: flowmatch',
    model: '{arch: "wan21:1b", name_or_path: Wan-AI/Wan2.1-T2V-1.3B-Diffusers}',
  });

  test.for([
    [[], 'error'],
    [['--rule', '42263=warning'], 'warning'],
    [['--rule', 'MULTI_FRAME_LATENT_CACHING=warning'], 'warning'],
    [['--rule', '42263=off'], undefined],
    [['--rule', '42263=auto'], 'error'],
    [['--rule', '42263=auto', '--trainer-version', '0.12.26'], 'warning'],
    [['--rule', '42263=auto', '--trainer-version', '0.1'], 'error'],
  ] as const)('%j make 42263 count as %s', async ([argv, severity]) => {
    const { report } = await lintJson(folderWith({ 'a.yaml': cached }), ['a.yaml', ...argv]);
    expect(report.configs[0]?.findings.find(({ code }) => code === 42263)?.severity).toBe(severity);
  });

  test('stand in for the variables that set up a server', async () => {
    const cwd = folderWith({ 'a.yaml': cached });
    const env = { TRAINYARD_RULES: '42263=off' };
    expect((await lintJson(cwd, ['a.yaml'], { env })).report.errors).toBe(0);
    const over = await lintJson(cwd, ['a.yaml', '--rule', '42263=error'], { env });
    expect(over.report.errors).toBe(1);
  });
});

test('a Hugging Face token of the environment is known', async () => {
  const cwd = folderWith({
    'flux.yaml': configText({
      train: 'lr: 1e-4\n        noise_scheduler: flowmatch',
      model: '{arch: flux, name_or_path: black-forest-labs/FLUX.1-dev}',
    }),
  });
  const codes = async (env: Record<string, string>) =>
    (await lintJson(cwd, ['flux.yaml'], { env })).report.configs[0]?.findings.map(({ code }) => code);
  expect(await codes({})).toContain(42257);
  expect(await codes({ HF_TOKEN: '' })).toContain(42257);
  expect(await codes({ HF_TOKEN: 'hf_x' })).not.toContain(42257);
  expect(await codes({ TRAINYARD_HF_TOKEN: 'hf_x' })).not.toContain(42257);
});

describe('--dataset', () => {
  const media = new URL('../../server/test/fixtures/media/', import.meta.url);
  const server = useServer();

  test('leaves rules about datasets silent where it is not given', async () => {
    const cwd = folderWith({ 'a.yaml': configText({ dataset: 'nowhere' }) });
    expect((await lint(cwd, ['a.yaml'])).exitCode).toBe(0);
  });

  test('finds what a server finds that has the same files', async () => {
    const cwd = folderWith({
      'a.yaml': configText({
        dataset: 'clips',
        datasetLines:
          '          control_path: /app/ai-toolkit/datasets/edges\n        - folder_path: /app/ai-toolkit/datasets/stills\n          num_frames: 9',
        model: '{arch: qwen_image_edit, name_or_path: Qwen/Qwen-Image-Edit}',
      }),
    });
    await writePictures(join(cwd, 'edges'), 2);
    await writePictures(join(cwd, 'stills'), 3);
    await writePictures(join(cwd, 'clips'), 4);
    for (const name of ['clip.mp4', 'clip.webm'])
      copyFileSync(new URL(name, media), join(cwd, 'clips', name));
    const names = ['edges', 'stills', 'clips'];
    for (const name of names) {
      const uploaded = await server.command(['dataset', 'upload', name, name, '--create'], { cwd });
      expect(uploaded.err + uploaded.out).toContain('READY');
    }
    const validated = await server.command(
      ['job', 'validate', 'a.yaml', '--gpu-type', 'ADA_80_PLUS', '--json'],
      { cwd },
    );
    const { findings } = JSON.parse(validated.out) as { findings: Finding[] };
    const { report } = await lintJson(cwd, [
      'a.yaml',
      ...names.flatMap((name) => ['--dataset', `${name}=${name}`]),
    ]);
    expect(report.configs[0]?.findings).toEqual(findings);
    expect(findings.map(({ code }) => code)).toEqual(expect.arrayContaining([42259, 42265, 42266]));
  });

  test('refuses what could not be uploaded, and never waits for what is no file', async () => {
    const cwd = folderWith({ 'a.yaml': configText() });
    await writePictures(join(cwd, 'dogs'), 1);
    const dogs = join(cwd, 'dogs');
    writeFileSync(join(dogs, 'broken.jpg'), 'no picture');
    writeFileSync(join(dogs, 'notes.pdf'), '');
    execFileSync('mkfifo', [join(dogs, 'pipe.png')]);
    symlinkSync('/nowhere', join(dogs, 'gone.png'));
    mkdirSync(join(dogs, 'folder.png'));
    const { report, exitCode, err } = await lintJson(cwd, ['a.yaml', '--dataset', 'dogs=dogs']);
    expect(exitCode).toBe(1);
    expect(report.configs[0]?.findings[0]).toMatchObject({
      code: 42255,
      message: expect.stringContaining('"broken.jpg"'),
    });
    for (const left of ['notes.pdf', 'pipe.png', 'gone.png', 'folder.png']) {
      expect(err).toContain(`dogs: left out, "${left}" `);
    }
  });

  test('says that an empty folder holds nothing to train on, and which folder no config names', async () => {
    const cwd = folderWith({ 'a.yaml': configText(), 'dogs/.keep': '', 'cats/.keep': '' });
    const { report, err } = await lintJson(cwd, [
      'a.yaml',
      '--dataset',
      'dogs=dogs',
      '--dataset',
      'cats=cats',
    ]);
    expect(report.configs[0]?.findings.map(({ code }) => code)).toEqual([42256]);
    expect(err).toBe('No config names the dataset cats.\n');
  });
});

describe('--gpu-type and --gpu-count', () => {
  test.for([
    [['--gpu-type', 'ADA_80_PLUS', '--gpu-count', '8'], []],
    [['--gpu-count', '8'], []],
    [['--gpu-type', 'HOPPER_141', '--gpu-count', '8'], ['error 42273']],
    [['--gpu-count', '2'], ['error 42273']],
    [['--gpu-type', 'RTX_4090'], ['warning 42252']],
  ] as const)('%j give %j', async ([argv, expected]) => {
    const { report } = await lintJson(folderWith({ 'a.yaml': configText() }), ['a.yaml', ...argv]);
    expect(report.configs[0]?.findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual(expected);
  });
});

test('what lint needs to start does not load zod or the server', () => {
  const seen = new Set<string>();
  const foreign = new Set<string>();
  const entries: Readonly<Record<string, string>> = {
    '@trainyard/core/preflight': '../../core/src/preflight.ts',
    '@trainyard/server/settings': '../../server/src/config/settings.ts',
  };
  const visit = (file: URL): void => {
    if (seen.has(file.href)) return;
    seen.add(file.href);
    const source = readFileSync(file, 'utf8');
    for (const [, clause = '', from = ''] of source.matchAll(
      /^(?:import|export) ((?:type )?(?:[\w*{][^'";=]*? from )?)'([^']+)';/gm,
    )) {
      if (clause.startsWith('type ')) continue;
      const entry = entries[from];
      if (from.startsWith('.')) visit(new URL(from, file));
      else if (entry !== undefined) visit(new URL(entry, import.meta.url));
      else foreign.add(from);
    }
  };
  visit(new URL('../src/commands/lint.ts', import.meta.url));
  visit(new URL('../src/main.ts', import.meta.url));
  expect(seen.size).toBeGreaterThan(100);
  expect([...foreign].filter((name) => !name.startsWith('node:'))).toEqual([]);
});
