// A first µMEC app: it knows the name of a service, finds out through ETSI MEC 011 where that
// service is, and shows its data. There is no build step and no library.

const SERVICE = "temperature";
const HISTORY_MINUTES = 60;

const found = document.querySelector("#found");
const list = document.querySelector("#sensors");
const empty = document.querySelector("#empty");
const cards = new Map(); // sensor id -> its card

// --- 1. Discover (Mp1, GS MEC 011 clause 8.2.3): which service has that name, and where is it? ---

async function discover() {
  const answer = await getJson(`/mec_service_mgmt/v1/services?ser_name=${SERVICE}`);
  const service = answer.find((candidate) => candidate.state === "ACTIVE");
  const address = service?.transportInfo?.endpoint?.uris?.[0];
  return address && { name: service.serName, version: service.version, address: asSeenFromHere(address) };
}

// A service on the node may call itself 127.0.0.1. Seen from a browser that is the host that this
// page came from.
function asSeenFromHere(address) {
  const url = new URL(address, location.href);
  if (["127.0.0.1", "localhost", "[::1]"].includes(url.hostname)) url.hostname = location.hostname;
  return url.href.replace(/\/$/, "");
}

async function getJson(path) {
  const response = await fetch(path, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(10_000) });
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => ({})); // RFC 9457: `detail` is a sentence for people
  throw new Error(problem.detail ?? `${path} answered ${response.status}`);
}

// --- 2. Show what is there: the latest value of each sensor, and the last hour as a line ---

async function showSensors(service) {
  const sensors = await getJson(`${service.address}/sensors`);
  for (const sensor of sensors) {
    if (sensor.latest?.values.temperature === undefined) continue;
    showReading(sensor.latest, sensor.name);
    await showHistory(service, sensor.id);
  }
  empty.hidden = cards.size > 0;
}

async function showHistory(service, id) {
  const from = new Date(Date.now() - HISTORY_MINUTES * 60_000).toISOString();
  const query = new URLSearchParams({ quantity: "temperature", from, every: "60s" });
  const { points } = await getJson(`${service.address}/sensors/${encodeURIComponent(id)}/history?${query}`);
  const card = cards.get(id);
  card.points = points.filter((p) => typeof p.mean === "number").map((p) => ({ time: Date.parse(p.time), value: p.mean }));
  drawLine(card);
}

// --- 3. Follow: the service pushes each new reading (server-sent events) ---

function follow(service) {
  const stream = new EventSource(`${service.address}/stream`);
  stream.onopen = () => say(`Service <b></b>, found through MEC 011 at <code></code>. Live.`, service);
  stream.onerror = () => {
    stream.close();
    found.textContent = "The service does not answer any more. Looking for it again…";
    found.className = "lost";
    setTimeout(start, 3_000); // it may have moved: discover again, rather than insist
  };
  stream.addEventListener("reading", (event) => {
    const reading = JSON.parse(event.data);
    if (reading.values.temperature === undefined) return;
    showReading(reading);
    empty.hidden = true;
  });
}

function say(sentence, service) {
  found.className = "";
  found.innerHTML = sentence;
  found.querySelector("b").textContent = `${service.name} ${service.version}`;
  found.querySelector("code").textContent = service.address;
}

function cardOf(id) {
  let card = cards.get(id);
  if (!card) {
    const element = document.createElement("li");
    element.innerHTML = `<h2></h2><div class="value"></div><div class="time"></div>
      <svg viewBox="0 0 100 30" preserveAspectRatio="none" role="img" aria-label="The last hour"><polyline /></svg>`;
    card = { element, points: [] };
    cards.set(id, card);
    list.append(element);
  }
  return card;
}

function showReading(reading, name) {
  const card = cardOf(reading.sensor);
  const part = (selector) => card.element.querySelector(selector);
  if (name || !part("h2").textContent) part("h2").textContent = name || reading.sensor;
  part(".value").textContent = `${reading.values.temperature.toFixed(1).replace("-", "−")} °C`;
  part(".time").textContent = new Date(reading.time).toLocaleTimeString("en-GB");
  const time = Date.parse(reading.time);
  if (time - (card.points.at(-1)?.time ?? 0) >= 60_000) card.points.push({ time, value: reading.values.temperature });
  else card.points.at(-1).value = reading.values.temperature;
  drawLine(card);
}

function drawLine(card) {
  const end = Date.now();
  const start = end - HISTORY_MINUTES * 60_000;
  card.points = card.points.filter((point) => point.time >= start);
  const values = card.points.map((point) => point.value);
  const low = Math.min(...values) - 0.25;
  const high = Math.max(...values) + 0.25;
  const x = (time) => ((time - start) / (end - start)) * 100;
  const y = (value) => 30 - ((value - low) / (high - low)) * 30;
  const text = card.points.map(({ time, value }) => `${x(time).toFixed(2)},${y(value).toFixed(2)}`).join(" ");
  card.element.querySelector("polyline").setAttribute("points", text);
}

async function start() {
  try {
    const service = await discover();
    if (!service) {
      found.textContent = `No service named “${SERVICE}” is registered and active. Looking again…`;
      setTimeout(start, 3_000);
      return;
    }
    await showSensors(service);
    follow(service);
  } catch (error) {
    found.textContent = `${error.message} Trying again…`;
    found.className = "lost";
    setTimeout(start, 3_000);
  }
}

start();
