// Three policies that say what reaches a policy through the real engine.
import { PolicyPack, type ReportViolation } from "@pulumi/policy";

const CONTAINER = "docker:index/container:Container";

/** The form of a violation that overrides the policy's level; @pulumi/policy 1.20 and later take it and do not type it. */
type Violation = { message: string; enforcementLevel: string };

new PolicyPack("judge", {
  policies: [
    {
      name: "no-helper",
      description: "There is no helper.",
      enforcementLevel: "disabled",
      validateResource: ({ type, name }, report) => {
        if (type === CONTAINER && name === "helper") report("helper is here");
      },
    },
    {
      name: "read-hostname",
      description: "The host name can be read.",
      enforcementLevel: "disabled",
      validateResource: ({ type, props }, report) => {
        if (type === CONTAINER && props.hostname === "") report("is empty");
      },
    },
    {
      name: "softened",
      description: "A mandatory policy softens one violation.",
      enforcementLevel: "disabled",
      validateResource: ({ type }, report) => {
        const soften = report as unknown as (violation: Violation) => ReportViolation;
        if (type === CONTAINER) soften({ message: "only a remark", enforcementLevel: "advisory" });
      },
    },
  ],
});
