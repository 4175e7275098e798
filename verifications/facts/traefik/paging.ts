/**
 * The page after this one. Traefik's last page names page 1 (pkg/api, `nextPageHeader`), so a loop that
 * follows the header alone never ends.
 */
export function nextPage(page: number, header: string | readonly string[] | undefined): number | undefined {
  const next = typeof header === "string" && /^\d{1,6}$/.test(header) ? Number(header) : undefined;
  return next !== undefined && next > page ? next : undefined;
}
