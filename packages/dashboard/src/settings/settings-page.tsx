import { Link, Outlet } from '@tanstack/react-router';
import { PageHeader } from '../ui/page-header.tsx';
import { tabClass } from '../ui/tabs.tsx';

const tabs = [
  { to: '/settings/tokens', label: 'Tokens' },
  { to: '/settings/secrets', label: 'Secrets' },
  { to: '/settings/webhooks', label: 'Webhooks' },
] as const;

/** The settings of the account, in tabs. */
export function SettingsPage() {
  return (
    <>
      <PageHeader title="Settings" />
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
