import { isIPv4, isIPv6 } from 'node:net';

const mappedIPv4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * What counts as one address: an IPv4 address, or the /64 network of an IPv6 address, since one subscriber has all of
 * that. Text that is no address stands for itself.
 */
export function networkOf(address: string): string {
  const mapped = mappedIPv4.exec(address)?.[1];
  if (mapped !== undefined && isIPv4(mapped)) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail = ''] = address.split('%', 1).join().split('::');
  const before = head.split(':').filter(group => group !== '');
  const after = tail.split(':').filter(group => group !== '');
  const zeros = address.includes('::') ? Array(Math.max(0, 8 - before.length - after.length)).fill('0') : [];
  const network = [...before, ...zeros, ...after].slice(0, 4).map(group => Number.parseInt(group, 16));
  return `${network.map(group => group.toString(16)).join(':')}::/64`;
}
