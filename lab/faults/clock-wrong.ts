import { onHost, replaceFile } from "../breaking/host.ts";
import { fault } from "./fault.ts";

const CLOCK = `#!/bin/sh
exec /usr/bin/date -d "@$(($(/usr/bin/date +%s) + 120))" "$@"
`;

export default fault({
  title: "The clock of a host is two minutes ahead",
  blames: ["clock-right master/-"],
  async inject(lab) {
    const mend = await replaceFile(lab, "master", "/lab/bin/date", () => CLOCK);
    await onHost(lab, "master", "chmod", "755", "/lab/bin/date");
    return mend;
  },
});
