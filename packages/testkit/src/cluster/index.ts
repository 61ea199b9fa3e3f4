export { AppCluster, type AppClusterOptions } from './app-cluster.ts';
export { ReverseProxy } from './reverse-proxy.ts';
