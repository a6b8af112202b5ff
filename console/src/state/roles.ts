// Which parts this node runs: what is switched off is not asked for.
import type { NodeStatus } from "../api/types";
import type { Resource } from "./resource";

export type Role = "registry" | "sensors" | "cameras" | "vision" | "apps";

/**
 * Whether the node runs `role`. While its status is on the way, no: a moment later it is known. If
 * the status cannot be had, yes: then the part's own answer tells what is wrong.
 */
export function runs(status: Resource<NodeStatus>, role: Role): boolean {
  if (status.data) return status.data.roles.includes(role);
  return status.problem !== undefined;
}
