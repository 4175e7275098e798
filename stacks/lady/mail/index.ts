import type { Service } from "../../../declare/index.ts";
import type { Site } from "../../settings.ts";
import { filters } from "./filters.ts";
import { foundations } from "./foundations.ts";
import { operation } from "./operation.ts";
import { part } from "./service.ts";
import { transport } from "./transport.ts";
import { webmail } from "./webmail.ts";

/** The mail stack. */
export function mail(site: Site): readonly Service[] {
  return [...foundations(site), ...filters(site), ...transport(site), ...webmail(site), ...operation(site)].map(part);
}
