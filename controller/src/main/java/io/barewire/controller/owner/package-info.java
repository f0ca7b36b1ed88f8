/// Who does what a cluster needs once: this controller, or OVN-Kubernetes' cluster manager. Start with [Functions].
@NullMarked
package io.barewire.controller.owner;

import org.jspecify.annotations.NullMarked;
