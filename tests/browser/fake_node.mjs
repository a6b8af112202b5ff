// A FAKE node, for tests only: it answers the console's requests from made-up data and can be told to
// fail in ways in which a real node cannot be made to fail at will. Nothing of it ships.
import { createReadStream, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const kTypes = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".jpg": "image/jpeg" };
const kTurn = (24 * Math.PI) / 180;

function at(east, north) {
  const x = east * Math.cos(kTurn) - north * Math.sin(kTurn);
  const y = east * Math.sin(kTurn) + north * Math.cos(kTurn);
  return { latitude: 65.01742 + y / 111320, longitude: 25.43655 + x / (111320 * Math.cos((65.01742 * Math.PI) / 180)) };
}

const kPoles = [[20, 5], [150, 5], [290, 5], [420, 5], [45, 135], [160, 135], [275, 135], [405, 135], [30, 255], [155, 255], [300, 255], [365, 65]];
const name = (i) => `Pole ${i + 1}`;
const id = (i) => `ruuvi-c0000000000${i.toString(16)}`;

function reading(i, time) {
  const seconds = time / 1000;
  const values = {
    temperature: 18.5 + i * 0.55 + 2 * Math.sin(seconds / 700 + i) + 0.1 * Math.sin(seconds / 3 + i),
    humidity: 55 + 8 * Math.sin(seconds / 900 + 2 * i),
    pressure: 101325 + 80 * Math.sin(seconds / 5000) - i,
    batteryVoltage: 2.95,
    txPower: 4,
    movementCounter: 7,
    measurementSequenceNumber: Math.floor(seconds) % 65535,
    accelerationX: 0.004, accelerationY: -0.012, accelerationZ: 1.036,
  };
  if (i === 3 || i === 6) Object.assign(values, { co2: 612, pm2p5: 4.2, voc: 88, nox: 1, illuminance: 12400, soundAverage: 47.4 });
  return { sensor: id(i), kind: "ruuvi", time: new Date(time).toISOString(), values, rssi: -61 - i, format: "5" };
}

/**
 * Starts the fake on 127.0.0.1 and a free port. `site` is the folder with the built console, `picture`
 * a JPEG for its cameras, `apps` folders to serve under /apps/NAME/. The returned `faults` may be changed at any time:
 *   empty    lists are empty
 *   roles    the roles that the node says it has
 *   failing  a map from path prefix to a problem document that is sent instead
 */
export async function startFakeNode({ site, picture, port = 0, apps = {} }) {
  const faults = { empty: false, roles: undefined, failing: new Map() };
  const requests = [];
  let looked = []; // times of the pictures that were looked at
  const streams = new Map(); // open response -> path
  const photo = picture ? readFileSync(picture) : undefined;
  const started = Date.now() - 3_912_000;
  const plates = ["ILK-482", "ZRG-907", "BYX-315", "OAH-660"];

  const cameras = [["market-street", 290, 5], ["harbour-road", 275, 135], ["mill-lane", 300, 255]].map(([camera, east, north], i) => ({
    name: camera, url: `http://127.0.0.1:8090/cameras/${camera}.mjpeg`, place: `pole-${[3, 7, 11][i]}`, location: at(east, north),
    state: i === 2 ? "failed" : "streaming", watch: ["plates", "objects"], detail: i === 2 ? "The camera closed the connection; next try in 4 s." : undefined,
    width: i === 2 ? undefined : 640, height: i === 2 ? undefined : 480, frameRate: i === 2 ? undefined : 10,
    lastPictureTime: new Date(Date.now() - 300).toISOString(), viewers: 0, failures: i === 2 ? 12 : 0,
  }));
  const sensors = () => kPoles.map(([east, north], i) => ({
    id: id(i), kind: "ruuvi", name: name(i), place: `pole-${i + 1}`, location: at(east, north), source: "radio",
    latest: i === 8 ? reading(i, Date.now() - 700_000) : reading(i, Date.now()),
  }));
  const service = (serName, type, uri, more = {}) => ({
    serInstanceId: `6f1c1e3e-0000-4000-8000-${Buffer.from(serName).toString("hex").slice(0, 12).padEnd(12, "0")}`, serName,
    serCategory: { href: "/catalogue/umec", id: "umec-edge", name: "Edge data", version: "1" }, version: "1.0", state: "ACTIVE", serializer: "JSON",
    transportInfo: { id: "t1", name: "REST", type, protocol: "HTTP", version: "1.1", endpoint: { uris: [uri] }, security: {} },
    scopeOfLocality: "MEC_HOST", consumedLocalOnly: true, isLocal: true, _links: { self: { href: `/mec_service_mgmt/v1/services/${serName}` } }, ...more,
  });

  const json = (response, body, status = 200) => {
    response.writeHead(status, { "Content-Type": status >= 400 ? "application/problem+json" : "application/json" });
    response.end(JSON.stringify(body));
  };
  const sse = (response, first) => {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write(": hello\n\n");
    keep(response);
    first((event, data) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`), response);
  };
  const keep = (response) => {
    streams.set(response, new URL(response.req.url, "http://fake").pathname);
    response.on("close", () => streams.delete(response));
  };
  const every = (response, milliseconds, action) => {
    const timer = setInterval(action, milliseconds);
    response.on("close", () => clearInterval(timer));
  };

  function history(url, sensor) {
    const quantity = url.searchParams.get("quantity");
    const step = Number.parseInt(url.searchParams.get("every") ?? "5", 10) * 1000;
    const from = Date.parse(url.searchParams.get("from") ?? new Date(Date.now() - 900_000).toISOString());
    const i = kPoles.findIndex((_, n) => id(n) === sensor);
    const points = [];
    for (let time = from; time < Date.now(); time += step) {
      const mean = reading(i, time).values[quantity];
      if (mean === undefined) break;
      points.push({ time: new Date(time).toISOString(), mean, min: mean - Math.abs(mean) * 0.004, max: mean + Math.abs(mean) * 0.004, count: 5 });
    }
    return { sensor, quantity, every: `${step / 1000}s`, points };
  }

  function route(request, response) {
    const url = new URL(request.url, "http://fake");
    const path = decodeURIComponent(url.pathname);
    requests.push(`${request.method} ${path}${url.search}`);
    for (const [prefix, problem] of faults.failing) if (path.startsWith(prefix)) return json(response, problem, problem.status);
    const list = (items) => json(response, faults.empty ? [] : items);

    if (path === "/node/v1/status")
      return json(response, {
        name: "hiekkaranta-1", version: "0.1.0", uptimeSeconds: (Date.now() - started) / 1000, residentBytes: 31_400_000, startedAt: new Date(started).toISOString(),
        readyMilliseconds: 87, roles: faults.roles ?? ["registry", "timeseries", "sensors", "cameras", "vision", "apps", "console"],
        places: faults.empty ? [] : [...kPoles.map(([e, n], i) => ({ name: `pole-${i + 1}`, location: at(e, n) })), { name: "Market Square", location: at(220, 70) }],
      });
    if (path === "/sensors/v1/sensors") return list(sensors());
    if (path === "/sensors/v1/stream")
      return sse(response, (send) => every(response, 500, () => !faults.empty && kPoles.forEach((_, i) => i !== 8 && send("reading", reading(i, Date.now())))));
    let match = /^\/sensors\/v1\/sensors\/([^/]+)(\/history)?$/.exec(path);
    if (match) {
      const sensor = sensors().find((s) => s.id === match[1]);
      if (!sensor) return json(response, { type: "about:blank", title: "Not found", status: 404, detail: `There is no sensor ${match[1]}.` }, 404);
      return json(response, match[2] ? history(url, match[1]) : sensor);
    }
    if (path === "/cameras/v1/cameras") return list(cameras);
    match = /^\/cameras\/v1\/cameras\/([^/]+)(?:\/(picture|pictures|pictures\/\d+|stream))?$/.exec(path);
    if (match) {
      const camera = cameras.find((c) => c.name === match[1]);
      if (!camera) return json(response, { title: "Not found", status: 404, detail: `There is no camera ${match[1]}.` }, 404);
      if (!match[2]) return json(response, camera);
      if (camera.state === "failed" || !photo) return json(response, { title: "Unavailable", status: 503, detail: "The camera gives no pictures." }, 503);
      if (match[2] === "pictures") return json(response, looked.map((time, i) => ({ id: String(i), time, href: `/cameras/v1/cameras/${match[1]}/pictures/${i}` })));
      if (match[2].startsWith("picture")) return response.writeHead(200, { "Content-Type": "image/jpeg" }).end(photo);
      response.writeHead(200, { "Content-Type": "multipart/x-mixed-replace; boundary=next" });
      keep(response);
      const part = () => response.write(Buffer.concat([Buffer.from(`--next\r\nContent-Type: image/jpeg\r\nContent-Length: ${photo.length}\r\n\r\n`), photo, Buffer.from("\r\n")]));
      part();
      return every(response, 200, part);
    }
    if (path === "/vision/v1/stream")
      return sse(response, (send) => {
        let sighted;
        const sight = () => {
          const text = plates[Math.floor(Date.now() / 4000) % plates.length];
          const time = new Date().toISOString();
          looked = [...looked, time].slice(-10);
          const common = { camera: "market-street", time, width: 640, height: 480 };
          send("objects", { ...common, objects: [{ label: "Car", score: 0.91, box: { x: 150, y: 140, width: 330, height: 250 } }] });
          const plate = { text, confidence: 0.94, box: { x: 270, y: 330, width: 110, height: 30 } };
          send("plate", { ...common, plates: [plate] });
          if (text !== sighted) send("sighting", { camera: common.camera, time: common.time, ...plate });
          sighted = text;
        };
        setTimeout(sight, 200);
        every(response, 1000, sight);
      });
    match = /^\/vision\/v1\/cameras\/([^/]+)\/plates$/.exec(path);
    if (match)
      return list(match[1] === "market-street" ? plates.map((text, i) => ({ time: new Date(Date.now() - 60_000 * (i + 1)).toISOString(), camera: match[1], text, confidence: 0.9 - i / 50, box: { x: 270, y: 330, width: 110, height: 30 } })) : []);
    if (path === "/vision/v1/detect" || path === "/vision/v1/plates") {
      const parts = [];
      request.on("data", (part) => parts.push(part));
      return request.on("end", () => {
        const size = jpegSize(Buffer.concat(parts));
        if (!size) return json(response, { title: "Unsupported media type", status: 415, detail: "The body is not a JPEG picture." }, 415);
        const box = (x, y, w, h) => ({ x: x * size.width, y: y * size.height, width: w * size.width, height: h * size.height });
        if (path.endsWith("detect")) json(response, { model: "ssd-mobilenet-v2", ...size, milliseconds: 12.4, objects: [{ label: "Car", score: 0.93, box: box(0.1, 0.2, 0.7, 0.6) }, { label: "Person", score: 0.51, box: box(0.82, 0.3, 0.1, 0.4) }] });
        else json(response, { ...size, milliseconds: 141, plates: [{ text: "DT52KVB", confidence: 0.88, box: box(0.35, 0.62, 0.2, 0.07) }] });
      });
    }
    if (path === "/mec_service_mgmt/v1/services") {
      const host = `http://${request.headers.host}`;
      let services = [
        service("temperature", "REST_HTTP", `${host}/sensors/v1`), service("cameras", "REST_HTTP", `${host}/cameras/v1`), service("vision", "REST_HTTP", `${host}/vision/v1`),
        service("parking", "REST_HTTP", "http://10.0.3.7:8000/", { livenessInterval: 30, state: "SUSPENDED", _links: { self: { href: "/x" }, liveness: { href: `${host}/liveness/parking` } } }),
        service("readings", "MB_TOPIC_BASED", "mqtt://127.0.0.1:1883", { serializer: "PROTOBUF3" }),
      ];
      const wanted = url.searchParams.getAll("ser_name");
      if (wanted.length) services = services.filter((s) => wanted.includes(s.serName));
      return list(services);
    }
    if (path === "/liveness/parking") return json(response, { state: "SUSPENDED", timeStamp: { seconds: Math.floor(Date.now() / 1000) - 95, nanoSeconds: 0 }, interval: 30 });
    if (path === "/apps/v1/web") return list([{ name: "temperature", path: "/apps/temperature/", updated: new Date().toISOString(), files: 3, bytes: 9120 }]);
    match = /^\/apps\/([^/]+)(\/.*)$/.exec(path);
    if (match && apps[match[1]]) return file(response, apps[match[1]], match[2]);
    return file(response, site, path);
  }

  function file(response, folder, path) {
    const full = join(folder, normalize(path.endsWith("/") ? `${path}index.html` : path));
    try {
      if (!full.startsWith(folder) || !statSync(full).isFile()) throw new Error();
    } catch {
      return json(response, { title: "Not found", status: 404, detail: `Nothing is at ${path}.` }, 404);
    }
    response.writeHead(200, { "Content-Type": kTypes[extname(full)] ?? "application/octet-stream" });
    createReadStream(full).pipe(response);
  }

  const server = createServer(route);
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    port: server.address().port,
    faults,
    requests,
    /** Ends all live streams; new ones are accepted. */
    dropStreams: () => [...streams.keys()].forEach((s) => s.destroy()),
    openStreams: (path) => [...streams.values()].filter((p) => p === path).length,
    stop: () => new Promise((resolve) => { [...streams.keys()].forEach((s) => s.destroy()); server.close(resolve); server.closeAllConnections(); }),
  };
}

/** Width and height from a JPEG's frame header; undefined where it is none. */
function jpegSize(data) {
  if (data.length < 4 || data.readUInt16BE(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 < data.length; ) {
    const marker = data.readUInt16BE(at);
    if (marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker)) return { height: data.readUInt16BE(at + 5), width: data.readUInt16BE(at + 7) };
    at += 2 + data.readUInt16BE(at + 2);
  }
  return undefined;
}
