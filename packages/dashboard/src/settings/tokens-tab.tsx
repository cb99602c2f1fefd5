/** The tokens of the account. */
export function TokensTab() {
  return <h2 className="font-semibold">Tokens</h2>;
}
