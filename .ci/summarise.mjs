// Usage: node .ci/summarise.mjs failed-files RESULTS | node .ci/summarise.mjs closing-line RESULTS [SECOND-RESULTS]
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const [, , what, first, second] = process.argv;

/** What vitest's JSON reporter wrote; a run that died early wrote nothing. */
function read(path) {
  const text = path === undefined ? '' : readFileSync(path, 'utf8');
  return text === '' ? { testResults: [] } : JSON.parse(text);
}

/** Each failed test of a run, and each file that failed as a whole. */
function failures({ testResults }) {
  return testResults.flatMap((file) => {
    const tests = file.assertionResults.filter(({ status }) => status === 'failed');
    if (file.status === 'failed' && tests.length === 0) {
      tests.push({ fullName: '(the whole file)', failureMessages: [file.message] });
    }
    return tests.map(({ fullName, failureMessages }) => ({
      file: relative('.', file.name),
      name: fullName,
      message: (failureMessages[0] ?? '').slice(0, 800),
    }));
  });
}

const tell = (heading, { file, name, message }) => console.log(`${heading} ${file}: ${name}\n  ${message}`);

if (what === 'failed-files') {
  console.log([...new Set(failures(read(first)).map(({ file }) => file))].join('\n'));
} else {
  const run = read(first);
  const failed = failures(run);
  const again = second === undefined ? failed : failures(read(second));
  const stillFails = ({ file, name }) => again.some((other) => other.file === file && other.name === name);
  for (const failure of failed.filter((each) => !stillFails(each)))
    tell('PASSED ONLY WHEN RUN ALONE', failure);
  for (const failure of again) tell('FAILED', failure);
  const total = (run.numPassedTests ?? 0) + (run.numFailedTests ?? 0);
  const failedTests = again.length;
  console.log(`${Math.max(0, total - failedTests)} ${failedTests}`);
}
