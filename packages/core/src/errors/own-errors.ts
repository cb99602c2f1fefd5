import type { ErrorEntry } from './entry.ts';

/** Two codes of this server, outside the hosted catalogue and in its number pattern. */
export const ownErrors = [
  {
    code: 42298,
    name: 'CONFIG_NOT_ALLOWED',
    meaning: 'The config asks for something that this installation does not allow.',
    where: 'Every call that takes or checks a config: submit, edit, resume and validate.',
    fixes: [
      'Read the message: it names the setting and its place in the config.',
      'Use `job: extension` and the process types that this installation lists; keep every path inside the run (`/app/ai-toolkit/output`, `/app/ai-toolkit/datasets/{dataset_name}`) or name a Hugging Face repository.',
      'Take out settings that push to a hub or a tracker, unless the operator of this installation has allowed them.',
    ],
    retry: 'after-change',
  },
  {
    code: 42299,
    name: 'TRAINER_WILL_FAIL',
    meaning:
      'The trainer is certain to fail with this config, for a reason that has no number of its own; the `name` of the finding says which.',
    where: 'Every call that takes or checks a config: submit, edit, resume and validate.',
    fixes: [
      'Read `findings` in the answer: each entry has the place in the config (`path`, `line`, `column`), the reason, and a `fix` where one is known.',
      'Check a config without submitting it with `trainyard lint` or `POST /prod/v1/trainers/ai-toolkit/jobs/validate`.',
    ],
    retry: 'after-change',
  },
] as const satisfies readonly ErrorEntry[];
