// What both hosts of the estate prove together: `npm run test:lab`. All in one lab, in this order.
import "./running/estate.ts";
import "./running/secrets.ts";
import "./running/drills.ts";
import "./running/faults.ts";
import "./running/update.ts";
