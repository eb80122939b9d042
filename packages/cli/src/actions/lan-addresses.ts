import { networkInterfaces } from "node:os";

/** IPv4 addresses at which other machines may reach this one; those of container networks are left out. */
export function lanAddresses(): string[] {
  return Object.entries(networkInterfaces())
    .filter(([name]) => !/^(docker|br-|veth|podman|cni)/.test(name))
    .flatMap(([, addresses]) => addresses ?? [])
    .filter(address => address.family === "IPv4" && !address.internal)
    .map(address => address.address);
}
