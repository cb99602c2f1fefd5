/** The mark of Trainyard: two rails and their sleepers. */
export function Logo({ className = 'size-6' }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 24 24" className={className} aria-hidden="true">
      <rect width="24" height="24" rx="6" className="fill-accent" />
      <path
        d="M6 18 10.2 6M18 18 13.8 6M8.6 10.5h6.8M7.2 14.5h9.6"
        className="fill-none stroke-white"
        strokeWidth="1.9"
        strokeLinecap="round"
      />
    </svg>
  );
}
