import { replaceFile } from "../breaking/host.ts";
import { HEALTHY } from "../data/certificates.ts";
import { DATA } from "../estate.ts";
import { certify } from "../stand-in.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "The mail ports still show the certificate from before the renewal",
  blames: ["certificate-renews lady/mail.lady.test:*"],
  async inject(lab) {
    const folder = `${DATA}/mailcow/data/assets/ssl`;
    const { certificates } = await certify(lab.standIn, {
      authority: lab.authority,
      certificates: [{ names: ["mail.lady.test"], from: HEALTHY.from - 70, until: 10 }],
    });
    const [pair] = certificates;
    const key = await replaceFile(lab, "lady", `${folder}/key.pem`, () => pair?.key ?? "");
    const certificate = await replaceFile(lab, "lady", `${folder}/cert.pem`, () => pair?.certificate ?? "");
    return async () => {
      await certificate();
      await key();
    };
  },
});
