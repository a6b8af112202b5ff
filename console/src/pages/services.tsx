// The MEC service registry (ETSI GS MEC 011), as any app sees it.
import { useEffect, useState } from "preact/hooks";
import { getJson } from "../api/http";
import type { EndPointInfo, LivenessInfo, ServiceInfo } from "../api/types";
import { ago, count, duration } from "../format/words";
import { Icon } from "../parts/icons";
import { Empty, Loaded } from "../parts/states";
import { useNow } from "../state/clock";
import { useResource } from "../state/resource";

export function ServicesPage() {
  const services = useResource<ServiceInfo[]>("/mec_service_mgmt/v1/services", 5_000);
  return (
    <>
      <header class="head">
        <h1>Services</h1>
        <a class="button" href="/api">
          API documents <Icon name="open" />
        </a>
      </header>
      <Loaded resource={services} what="services">
        {(list) =>
          list.length === 0 ? (
            <Empty title="No services registered">
              An app offers one with a POST to <code>/mec_service_mgmt/v1/applications/ID/services</code>; see the{" "}
              <a href="/api">API documents</a>.
            </Empty>
          ) : (
            <List services={list} />
          )
        }
      </Loaded>
    </>
  );
}

function List({ services }: { services: ServiceInfo[] }) {
  const sorted = [...services].sort((a, b) => a.serName.localeCompare(b.serName));
  const active = sorted.filter((s) => s.state === "ACTIVE").length;
  return (
    <>
      <p class="lead">
        {count(sorted.length, "service")} in the registry of this node, {active === sorted.length ? "all" : active} active. Apps find them
        through ETSI MEC 011.
      </p>
      <div class="service-grid">
        {sorted.map((service) => (
          <Service key={service.serInstanceId} service={service} />
        ))}
      </div>
    </>
  );
}

/** The addresses of an endpoint as text; `href` where a browser can follow it. */
export function endpointsOf(endpoint: EndPointInfo | undefined): { text: string; href?: string }[] {
  if (!endpoint) return [];
  if (endpoint.uris) return endpoint.uris.map((uri) => ({ text: uri, href: /^https?:\/\//.test(uri) ? uri : undefined }));
  if (endpoint.fqdn) return endpoint.fqdn.map((text) => ({ text }));
  if (endpoint.addresses) return endpoint.addresses.map(({ host, port }) => ({ text: `${host.includes(":") ? `[${host}]` : host}:${port}` }));
  return endpoint.alternative === undefined ? [] : [{ text: JSON.stringify(endpoint.alternative) }];
}

const kStateTone = { ACTIVE: "live", INACTIVE: "quiet", SUSPENDED: "lost" };

function Service({ service }: { service: ServiceInfo }) {
  const { transportInfo: transport, serCategory: category } = service;
  return (
    <article class="card service">
      <header>
        <h2>{service.serName}</h2>
        <span class={`chip chip-${kStateTone[service.state] ?? "quiet"}`}>
          <span class="dot" aria-hidden="true" />
          {service.state.charAt(0) + service.state.slice(1).toLowerCase()}
        </span>
      </header>
      <dl class="facts">
        <dt>Version</dt>
        <dd>{service.version}</dd>
        {category && (
          <>
            <dt>Category</dt>
            <dd>
              {category.name} {category.version}
            </dd>
          </>
        )}
        {transport && (
          <>
            <dt>Transport</dt>
            <dd>
              {transport.type} <span class="quiet">{[transport.protocol, transport.version].filter(Boolean).join(" ")}</span>
            </dd>
            <dt>Endpoint</dt>
            <dd>
              {endpointsOf(transport.endpoint).map(({ text, href }) => (
                <code key={text} class="endpoint">
                  {href ? <a href={href}>{text}</a> : text}
                </code>
              ))}
            </dd>
          </>
        )}
        <dt>Serializer</dt>
        <dd>{service.serializer}</dd>
        {service.scopeOfLocality && (
          <>
            <dt>Scope</dt>
            <dd>{service.scopeOfLocality}</dd>
          </>
        )}
        <Liveness service={service} />
      </dl>
      <small class="service-id">{service.serInstanceId}</small>
    </article>
  );
}

function pathOf(href: string): string {
  try {
    return new URL(href, location.href).pathname;
  } catch {
    return href;
  }
}

/** The heartbeat, of services that send one (MEC 011 clause 8.1.2.4). */
function Liveness({ service }: { service: ServiceInfo }) {
  const href = service._links?.liveness?.href;
  const [info, setInfo] = useState<LivenessInfo>();
  const now = useNow();
  useEffect(() => {
    if (!href) return;
    const leaving = new AbortController();
    // Without an answer the interval alone is shown: the registry itself tells of a service that is down.
    getJson<LivenessInfo>(pathOf(href), { signal: leaving.signal }).then(setInfo, () => setInfo(undefined));
    return () => leaving.abort();
  }, [href, service]);
  if (!href && !service.livenessInterval) return null;
  const interval = info?.interval ?? service.livenessInterval;
  return (
    <>
      <dt>Heartbeat</dt>
      <dd class="number">
        {interval ? `every ${duration(interval)}` : "expected"}
        {info && `, last ${ago(info.timeStamp.seconds * 1000, now)}`}
      </dd>
    </>
  );
}
