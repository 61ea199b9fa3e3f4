export { AppCluster, type AppClusterOptions } from './app-cluster.ts';
export { clusterSettings } from './cluster-settings.ts';
export { noTexts } from './no-texts.ts';
export { ReverseProxy } from './reverse-proxy.ts';
