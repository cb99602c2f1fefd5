import { BlockList, isIP } from 'node:net';

/*
 * Where no message goes. Loopback and private networks are allowed: who runs this server has receivers there.
 * Link-local addresses are not, and the others at which clouds give out credentials of the machine.
 */
const refused = new BlockList();
refused.addSubnet('169.254.0.0', 16, 'ipv4');
refused.addSubnet('fe80::', 10, 'ipv6');
// The same IPv4 addresses behind a translator.
refused.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');
// Of Alibaba Cloud, Azure and AWS.
refused.addAddress('100.100.100.200', 'ipv4');
refused.addAddress('168.63.129.16', 'ipv4');
refused.addAddress('fd00:ec2::254', 'ipv6');

/** Whether an IP address is one that no message may go to. */
export function isRefusedAddress(address: string): boolean {
  // What stands behind a % names an interface of this machine.
  const plain = address.split('%')[0] ?? '';
  const version = isIP(plain);
  return version !== 0 && refused.check(plain, version === 6 ? 'ipv6' : 'ipv4');
}

/** Why messages cannot be sent to a URL, as the end of a sentence; null where they can. */
export function webhookUrlProblem(text: string): string | null {
  if (!URL.canParse(text)) return 'is not a URL, such as https://example.com/hook';
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'does not begin with https:// or http://';
  if (url.username !== '' || url.password !== '') return 'holds a user name or password';
  if (isRefusedAddress(hostOf(url)))
    return 'has a link-local address or one of a cloud’s metadata, to which nothing is sent';
  return null;
}

/** The host of a URL, an IPv6 address without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}
