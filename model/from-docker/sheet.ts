import type { Locate, Location } from "../location.ts";
import { describePath, type Places, type Segment } from "./places.ts";

/** Remembers where the fields of one container stand in its inspection. */
export class Sheet {
  readonly #name: string;
  readonly #places: Places | undefined;
  readonly #index: number | undefined;
  readonly #elements = new Map<string, readonly Segment[]>();

  /**
   * @param places undefined where there is no text, as with a live engine.
   * @param index position of the container in the text; undefined where it stands alone.
   */
  constructor(name: string, places: Places | undefined, index: number | undefined) {
    this.#name = name;
    this.#places = places;
    this.#index = index;
  }

  /** Notes where an element of a list of the model (`ports.0`) comes from. */
  put(field: string, ...segments: readonly Segment[]): string {
    this.#elements.set(field, segments);
    return field;
  }

  /** Where a value stands in the inspection. */
  locate(segments: readonly Segment[]): Location {
    const path = describePath([this.#name, ...segments]);
    const inText = this.#index === undefined ? segments : [this.#index, ...segments];
    return this.#places === undefined ? { path } : this.#places.locate(path, inText);
  }

  /** Where a path of {@link Inputs} stands, which begins with the name of the container. */
  locatePath(path: string): Location {
    const rest = path.slice(this.#name.length);
    const segments = [...rest.matchAll(/\.([^.[\]]+)|\[(\d+)\]/g)].map(([, key, index]) => key ?? Number(index));
    return { ...this.locate(segments), path };
  }

  readonly forField: Locate = (field) => this.locate(this.#segmentsOf(field));

  #segmentsOf(field: string): readonly Segment[] {
    for (let end = field.length; end > 0; end = field.lastIndexOf(".", end - 1)) {
      const start = field.slice(0, end);
      const known = this.#elements.get(start);
      if (known !== undefined) return known;
      const named = FIELDS[start];
      if (named !== undefined) return [...named, ...indexIn(start, field.slice(end))];
    }
    return [];
  }
}

/** `.3.value` of a list is its element 3; the first word of a test says how the others are run. */
function indexIn(list: string, tail: string): readonly Segment[] {
  const index = /^\.(\d+)/.exec(tail)?.[1];
  return index === undefined ? [] : [Number(index) + (list === "healthcheck.test" ? 1 : 0)];
}

const host = (key: string): readonly Segment[] => ["HostConfig", key];
const config = (key: string): readonly Segment[] => ["Config", key];

const FIELDS: Readonly<Record<string, readonly Segment[]>> = {
  name: ["Name"],
  image: config("Image"),
  command: config("Cmd"),
  entrypoint: config("Entrypoint"),
  user: config("User"),
  groups: host("GroupAdd"),
  env: config("Env"),
  labels: config("Labels"),
  ports: host("PortBindings"),
  publishAllPorts: host("PublishAllPorts"),
  networkMode: host("NetworkMode"),
  networks: ["NetworkSettings", "Networks"],
  dns: host("Dns"),
  mounts: ["Mounts"],
  devices: host("Devices"),
  readOnly: host("ReadonlyRootfs"),
  shmSize: host("ShmSize"),
  privileged: host("Privileged"),
  capAdd: host("CapAdd"),
  capDrop: host("CapDrop"),
  securityOptions: host("SecurityOpt"),
  pidMode: host("PidMode"),
  ipcMode: host("IpcMode"),
  utsMode: host("UTSMode"),
  usernsMode: host("UsernsMode"),
  cgroupnsMode: host("CgroupnsMode"),
  cgroupParent: host("CgroupParent"),
  runtime: host("Runtime"),
  init: host("Init"),
  sysctls: host("Sysctls"),
  ulimits: host("Ulimits"),
  memory: host("Memory"),
  memorySwap: host("MemorySwap"),
  memoryReservation: host("MemoryReservation"),
  cpus: host("NanoCpus"),
  pidsLimit: host("PidsLimit"),
  restart: host("RestartPolicy"),
  healthcheck: config("Healthcheck"),
  "healthcheck.test": ["Config", "Healthcheck", "Test"],
  "healthcheck.interval": ["Config", "Healthcheck", "Interval"],
  "healthcheck.timeout": ["Config", "Healthcheck", "Timeout"],
  "healthcheck.startPeriod": ["Config", "Healthcheck", "StartPeriod"],
  "healthcheck.retries": ["Config", "Healthcheck", "Retries"],
  logging: host("LogConfig"),
  stopTimeout: config("StopTimeout"),
  stopSignal: config("StopSignal"),
  deviceRules: host("DeviceCgroupRules"),
  gpus: host("DeviceRequests"),
  volumesFrom: host("VolumesFrom"),
  links: host("Links"),
  terminal: config("Tty"),
};
