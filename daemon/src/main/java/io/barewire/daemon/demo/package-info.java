/// `barewire demo`: a cluster of network namespaces on this machine, real agents in it, and a story told in steps that
/// each hold or fail. Nothing here is used by an agent. Start with [DemoCommand]; [Story] has the steps, [Lab] the
/// network they happen in; [OvnStory] and [OvnLab] are the same on a real OVN, [ClusterStory] and [ClusterLab] on a
/// real Kubernetes API server.
@NullMarked
package io.barewire.daemon.demo;

import org.jspecify.annotations.NullMarked;
