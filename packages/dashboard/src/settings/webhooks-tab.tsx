/** The webhooks of the account. */
export function WebhooksTab() {
  return <h2 className="font-semibold">Webhooks</h2>;
}
