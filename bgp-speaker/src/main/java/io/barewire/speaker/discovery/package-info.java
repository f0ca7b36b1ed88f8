/// Finds the neighbor of an unnumbered peer: both ends advertise themselves as routers on the link (RFC 4861), and each
/// takes the link-local address that it hears for the other's.
///
/// [RouterMessage] and [AdvertisementTimes] are pure; [RouterDiscovery] has the socket and the thread.
@NullMarked
package io.barewire.speaker.discovery;

import org.jspecify.annotations.NullMarked;
