import { misbehave } from "../breaking/containers.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "The database of Nextcloud is up and holds no tables",
  blames: ["container-healthy lady/nextcloud-db"],
  cases: ["nextcloud-up-but-not-installed"],
  showsAfter: 45,
  inject: (lab) => misbehave(lab, "lady", "nextcloud-db", { replies: { "SHOW TABLES": "\n" } }),
});
