/// A real Kubernetes API server for tests, started from programs that are at hand. Start with [KubeTestServer].
@NullMarked
package io.barewire.testkit.kube;

import org.jspecify.annotations.NullMarked;
