/// `./dev bench kube`: agents and a controller beside a real API server that holds as many objects as a big cluster.
///
/// The whole process is in a network namespace of its own, together with the API server and what is measured; only the
/// routers that agents peer with ([Rack]) are in a second one, for an agent takes every local address for its own.
/// Start with [KubeBench].
@NullMarked
package io.barewire.bench.kube;

import org.jspecify.annotations.NullMarked;
