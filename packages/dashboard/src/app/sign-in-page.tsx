import { useRouter, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { describeFailure } from '../api/failure.ts';
import { useSignIn } from '../api/session.ts';
import { Button } from '../ui/button.tsx';
import { Field, Input } from '../ui/field.tsx';
import { Logo } from './logo.tsx';
import { safeReturnPath } from './return-path.ts';
import { ThemeMenu } from './theme-menu.tsx';

/** Signs in with a token, then goes back to where the person was. */
export function SignInPage() {
  const { from, expired } = useSearch({ from: '/sign-in' });
  const router = useRouter();
  const signIn = useSignIn();
  const [token, setToken] = useState('');

  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate(token.trim(), { onSuccess: () => router.history.push(safeReturnPath(from)) });
  };
  const failure = signIn.error === null ? null : describeFailure(signIn.error);

  return (
    <main className="relative grid min-h-dvh place-items-center p-4">
      <title>Sign in · Trainyard</title>
      <div className="absolute top-3 right-3">
        <ThemeMenu />
      </div>
      <div className="w-full max-w-sm">
        <div className="mb-6 flex flex-col items-center gap-3 text-center">
          <Logo className="size-11" />
          <h1 className="text-xl font-semibold tracking-tight">Sign in to Trainyard</h1>
          {expired && <p className="text-muted">Your session has ended. Sign in to go on where you were.</p>}
        </div>
        <form
          onSubmit={submit}
          className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-5 shadow-sm"
        >
          <Field
            label="Token"
            error={failure === null ? null : failure.message}
            hint="The same token that the command line and your scripts use."
          >
            {(control) => (
              <Input
                {...control}
                type="password"
                autoComplete="current-password"
                spellCheck={false}
                required
                autoFocus
                value={token}
                onChange={(event) => setToken(event.target.value)}
                className="font-mono"
              />
            )}
          </Field>
          <Button type="submit" variant="primary" busy={signIn.isPending} disabled={token.trim() === ''}>
            Sign in
          </Button>
        </form>
        <p className="mt-5 text-center text-[0.8125rem] text-pretty text-faint">
          No token yet? On the server, run{' '}
          <code className="rounded bg-hover px-1 py-0.5 font-mono text-xs whitespace-nowrap text-muted">
            trainyard token create --account NAME
          </code>
        </p>
      </div>
    </main>
  );
}
