/// RouteAdvertisements (k8s.ovn.org/v1) and the networks that they select, as values. Start with [RouteAdvertisements].
@NullMarked
package io.barewire.controller.advertise;

import org.jspecify.annotations.NullMarked;
