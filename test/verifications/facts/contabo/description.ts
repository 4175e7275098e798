/**
 * What Contabo's published description (OpenAPI, version 1.0.0) says of the calls that are made, as JSON Schema: the
 * fake holds every request and its own answers to it. https://api.contabo.com
 */

/** Form of `POST …/protocol/openid-connect/token`. */
export const TOKEN_REQUEST = {
  type: "object",
  required: ["grant_type", "client_id", "client_secret", "username", "password"],
  additionalProperties: false,
  properties: {
    grant_type: { const: "password" },
    client_id: { type: "string", minLength: 1 },
    client_secret: { type: "string", minLength: 1 },
    username: { type: "string", minLength: 1 },
    password: { type: "string", minLength: 1 },
  },
};

/** Headers of every call. `x-request-id` is a UUID of version 4. */
export const HEADERS = {
  type: "object",
  required: ["authorization", "x-request-id"],
  properties: {
    authorization: { type: "string", pattern: "^Bearer .+" },
    "x-request-id": {
      type: "string",
      pattern: "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-4[0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}$",
    },
  },
};

/** Path and query of `GET /v1/compute/instances/{instanceId}` and of its snapshots. */
export const INSTANCE_PATH = /^\/v1\/compute\/instances\/(\d+)$/;
export const SNAPSHOTS_PATH = /^\/v1\/compute\/instances\/(\d+)\/snapshots$/;
export const SNAPSHOTS_QUERY = {
  type: "object",
  additionalProperties: false,
  properties: { page: { type: "string", pattern: "^\\d+$" }, size: { type: "string", pattern: "^\\d+$" } },
};

const text = { type: "string" };
const number = { type: "number" };
const whole = { type: "integer" };
const instant = { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}" };

const INSTANCE = {
  type: "object",
  required: [
    ...[
      "tenantId",
      "customerId",
      "additionalIps",
      "name",
      "displayName",
      "instanceId",
      "region",
      "productId",
      "imageId",
    ],
    ...["macAddress", "ramMb", "cpuCores", "osType", "diskMb", "sshKeys", "createdDate", "cancelDate", "status"],
    ...["vHostId", "addOns", "productType", "defaultUser"],
  ],
  properties: {
    instanceId: whole,
    name: text,
    status: {
      enum: ["provisioning", "uninstalled", "running", "stopped", "error", "installing", "unknown", "installed"],
    },
    createdDate: instant,
    addOns: {
      type: "array",
      items: { type: "object", required: ["id", "quantity"], properties: { id: whole, quantity: whole } },
    },
    errorMessage: text,
  },
};

const SNAPSHOT = {
  type: "object",
  required: [
    ...["tenantId", "customerId", "snapshotId", "name", "description", "instanceId", "createdDate", "autoDeleteDate"],
    ...["imageId", "imageName"],
  ],
  properties: { snapshotId: text, name: text, instanceId: whole, createdDate: instant, autoDeleteDate: instant },
};

export const FIND_INSTANCE = {
  type: "object",
  required: ["data", "_links"],
  properties: { data: { type: "array", minItems: 1, items: INSTANCE }, _links: { type: "object" } },
};

export const LIST_SNAPSHOTS = {
  type: "object",
  required: ["_pagination", "data", "_links"],
  properties: {
    _pagination: {
      type: "object",
      required: ["size", "totalElements", "totalPages", "page"],
      properties: { size: number, totalElements: number, totalPages: number, page: number },
    },
    data: { type: "array", items: SNAPSHOT },
    _links: { type: "object" },
  },
};
