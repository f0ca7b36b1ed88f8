/// Best BGP routes into the gateway router of an OVN-Kubernetes node: rows of `Logical_Router_Static_Route` in its
/// northbound database.
///
/// What is wanted and what the database has are compared in [io.barewire.ovn.RouterBook], which is pure, as is
/// [io.barewire.ovn.Pacing], which says when the next batch may go. Start with [io.barewire.ovn.OvnRoutes].
@NullMarked
package io.barewire.ovn;

import org.jspecify.annotations.NullMarked;
