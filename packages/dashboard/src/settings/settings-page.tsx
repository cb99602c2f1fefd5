import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { PageHeader } from '../ui/page-header.tsx';
import { tabClass } from '../ui/tabs.tsx';

const tabs = [
  {
    to: '/settings/tokens',
    label: 'Tokens',
    description: 'With a token, programs and browsers act as this account.',
  },
  {
    to: '/settings/secrets',
    label: 'Secrets',
    description: 'What jobs need to reach models of yours. Nobody can read them back.',
  },
  {
    to: '/settings/webhooks',
    label: 'Webhooks',
    description: 'Addresses that are told when something happens.',
  },
] as const;

/** The settings of the account, in tabs. */
export function SettingsPage() {
  const path = useLocation({ select: ({ pathname }) => pathname });
  const shown = tabs.find(({ to }) => to === path);
  return (
    <>
      <PageHeader
        title="Settings"
        {...(shown === undefined ? {} : { part: shown.label, description: shown.description })}
      />
      <nav
        aria-label="Settings"
        className="mb-5 flex gap-5 overflow-x-auto overflow-y-hidden border-b border-line"
      >
        {tabs.map(({ to, label }) => (
          <Link key={to} to={to} className={tabClass}>
            {label}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
