/// The Kubernetes API, as far as Barewire needs it: [ApiServer], in terms of JSON trees. What the trees mean is other
/// modules' business; that fabric8 carries the requests is known in `Transport`, `Body` and `FabricConfig` alone.
@NullMarked
package io.barewire.kubernetes;

import org.jspecify.annotations.NullMarked;
