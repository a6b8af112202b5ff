// A real node with the miniature city beside it, on free ports, with an empty data folder.
import { execFileSync, spawn } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./chromium.mjs";

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function stop(child) {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.on("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await ended;
  clearTimeout(timer);
}

/**
 * Starts `umec-city` (with `cityOptions` besides) and `umec node` of the folder `programs`; ready when /readyz says so. The result
 * has both addresses, `umec(...)` to run the command line against the node, and `stop()`.
 */
export async function startNode(programs, cityOptions = []) {
  const folder = mkdtempSync(join(tmpdir(), "umec-console-node-"));
  const [port, cityPort] = [await freePort(), await freePort()];
  const address = `http://127.0.0.1:${port}`;
  const cityAddress = `127.0.0.1:${cityPort}`;
  const city = ["--listen", cityAddress, "--node", address, "--hci", `unix:${join(folder, "hci")}`, "--hour", "13", ...cityOptions];
  const start = (program, args) => {
    const log = openSync(join(folder, `${program}.log`), "w");
    const child = spawn(join(programs, program), args, { stdio: ["ignore", log, log] });
    closeSync(log);
    return child;
  };
  const logOf = (program) => {
    const file = join(folder, `${program}.log`);
    return existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(-25).join("\n") : "";
  };

  writeFileSync(join(folder, "node.yaml"), execFileSync(join(programs, "umec-city"), [...city, "--print-config"]));
  const children = [start("umec-city", city)];
  const node = {
    address,
    city: `http://${cityAddress}`,
    umec: (...args) => execFileSync(join(programs, "umec"), [...args], { encoding: "utf8", env: { ...process.env, UMEC_NODE: address } }),
    logs: () => `umec:\n${logOf("umec")}\numec-city:\n${logOf("umec-city")}`,
    async stop() {
      for (const child of [...children].reverse()) await stop(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await until("the city", async () => (await fetch(`${node.city}/truth/city`)).ok);
    children.push(start("umec", ["node", "--config", join(folder, "node.yaml"), "--data", join(folder, "data"), "--listen", `127.0.0.1:${port}`, "--influx-listen", ""]));
    await until("the node", async () => {
      if (children[1].exitCode !== null) throw new Error(`umec ended with ${children[1].exitCode}`);
      return (await fetch(`${address}/readyz`)).ok;
    });
  } catch (error) {
    const logs = node.logs();
    await node.stop();
    throw new Error(`${error.message}\n${logs}`);
  }
  return node;
}
