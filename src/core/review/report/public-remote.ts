/** The address of a remote as it may be published: https, without a user, a password, a query or a local path. */

/** Undefined for what is no address on the web (`../other`, `file:`, `ext::`, a Windows path). */
export function publicRemote(remote: string): string | undefined {
  const scp = /^(?:[\w.-]+@)?([\w-]+(?:\.[\w-]+)+):(?!\/)([\w./~-]+)$/.exec(remote.trim());
  const address = scp ? `https://${scp[1]}/${scp[2]}` : remote.trim();
  if (!/^(?:https?|ssh|git):\/\//i.test(address) || !URL.canParse(address)) return undefined;
  const { protocol, hostname, port, pathname } = new URL(address);
  if (hostname === '') return undefined;
  const web = protocol === 'https:' || protocol === 'http:';
  return `https://${hostname}${web && port ? `:${port}` : ''}${pathname}`;
}
