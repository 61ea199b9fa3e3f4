export { freePorts } from './free-ports.ts';
export { installOnce, stackCache } from './install-once.ts';
export { runTool } from './run-tool.ts';
export { ServerNode, type ServerNodeOptions } from './server-node.ts';
