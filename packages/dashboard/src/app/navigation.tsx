import { Link } from '@tanstack/react-router';
import { BookOpen, CircleHelp, FileJson, Images, ListOrdered, Settings, Waypoints } from 'lucide-react';

const places = [
  { to: '/jobs', label: 'Jobs', icon: Waypoints },
  { to: '/datasets', label: 'Datasets', icon: Images },
  { to: '/queue', label: 'Queue and GPUs', icon: ListOrdered },
  { to: '/settings', label: 'Settings', icon: Settings },
] as const;

/** Pages that the server itself makes. */
const references = [
  { href: '/docs', label: 'API', icon: BookOpen },
  { href: '/errors', label: 'Errors and rules', icon: CircleHelp },
  { href: '/schema/ai-toolkit.json', label: 'Config schema', icon: FileJson },
] as const;

const itemClass =
  'flex h-9 items-center gap-2.5 rounded-lg px-2.5 font-medium text-muted transition-colors hover:bg-hover hover:text-ink [&_svg]:size-4 [&_svg]:shrink-0';

/** The places of the application and the reference; `onLeave` is called when one is chosen. */
export function Navigation({ onLeave }: { readonly onLeave?: () => void }) {
  return (
    <nav aria-label="Main" className="flex flex-1 flex-col gap-6">
      <ul className="flex flex-col gap-0.5">
        {places.map(({ to, label, icon: Icon }) => (
          <li key={label}>
            <Link
              to={to}
              onClick={() => onLeave?.()}
              className={itemClass}
              activeProps={{ className: 'bg-hover text-ink [&_svg]:text-accent-text' }}
            >
              <Icon aria-hidden />
              {label}
            </Link>
          </li>
        ))}
      </ul>
      <div>
        <h2 className="mb-1 px-2.5 text-xs font-medium text-faint">Reference</h2>
        <ul className="flex flex-col gap-0.5">
          {references.map(({ href, label, icon: Icon }) => (
            <li key={href}>
              <a href={href} className={itemClass}>
                <Icon aria-hidden />
                {label}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </nav>
  );
}
