import { useNavigate } from '@tanstack/react-router';
import { LogOut } from 'lucide-react';
import { useSession, useSignOut } from '../api/session.ts';
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../ui/menu.tsx';
import { showFailure } from '../ui/toasts.tsx';

/** Who is signed in, and the way out. */
export function AccountMenu() {
  const { account, token } = useSession();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const leave = () =>
    signOut.mutate(undefined, {
      onSuccess: () => void navigate({ to: '/sign-in' }),
      onError: (error) => showFailure('You are still signed in.', error),
    });
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          className="flex h-9 min-w-0 items-center gap-2 rounded-lg px-2 text-left hover:bg-hover"
        >
          <span
            aria-hidden
            className="flex size-6 shrink-0 items-center justify-center rounded-full bg-accent-soft text-xs font-semibold text-accent-text uppercase"
          >
            {account.name.slice(0, 1)}
          </span>
          <span className="sr-only">Account </span>
          <span className="truncate max-sm:sr-only">{account.name}</span>
        </button>
      }
    >
      <MenuLabel>
        <span className="block font-medium text-ink">{account.name}</span>
        {account.is_administrator ? 'Administrator' : 'Account'}
        {token.name !== null && ` · token ${token.name}`}
      </MenuLabel>
      <MenuSeparator />
      <MenuItem onSelect={leave}>
        <LogOut aria-hidden />
        Sign out
      </MenuItem>
    </Menu>
  );
}
