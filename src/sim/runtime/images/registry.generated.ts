// Written by `npm run generate`; do not edit.
import type { ImageDefinition } from './image.ts';
import coredns_ from './coredns/index.ts';
import etcd_ from './etcd/index.ts';
import kubeApiserver_ from './kube-apiserver/index.ts';
import kubeControllerManager_ from './kube-controller-manager/index.ts';
import kubeScheduler_ from './kube-scheduler/index.ts';
import pause_ from './pause/index.ts';

/** Everything of its kind that has a folder, in the order of the folders’ names. */
export const IMAGES: readonly ImageDefinition[] = [
  coredns_,
  etcd_,
  kubeApiserver_,
  kubeControllerManager_,
  kubeScheduler_,
  pause_,
];
