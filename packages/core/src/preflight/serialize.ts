/**
 * The config as a JSON text to give to the trainer. The trainer replaces `${NAME}` by its environment wherever
 * it stands in the text of a config (toolkit/config.py:20-34) and fails where there is no such variable; here
 * the dollar sign is written as an escape, so that the trainer reads exactly the values of `config`.
 */
export function serializeConfig(config: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify(config, null, 2).replaceAll('${', '\\u0024{')}\n`;
}
