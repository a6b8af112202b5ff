// The node itself, and the web apps it serves.
import type { PageProps } from "../console";
import type { NodeStatus, WebApp } from "../api/types";
import { bytes, count, duration } from "../format/words";
import { Icon } from "../parts/icons";
import { Empty, Loaded } from "../parts/states";
import { runs } from "../state/roles";
import { useResource } from "../state/resource";
import { Fact } from "./camera";

export function NodePage({ status }: PageProps) {
  const apps = useResource<WebApp[]>(runs(status, "apps") ? "/apps/v1/web" : undefined, 10_000);
  return (
    <>
      <header class="head">
        <h1>Node</h1>
        <a class="button" href="/api">
          API documents <Icon name="open" />
        </a>
      </header>
      <Loaded resource={status} what="the node's status">
        {(data) => <Status status={data} />}
      </Loaded>
      {runs(status, "apps") && (
      <section>
        <h2 class="section">Web apps</h2>
        <Loaded resource={apps} what="web apps">
          {(list) =>
            list.length === 0 ? (
              <Empty title="No web apps yet">
                Serve a folder from this node with <code>umec app web NAME DIR</code>.
              </Empty>
            ) : (
              <ul class="apps">
                {list.map((app) => (
                  <li key={app.name}>
                    <a class="card app" href={app.path ?? `/apps/${encodeURIComponent(app.name)}/`}>
                      <strong>{app.name}</strong>
                      <small>
                        {[app.path, app.files !== undefined && count(app.files, "file"), app.bytes !== undefined && bytes(app.bytes)]
                          .filter(Boolean)
                          .join(" · ")}
                      </small>
                      <Icon name="open" />
                    </a>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </section>
      )}
    </>
  );
}

function Status({ status }: { status: NodeStatus }) {
  return (
    <>
      <div class="tiles tiles-plain">
        <Tile name="Uptime" value={duration(status.uptimeSeconds)} />
        <Tile name="Memory" value={bytes(status.residentBytes)} />
        <Tile name="Ready after" value={`${Math.round(status.readyMilliseconds)}\u00a0ms`} />
        <Tile name="Version" value={status.version} />
      </div>
      <section class="card">
        <dl class="facts">
          <Fact name="Name" value={status.name} />
          <Fact name="Started" value={new Date(status.startedAt).toLocaleString("en-GB")} />
          <dt>Roles</dt>
          <dd class="roles">
            {status.roles.map((role) => (
              <span key={role} class="chip chip-quiet">
                {role}
              </span>
            ))}
          </dd>
        </dl>
        <p class="note">
          <a href="/metrics">Metrics</a> · <a href="/readyz">Readiness</a> · <a href="/node/v1/status">Status as JSON</a>
        </p>
      </section>
    </>
  );
}

function Tile({ name, value }: { name: string; value: string }) {
  return (
    <div class="tile">
      <span class="tile-name">{name}</span>
      <span class="tile-value number">{value}</span>
    </div>
  );
}
