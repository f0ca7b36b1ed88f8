/// Managed routing (OKEP-5259): the objects by which the nodes of networks without an overlay are made to exchange
/// their routes, and what is said of that in the status of networks and in events.
///
/// Pure: `ManagedObjects` says which objects there are to be, `Generations` which of those that exist are an earlier
/// release's. At the edge: `ManagedRouting` reads and writes. Start with `ManagedObjects`.
@NullMarked
package io.barewire.controller.managed;

import org.jspecify.annotations.NullMarked;
