/** The secrets of the account. */
export function SecretsTab() {
  return <h2 className="font-semibold">Secrets</h2>;
}
