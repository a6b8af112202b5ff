// What the node's REST APIs send. Times are RFC 3339 in UTC; places on Earth are WGS 84 degrees.

export interface Location {
  latitude: number;
  longitude: number;
}

/** One message of one sensor: quantities by name, in the units of `format/quantities.ts`. */
export interface Reading {
  sensor: string;
  kind: string;
  time: string;
  values: Record<string, number>;
  rssi?: number;
  format?: string | number;
}

export interface Sensor {
  id: string;
  kind: string;
  name?: string;
  place?: string;
  location?: Location;
  source?: string;
  latest?: Reading;
}

/** A point of a history: `value` where raw readings were asked for, the others where they were grouped. */
export interface HistoryPoint {
  time: string;
  value?: number;
  mean?: number;
  min?: number;
  max?: number;
  count?: number;
}

export interface History {
  sensor: string;
  quantity: string;
  every?: string;
  points: HistoryPoint[];
}

export interface Camera {
  name: string;
  url?: string;
  place?: string;
  location?: Location;
  state: "connecting" | "streaming" | "failed";
  detail?: string;
  /** What the node looks for in its pictures. */
  watch?: string[];
  width?: number;
  height?: number;
  frameRate?: number;
  lastPictureTime?: string;
  viewers?: number;
  failures?: number;
}

/** One of the last pictures of a camera. */
export interface CameraPicture {
  id: string;
  time: string;
  href: string;
}

/** A rectangle in pixels of the picture it was found in. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface DetectedObject {
  label: string;
  score: number;
  box: Box;
}

export interface ReadPlate {
  text: string;
  confidence: number;
  box: Box;
}

export interface Detection {
  model: string;
  width: number;
  height: number;
  milliseconds: number;
  objects: DetectedObject[];
}

export interface PlateReading {
  width: number;
  height: number;
  milliseconds: number;
  plates: ReadPlate[];
}

/** A plate that a camera's watcher stored. */
export interface StoredPlate extends ReadPlate {
  time: string;
  camera: string;
}

/** What the vision stream says about one picture of a camera. */
export interface Sighting {
  camera: string;
  time: string;
  width: number;
  height: number;
  plates?: ReadPlate[];
  objects?: DetectedObject[];
}

export interface NodeStatus {
  name: string;
  version: string;
  uptimeSeconds: number;
  roles: string[];
  residentBytes: number;
  startedAt: string;
  readyMilliseconds: number;
  places?: { name: string; location?: Location }[];
}

export interface WebApp {
  name: string;
  /** Where the node serves it, "/apps/NAME/". */
  path?: string;
  updated?: string;
  bytes?: number;
  files?: number;
}

/** MEC 011 EndPointInfo: one of its four forms. */
export interface EndPointInfo {
  uris?: string[];
  fqdn?: string[];
  addresses?: { host: string; port: number }[];
  alternative?: unknown;
}

export interface TransportInfo {
  id: string;
  name: string;
  description?: string;
  type: string;
  protocol: string;
  version: string;
  endpoint: EndPointInfo;
}

/** MEC 011 clause 8.1.2.2 ServiceInfo, as far as the console shows it. */
export interface ServiceInfo {
  serInstanceId: string;
  serName: string;
  serCategory?: { href: string; id: string; name: string; version: string };
  version: string;
  state: "ACTIVE" | "INACTIVE" | "SUSPENDED";
  transportInfo?: TransportInfo;
  serializer: string;
  scopeOfLocality?: string;
  consumedLocalOnly?: boolean;
  isLocal?: boolean;
  livenessInterval?: number;
  _links?: { self?: { href: string }; liveness?: { href: string } };
}

export interface LivenessInfo {
  state: string;
  timeStamp: { seconds: number; nanoSeconds: number };
  interval: number;
}
